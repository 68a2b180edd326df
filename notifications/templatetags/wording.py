"""How days, money and codes are written in letters, mails and papers."""

from datetime import date, datetime

from django import template

from core import clock, shown

register = template.Library()


@register.filter
def long_day(value: date | datetime | None) -> str:
    """2026年12月4日（金）; nothing for None."""
    return shown.day(value) if value else ""


@register.filter
def plain_day(value: date | datetime | None) -> str:
    """2026年12月4日, for periods and for headings."""
    return shown.day(value)[:-3] if value else ""


@register.filter
def brief_day(value: date | datetime | None) -> str:
    """12/4（金）, for subjects."""
    if not value:
        return ""
    day = clock.day_of(value) if isinstance(value, datetime) else value
    return f"{day.month}/{day.day}{shown.day(day)[-3:]}"


@register.filter
def comma(value: int | None) -> str:
    """3,300; nothing for what is not a number."""
    return f"{value:,}" if isinstance(value, int) else ""


@register.filter
def yen(value: int | None) -> str:
    """3,300円; nothing for what is not a number."""
    return shown.yen(value) if isinstance(value, int) else ""


@register.filter
def spaced(value: str) -> str:
    """A code in groups of four, as people read it: P00A 1B2C 0000."""
    return " ".join(value[i : i + 4] for i in range(0, len(value), 4)) if value else ""


@register.filter
def postal(value: str) -> str:
    """〒104-0032, from seven digits with or without a hyphen."""
    return shown.postal_code("".join(c for c in str(value or "") if c.isdigit()))
