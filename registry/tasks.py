"""The registry's jobs for Celery; each is one line over the deed that its command calls."""

from celery import shared_task

from registry import evidence, expiry, housekeeping, lifecycle, reminders


@shared_task
def begin_paid() -> int:
    return sum(1 for _ in lifecycle.begin_paid())


@shared_task
def carry_out_due() -> int:
    return sum(1 for _ in lifecycle.carry_out_due())


@shared_task
def lapse() -> int:
    return sum(1 for _ in (*lifecycle.lapse_unpaid(), *lifecycle.lapse_unanswered()))


@shared_task
def expire_codes() -> int:
    return sum(1 for _ in expiry.expire_codes())


@shared_task
def remind_renewals() -> int:
    return sum(1 for _ in reminders.remind_renewals())


@shared_task
def purge_drafts() -> int:
    return sum(1 for _ in housekeeping.purge_drafts())


@shared_task
def scan_quarantined() -> int:
    return sum(1 for _ in evidence.scan_quarantined())


@shared_task
def sweep_files() -> int:
    return sum(1 for _ in evidence.sweep())
