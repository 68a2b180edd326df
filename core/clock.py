"""What time it is for the house: the real moment, or the one that a command acts at.

Every business date comes from here, so that `--on 2026-11-30` and the demonstration's past
days go through the very deeds that run today. Sessions and throttles use the real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = time(12)

_acting: ContextVar[datetime | None] = ContextVar("acting", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC; or the moment given to `at`."""
    return _acting.get() or timezone.now()


def today() -> date:
    """The present day in Asia/Tokyo, whatever the server's zone."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day in Asia/Tokyo on which a moment falls."""
    return moment.astimezone(TOKYO).date()


def moment(day: date, at: time = NOON) -> datetime:
    """A moment of a day in Asia/Tokyo; noon unless another time is given."""
    return datetime.combine(day, at, tzinfo=TOKYO)


@contextmanager
def at(when: date | datetime) -> Iterator[None]:
    """Act as if it were then; a bare day means its noon in Asia/Tokyo."""
    token = _acting.set(when if isinstance(when, datetime) else moment(when))
    try:
        yield
    finally:
        _acting.reset(token)
