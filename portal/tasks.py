"""The portal's own jobs."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from portal.models import FailedSignIn, OneTimeLink

KEPT = timedelta(days=30)


@shared_task
def sweep_sessions() -> None:
    """Throw away ended sessions, old failed attempts and links that no longer open."""
    call_command("clearsessions")
    FailedSignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()
    OneTimeLink.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()
