"""The portal's own jobs."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from portal.models import FailedSignIn, KnownDevice, OneTimeLink

LINKS_KEPT = timedelta(days=30)
ATTEMPTS_KEPT = timedelta(days=400)  # the limit of attempts ever counts them


@shared_task
def sweep_sessions() -> None:
    """Throw away ended sessions, old failed attempts and links that no longer open."""
    call_command("clearsessions")
    now = timezone.now()
    FailedSignIn.objects.filter(at__lt=now - ATTEMPTS_KEPT).delete()
    KnownDevice.objects.filter(seen_at__lt=now - ATTEMPTS_KEPT).delete()
    OneTimeLink.objects.filter(expires_at__lt=now - LINKS_KEPT).delete()
