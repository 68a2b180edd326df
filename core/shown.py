"""How dates, money, sizes and telephone numbers are shown, on pages, in mails and on paper."""

from datetime import date, datetime

import phonenumbers

from core import clock

WEEKDAYS = "月火水木金土日"
ERAS = [(date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和")]


def day(value: date) -> str:
    """2026年12月4日（金）; a moment is shown as its day in Asia/Tokyo."""
    value = _day(value)
    return f"{value.year}年{value.month}月{value.day}日（{WEEKDAYS[value.weekday()]}）"


def short_day(value: date) -> str:
    """2026/12/04, for tables."""
    return f"{_day(value):%Y/%m/%d}"


def moment(value: datetime) -> str:
    """2026年12月4日（金）10:42 in Asia/Tokyo."""
    return f"{day(value)}{value.astimezone(clock.TOKYO):%H:%M}"


def short_moment(value: datetime) -> str:
    """2026/12/04 10:42 in Asia/Tokyo, for tables."""
    return f"{value.astimezone(clock.TOKYO):%Y/%m/%d %H:%M}"


def wareki(value: date) -> str:
    """令和8年12月4日; a day before 1926-12-25 keeps its western year."""
    value = _day(value)
    for first, era in ERAS:
        if value >= first:
            year = value.year - first.year + 1
            return f"{era}{'元' if year == 1 else year}年{value.month}月{value.day}日"
    return f"{value.year}年{value.month}月{value.day}日"


def yen(amount: int) -> str:
    """3,300円, from whole yen."""
    return f"{amount:,}円"


def size(number: int) -> str:
    """3.4MB, from bytes; a file that is not empty is never 0KB."""
    if number < 1024:
        return f"{number}バイト"
    if number < 1024 * 1024:
        return f"{number / 1024:.0f}KB" if number >= 10_240 else f"{number / 1024:.1f}KB"
    return f"{number / 1024 / 1024:.1f}MB"


def phone(number: str) -> str:
    """03-1234-5678, from digits, parted after the area code."""
    try:
        parsed = phonenumbers.parse(number, "JP")
    except phonenumbers.NumberParseException:
        return number
    parted = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return parted if parted.replace("-", "") == number else number


def postal_code(code: str) -> str:
    """〒104-0032, from seven digits."""
    return f"〒{code[:3]}-{code[3:]}" if len(code) == 7 else code


def _day(value: date) -> date:
    return clock.day_of(value) if isinstance(value, datetime) else value
