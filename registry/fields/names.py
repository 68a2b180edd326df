"""Names, readings, addresses and their English forms (ux 2.5 G1 to G4; domain 4.7)."""

import re
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from core import text
from registry.fields.base import Repaired, quoted

KANA = re.compile(r"[ァ-ヾ ]+")
COMPANY_KANA = re.compile(r"[ァ-ヾ A-Za-z0-9&.,'()-]+")
CITY, STREET = _("市区町村"), _("番地")
ADDRESS_SYMBOLS = ",.-/()&'"


class NameField(Repaired):
    """A name, kanji exactly as typed (also 神 U+FA19, 髙, 﨑, 𠮷, ㈱); no emoji."""

    box: ClassVar[dict[str, str]] = {"width": "w20"}
    limit = 60
    in_name = True

    def repair(self, value: str) -> str:
        return text.name(value)


class KanaField(Repaired):
    """A reading in katakana, from hiragana or half width too; `company` takes letters as well."""

    box: ClassVar[dict[str, str]] = {"width": "w20"}
    limit = 60
    in_name = True
    default_error_messages: ClassVar[dict[str, Any]] = {
        "kana": _("%(label)sはひらがなまたはカタカナで入力してください。"),
    }

    def __init__(self, *, company: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.pattern = COMPANY_KANA if company else KANA

    def repair(self, value: str) -> str:
        return text.kana(value)

    def check(self, value: str) -> str:
        if not self.pattern.fullmatch(value):
            raise self.refuse("kana")
        return value


class CityField(NameField):
    """市区町村・町域 of an address."""

    box: ClassVar[dict[str, str]] = {"width": "w30", "autocomplete": "address-level2"}
    limit = 100

    def __init__(self, *, called: Any = CITY, **kwargs: Any):
        super().__init__(called=called, **kwargs)

    def repair(self, value: str) -> str:
        return text.address(value)


class AddressLineField(CityField):
    """番地・建物名 of an address."""

    box: ClassVar[dict[str, str]] = {"width": "w30", "autocomplete": "address-line1"}
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _(
            "%(label)sを入力してください。番地がない場合は「番地なし」と入力してください。"
        ),
    }

    def __init__(self, *, called: Any = STREET, **kwargs: Any):
        super().__init__(called=called, **kwargs)


class EnglishField(Repaired):
    """English text in printable ASCII."""

    limit = 70
    symbols: ClassVar[str | None] = None
    default_error_messages: ClassVar[dict[str, Any]] = {
        "latin": _("%(label)sは半角英数字で入力してください。使えない文字：%(characters)s。"),
    }

    def repair(self, value: str) -> str:
        return text.english(value)

    def check(self, value: str) -> str:
        if unusable := text.latin_unusable(value, self.symbols):
            raise self.refuse("latin", characters=quoted(unusable))
        return value


class EnglishAddressField(EnglishField):
    """A line of an English address; shown in capitals, kept as typed."""

    symbols = ADDRESS_SYMBOLS
    default_error_messages: ClassVar[dict[str, Any]] = {
        "latin": _(
            "%(label)sは半角英数字と記号（, . - / ( ) &）で入力してください。"
            "使えない文字：%(characters)s。"
        ),
    }

    def shown(self, value: Any) -> str:
        return super().shown(value).upper()

    def in_box(self, value: Any) -> str:
        return "" if value is None else str(value)

    def repaired_note(self, raw: Any, value: Any) -> str:
        """Capitals are a matter of showing only, and no reason for a note."""
        same = str(raw or "").strip().upper() == self.shown(value)
        return "" if same else super().repaired_note(raw, value)
