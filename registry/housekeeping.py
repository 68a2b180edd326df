"""Drafts that nobody comes back to: one reminder, then they are thrown away (design 10, no. 4)."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as say

from core import clock, shown
from notifications import outbox
from registry import drafts, procedures
from registry.lifecycle.telling import recipient
from registry.models import Application
from registry.states import State

REMIND_BEFORE = timedelta(days=7)


def purge_drafts() -> Iterator[str]:
    """Remind of drafts that end within a week, once; throw away those past `DRAFT_DAYS`."""
    now, kept = clock.now(), timedelta(days=settings.DRAFT_DAYS)
    untouched = Application.objects.filter(state=State.DRAFT)
    for draft in untouched.filter(saved_at__lt=now - kept).iterator(chunk_size=200):
        drafts.discard(draft)
        yield f"{draft.pk} {say('下書きを削除')}"
    soon = untouched.filter(
        saved_at__gte=now - kept,
        saved_at__lt=now - kept + REMIND_BEFORE,
        draft_reminded_at=None,
        entry__isnull=False,
    )
    for draft in soon.iterator(chunk_size=200):
        if _remind(draft):
            yield f"{draft.pk} {say('下書きの期限を案内')}"


@transaction.atomic
def _remind(draft: Application) -> bool:
    rows = Application.objects.filter(pk=draft.pk, state=State.DRAFT, draft_reminded_at=None)
    if not rows.update(draft_reminded_at=clock.now()):
        return False
    person = recipient(draft, "contact")
    if not person["email"]:
        return False
    until = clock.day_of(draft.saved_at) + timedelta(days=settings.DRAFT_DAYS)
    procedure = procedures.get(draft.procedure)
    outbox.post(
        event="draft_expiring",
        about=str(draft.pk),
        to=person["email"],
        context={
            "recipient": person,
            "procedure_title": str(procedure.title),
            "procedure_name": str(procedure.name or procedure.title),
            "kept_until": until,
            "until": shown.day(until),
            "url": f"/apply/{draft.procedure}/d/{draft.pk}/",
            "authority": settings.AUTHORITY,
        },
        wording=draft.procedure,
        once=f"draft:{draft.pk}:{until}",
        url=f"/apply/{draft.procedure}/d/{draft.pk}/",
    )
    return True
