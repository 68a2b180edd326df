"""Dates, counts and amounts."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from core import clock, dates, shown, text
from registry.fields.base import Repaired

UNITS = {"円": 1, "万": 10**4, "百万": 10**6, "千万": 10**7, "億": 10**8, "兆": 10**12}
AMOUNT_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(百万|千万|万|億|兆)?")
LARGEST = 10**15


class DateField(Repaired):
    """A date in any usual writing, echoed with its weekday; without a year the next one ahead.

    With `ahead=False` (a day of issue) a date without a year is the last one.
    """

    box: ClassVar[dict[str, str]] = {"width": "w13", "autocomplete": "off"}
    default_error_messages: ClassVar[dict[str, Any]] = {
        "shape": _("%(label)sは 2026年12月4日 または 2026/12/4 の形で入力してください。"),
    }

    def __init__(self, *, ahead: bool = True, **kwargs: Any):
        super().__init__(empty_value=None, **kwargs)
        self.ahead = ahead

    def check(self, value: str) -> date:
        found = dates.read(value, clock.today(), ahead=self.ahead)
        if found is None:
            raise self.refuse("shape")
        return found

    def shown(self, value: Any) -> str:
        if isinstance(value, str):
            value = dates.read(value[:10], clock.today())
        return shown.day(value) if value else ""

    def repaired_note(self, raw: Any, value: Any) -> str:
        typed = str(raw or "").strip()
        return "" if typed and typed == str(value) else super().repaired_note(raw, value)


class NumberField(Repaired):
    """A whole number between two bounds, both included."""

    box: ClassVar[dict[str, str]] = {"width": "w4", "autocomplete": "off", "inputmode": "numeric"}
    default_error_messages: ClassVar[dict[str, Any]] = {
        "range": _("%(label)sは%(least)s〜%(most)sの数字で入力してください。"),
    }

    def __init__(self, *, least: int = 1, most: int = 99, **kwargs: Any):
        super().__init__(empty_value=None, **kwargs)
        self.least, self.most = least, most

    def repair(self, value: str) -> str:
        return re.sub(r"[\s,]", "", text.half_width(value))

    def check(self, value: str) -> int:
        # No longer than the bound, so that int() never meets thousands of digits.
        wanted = re.fullmatch(r"0*([0-9]{1,18})", value)
        if not wanted or not self.least <= int(wanted[1]) <= self.most:
            raise self.refuse("range", least=f"{self.least:,}", most=f"{self.most:,}")
        return int(wanted[1])

    def shown(self, value: Any) -> str:
        return "" if value in (None, "") else f"{int(value):,}"

    def in_box(self, value: Any) -> str:
        return "" if value in (None, "") else str(value)


class AmountField(Repaired):
    """An amount in whole yen, also written 3.2億円 or 32000万円 (年商)."""

    box: ClassVar[dict[str, str]] = {"width": "w13", "autocomplete": "off"}
    default_error_messages: ClassVar[dict[str, Any]] = {
        "shape": _(
            "%(label)sを数字で入力してください。例：3.2億円、32000万円 のどちらでも入力できます。"
        ),
    }

    def __init__(self, **kwargs: Any):
        super().__init__(empty_value=None, **kwargs)

    def repair(self, value: str) -> str:
        return re.sub(r"[\s,、¥￥]", "", text.half_width(value))

    def check(self, value: str) -> int:
        amount = yen_in(value)
        if amount is None:
            raise self.refuse("shape")
        return amount

    def shown(self, value: Any) -> str:
        return "" if value in (None, "") else in_kanji_units(int(value))

    def in_box(self, value: Any) -> str:
        return "" if value in (None, "") else shown.yen(int(value))


def yen_in(value: str) -> int | None:
    """The yen of 3.2億円, 1億2000万円, 320000000; None if it is no amount of whole yen."""
    plain = value.removesuffix("円")
    parts = AMOUNT_PART.findall(plain) if len(plain) <= 30 else []
    if not parts or "".join(number + unit for number, unit in parts) != plain:
        return None
    sizes = [UNITS[unit or "円"] for _number, unit in parts]
    if any(larger <= smaller for larger, smaller in zip(sizes, sizes[1:], strict=False)):
        return None
    amount = sum(Decimal(number) * UNITS[unit or "円"] for number, unit in parts)
    return int(amount) if amount == int(amount) and amount < LARGEST else None


def in_kanji_units(amount: int) -> str:
    """3億2,000万円, from whole yen."""
    words = ""
    for unit in ("兆", "億", "万"):
        number, amount = divmod(amount, UNITS[unit])
        words += f"{number:,}{unit}" if number else ""
    return f"{words}{amount:,}円" if amount or not words else f"{words}円"
