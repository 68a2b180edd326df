"""Dates as people type them (ux 4.1)."""

import re
from datetime import date

from core import text

ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
SEPARATOR = r"[年月./\-]"
MONTH_AND_DAY = rf"{SEPARATOR}(\d{{1,2}}){SEPARATOR}(\d{{1,2}})日?"
WITH_ERA = re.compile(rf"(令和|平成|昭和|[RHS])(\d{{1,2}}|元){MONTH_AND_DAY}")
WITH_YEAR = re.compile(rf"(\d{{4}}){MONTH_AND_DAY}")
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
WITHOUT_YEAR = re.compile(r"(\d{1,2})[月./\-](\d{1,2})日?")
WEEKDAY = re.compile(r"\([月火水木金土日](?:曜日?)?\)|[月火水木金土日]曜日?$")
LONGEST = 40
YEARS_TO_A_LEAP_DAY = 8


def read(value: str, today: date, *, ahead: bool = True) -> date | None:
    """The date that was meant, or None.

    A date without a year is the next one from today on, that day included; with `ahead=False`
    (a day of issue) the last one up to today.
    """
    if len(value) > LONGEST:
        return None
    plain = re.sub(r"\s", "", text.half_width(value)).upper().replace("㋿", "令和")
    plain = WEEKDAY.sub("", plain)
    if found := WITH_ERA.fullmatch(plain):
        era, year, month, day = found.groups()
        return _day(ERAS[era] + (1 if year == "元" else int(year)), month, day)
    if found := WITH_YEAR.fullmatch(plain) or EIGHT_DIGITS.fullmatch(plain):
        return _day(*found.groups())
    if found := WITHOUT_YEAR.fullmatch(plain):
        return _nearest(*found.groups(), today=today, step=1 if ahead else -1)
    return None


def _day(year: int | str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _nearest(month: str, day: str, *, today: date, step: int) -> date | None:
    for years in range(YEARS_TO_A_LEAP_DAY + 1):
        found = _day(today.year + step * years, month, day)
        if found and (found - today).days * step >= 0:
            return found
    return None
