"""Post codes, corporate numbers and issued codes."""

import re
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from stdnum.jp import cn

from core import shown, text
from registry.fields.base import Repaired, quoted

JASTPRO = r"P[0-9A-Z]{7}[0-9]{4}"
JASTPRO_IN_WORDS = _("Pから始まる半角英数字12桁")


class DigitsField(Repaired):
    """Digits, typed in any width with any separators; anything else is named and refused."""

    separators: ClassVar[str] = ""

    def repair(self, value: str) -> str:
        plain = text.fold_code(value)
        return "".join(char for char in plain if char not in self.separators)

    def check(self, value: str) -> str:
        strange = [char for char in dict.fromkeys(value) if char not in "0123456789"]
        if strange:
            raise self.refuse("unusable", characters=quoted(strange))
        return value


class PostalCodeField(DigitsField):
    """Seven digits of a Japanese post code; whether it exists is not asked here."""

    box: ClassVar[dict[str, str]] = {
        "width": "w7",
        "autocomplete": "postal-code",
        "inputmode": "numeric",
    }
    separators = "〒."
    default_error_messages: ClassVar[dict[str, Any]] = {
        "count": _("%(label)sは7桁の数字で入力してください（入力された桁数：%(count)s桁）。"),
    }

    def check(self, value: str) -> str:
        value = super().check(value)
        if len(value) != 7:
            raise self.refuse("count", count=len(value))
        return value

    def shown(self, value: Any) -> str:
        return shown.postal_code(str(value)) if value else ""

    def in_box(self, value: Any) -> str:
        return self.shown(value).removeprefix("〒")


class CorporateNumberField(DigitsField):
    """A 法人番号: thirteen digits, the first of which checks the others (domain 4.1)."""

    box: ClassVar[dict[str, str]] = {
        "width": "w13",
        "autocomplete": "off",
        "inputmode": "numeric",
    }
    separators = "T."
    default_error_messages: ClassVar[dict[str, Any]] = {
        "count": _("%(label)sは13桁の数字で入力してください（入力された桁数：%(count)s桁）。"),
        "check_digit": _(
            "%(label)sに入力の誤りがあるようです（検査用数字が合いません）。"
            "もう一度確認してください。"
        ),
    }

    def check(self, value: str) -> str:
        value = super().check(value)
        if len(value) != 13:
            raise self.refuse("count", count=len(value))
        if not cn.is_valid(value):
            raise self.refuse("check_digit")
        return value


class CodeField(Repaired):
    """An issued code, a JASTPRO code unless told otherwise, kept in capitals without separators.

    `pattern` is the shape of the whole code, `wanted` that shape in words, `example` a code.
    """

    box: ClassVar[dict[str, str]] = {"width": "w13", "autocomplete": "off"}
    default_error_messages: ClassVar[dict[str, Any]] = {
        "shape": _("%(label)sは%(wanted)sで入力してください（例：%(example)s）。"),
    }

    def __init__(
        self,
        *,
        pattern: str = JASTPRO,
        wanted: Any = JASTPRO_IN_WORDS,
        example: str = "P00A1B2C0000",
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.pattern, self.wanted, self.example = re.compile(pattern), wanted, example

    def repair(self, value: str) -> str:
        return text.fold_code(value)

    def check(self, value: str) -> str:
        if not self.pattern.fullmatch(value):
            raise self.refuse("shape", wanted=self.wanted, example=self.example)
        return value
