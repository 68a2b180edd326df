"""Numbers that run on without gaps, one series per kind and year."""

from datetime import date

from django.db import transaction
from django.db.models import F

from core.models import Counter

APRIL = 4


def following(series: str, year: int) -> int:
    """The next number of a series in a year, from 1.

    It is given back if the caller's transaction fails, and nobody else gets one of the series
    before that transaction ends. Raises TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken inside a transaction.")
    row = Counter.objects.filter(series=series, year=year)
    # The UPDATE takes the row's lock; only a series' first number has to make the row.
    if not row.update(last=F("last") + 1):
        Counter.objects.get_or_create(series=series, year=year)
        row.update(last=F("last") + 1)
    return row.values_list("last", flat=True).get()


def fiscal_year(day: date) -> int:
    """The fiscal year of a day, from April to March: 2027-03-31 lies in 2026."""
    return day.year if day.month >= APRIL else day.year - 1
