"""How days, money and codes are written in letters, mails and papers."""

from datetime import date, datetime

from django import template

from core import clock

register = template.Library()

WEEKDAYS = "月火水木金土日"


def _day(value: date | datetime) -> date:
    return clock.day_of(value) if isinstance(value, datetime) else value


@register.filter
def long_day(value: date | datetime | None) -> str:
    """2026年12月4日（金）; nothing for None."""
    if not value:
        return ""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


@register.filter
def plain_day(value: date | datetime | None) -> str:
    """2026年12月4日, for periods and for headings."""
    if not value:
        return ""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def brief_day(value: date | datetime | None) -> str:
    """12/4（金）, for subjects."""
    if not value:
        return ""
    day = _day(value)
    return f"{day.month}/{day.day}（{WEEKDAYS[day.weekday()]}）"


@register.filter
def comma(value: int | None) -> str:
    """3,300."""
    return "" if value is None else f"{value:,}"


@register.filter
def yen(value: int | None) -> str:
    """3,300円."""
    return "" if value is None else f"{value:,}円"


@register.filter
def spaced(value: str) -> str:
    """A code in groups of four, as people read it: P00A 1B2C 0000."""
    return " ".join(value[i : i + 4] for i in range(0, len(value), 4)) if value else ""


@register.filter
def postal(value: str) -> str:
    """〒104-0032, from seven digits with or without a hyphen."""
    digits = "".join(c for c in str(value or "") if c.isdigit())
    return f"〒{digits[:3]}-{digits[3:]}" if len(digits) == 7 else ""
