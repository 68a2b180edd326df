"""Telephone numbers and mail addresses."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core import shown, text
from registry.fields.base import Repaired
from registry.fields.boxes import EmailBox, TelephoneBox
from registry.fields.codes import DigitsField

ABROAD = re.compile(r"^(?:\+|0010|010)81\(?0?\)?")


class PhoneField(DigitsField):
    """A Japanese telephone number, kept as ten or eleven digits; +81 is taken too (F227)."""

    widget = TelephoneBox
    box: ClassVar[dict[str, str]] = {"width": "w20", "autocomplete": "tel", "inputmode": "tel"}
    separators = "()."
    default_error_messages: ClassVar[dict[str, Any]] = {
        "count": _(
            "%(label)sは0から始まる10桁または11桁で入力してください"
            "（入力された桁数：%(count)s桁）。"
        ),
        "zero": _("%(label)sは0から始まる市外局番から入力してください。"),
    }

    def repair(self, value: str) -> str:
        return super().repair(ABROAD.sub("0", text.fold_code(value)))

    def check(self, value: str) -> str:
        value = super().check(value)
        if len(value) not in {10, 11}:
            raise self.refuse("count", count=len(value))
        if not value.startswith("0"):
            raise self.refuse("zero")
        return value

    def shown(self, value: Any) -> str:
        return shown.phone(str(value)) if value else ""


class EmailAddressField(Repaired):
    """A mail address, its host in small letters."""

    widget = EmailBox
    box: ClassVar[dict[str, str]] = {"autocomplete": "email", "inputmode": "email"}
    limit = 254
    default_error_messages: ClassVar[dict[str, Any]] = {
        "shape": _("%(label)sは taro@example.jp の形で入力してください。"),
    }

    def repair(self, value: str) -> str:
        return text.mail(value)

    def check(self, value: str) -> str:
        try:
            validate_email(value)
        except ValidationError:
            raise self.refuse("shape") from None
        return value
