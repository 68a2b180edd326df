"""What workers do for the voice; each is one line over a deed."""

from celery import shared_task

from notifications import outbox


@shared_task
def deliver(*, notice_id: int) -> None:
    """Send one mail soon after it was posted."""
    outbox.deliver(notice_id)


@shared_task
def sweep() -> None:
    """Each minute: deliver whatever a lost nudge or an absent mail server left behind."""
    outbox.sweep()
