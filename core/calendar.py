"""Business days and the counting of months (X10; domain 1.4, 2.4, 4.5).

Closed are Saturdays, Sundays, national holidays, 12/29 to 1/3 and the authority's own ClosedDays;
a ClosedDay with `is_open` opens a day that would be closed. A function asks the table once; a loop
over many days passes `closed=closed_days()` and asks it once in all.
"""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

import jpholiday
from django.utils.translation import gettext as _

from core.models import ClosedDay

ONE_DAY = timedelta(days=1)
SATURDAY = 5
Closed = Mapping[date, ClosedDay]


def closed_days() -> Closed:
    """The authority's own closings and openings, by day."""
    return {row.day: row for row in ClosedDay.objects.all()}


def holiday_name(day: date, closed: Closed | None = None) -> str:
    """What closes the day (勤労感謝の日, 年末年始, the authority's own word), or "".

    A plain weekend has no name; a day opened by the authority has none either.
    """
    own = (closed_days() if closed is None else closed).get(day)
    if own:
        return "" if own.is_open else own.name
    if named := jpholiday.is_holiday_name(day):
        return str(named)
    if (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
        return _("年末年始")
    return ""


def is_business_day(day: date, closed: Closed | None = None) -> bool:
    """Whether the authority works on the day."""
    closed = closed_days() if closed is None else closed
    if (own := closed.get(day)) is not None:
        return own.is_open
    return day.weekday() < SATURDAY and not holiday_name(day, closed)


def add_business_days(day: date, number: int, closed: Closed | None = None) -> date:
    """The business day that lies `number` business days after the day, which is not counted.

    A negative number counts back; 0 is the day itself, business day or not.
    """
    closed = closed_days() if closed is None else closed
    step = ONE_DAY if number >= 0 else -ONE_DAY
    for _counted in range(abs(number)):
        day += step
        while not is_business_day(day, closed):
            day += step
    return day


def next_business_day(day: date, closed: Closed | None = None) -> date:
    """The first business day after the day."""
    return add_business_days(day, 1, closed)


def business_day_from(day: date, closed: Closed | None = None) -> date:
    """The day itself if it is a business day, else the next one."""
    closed = closed_days() if closed is None else closed
    return day if is_business_day(day, closed) else add_business_days(day, 1, closed)


def business_days_between(first: date, last: date, closed: Closed | None = None) -> int:
    """How many business days lie after `first` up to `last` included; negative if last < first."""
    if last < first:
        return -business_days_between(last, first, closed)
    closed = closed_days() if closed is None else closed
    days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    return sum(is_business_day(day, closed) for day in days)


def first_of_month(day: date, months: int = 0) -> date:
    """The first day of the month that lies `months` after the day's."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def last_of_month(day: date, months: int = 0) -> date:
    """The last day of the month that lies `months` after the day's."""
    first = first_of_month(day, months)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def add_months(day: date, months: int, *, keep_month_end: bool = False) -> date:
    """The same day `months` later, or that month's last day where it has no such day (民法143条).

    With `keep_month_end` the last day of a month stays the last day of a month (GS1 reminders).
    """
    last = last_of_month(day, months)
    if keep_month_end and day == last_of_month(day):
        return last
    return last.replace(day=min(day.day, last.day))


def term_after(valid_until: date, years: int) -> tuple[date, date]:
    """The first and last day, both included, of the term that follows one ending on the day.

    It ends on the day before the same day `years` later; where that month has no such day, on its
    last day: after 2028-02-28 come 2028-02-29 to 2031-02-28.
    """
    first = valid_until + ONE_DAY
    end = add_months(first, 12 * years)
    return first, end if end.day != first.day else end - ONE_DAY


def renewal_window_opens(valid_until: date, rule: str = "A") -> date:
    """The first day on which a renewal may be applied for: 有効期間終了月の3ヶ月前から.

    A: the first of the month three months before the last one; B: the day three months before the
    last day; C: as A with the last month counted. Raises ValueError for another rule.
    """
    match rule:
        case "A":
            return first_of_month(valid_until, -3)
        case "B":
            return add_months(valid_until, -3)
        case "C":
            return first_of_month(valid_until, -2)
    raise ValueError(rule)
