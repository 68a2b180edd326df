"""The timetable: what runs when, for Celery beat and for `manage.py clock` alike.

Every job computes what is due and not yet done, so that a missed run costs time, never a notice.
"""

from dataclasses import dataclass
from datetime import timedelta

from celery.schedules import crontab, schedule


@dataclass(frozen=True)
class Job:
    """A task by name, and how often it runs; `daily_at` is an hour and minute in Asia/Tokyo."""

    task: str
    every: timedelta
    daily_at: tuple[int, int] | None = None

    @property
    def beat(self) -> schedule:
        if self.daily_at:
            hour, minute = self.daily_at
            return crontab(hour=hour, minute=minute)
        return schedule(self.every)


MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TIMETABLE = (
    Job("notifications.tasks.sweep", MINUTE),
    Job("registry.tasks.begin_paid", MINUTE),
    Job("registry.tasks.carry_out_due", MINUTE),
    Job("registry.tasks.scan_quarantined", MINUTE),
    Job("registry.tasks.lapse", DAY, daily_at=(0, 5)),
    Job("registry.tasks.expire_codes", DAY, daily_at=(0, 10)),
    Job("registry.tasks.remind_renewals", DAY, daily_at=(0, 15)),
    Job("registry.tasks.purge_drafts", DAY, daily_at=(0, 20)),
    Job("registry.tasks.sweep_files", DAY, daily_at=(0, 25)),
    Job("portal.tasks.sweep_sessions", DAY, daily_at=(0, 30)),
)
