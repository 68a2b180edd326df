"""A draft is begun, kept level with the register, and thrown away."""

from typing import Any

from django.db import transaction
from django.db.models import F

from core import clock
from registry import procedures, register
from registry.drafts.typed import image_as_answers
from registry.models import Application, Code, Entry
from registry.states import State


class Refused(Exception):
    """This holder may not start or submit this procedure now; the text says why and what to do."""


@transaction.atomic
def start(
    key: str,
    *,
    account: Any,
    entry: Entry | None,
    code: Code | None = None,
    channel: str = Application.Channel.WEB,
) -> Application:
    """A new draft, with the register's present image beside it. Raises Refused."""
    procedure = procedures.get(key)
    if reason := procedure.refusal(entry, code, clock.today()):
        raise Refused(reason)
    return Application.objects.create(
        procedure=key,
        scheme=procedure.scheme,
        channel=channel,
        account=account,
        entry=entry,
        code=code,
        registrant_name=entry.name if entry else "",
        before=procedure.before(entry, code),
        before_revision=register.last_revision(entry) if entry else 0,
        started_at=clock.now(),
        saved_at=clock.now(),
    )


def unwritten(key: str, *, account: Any, code: Code | None) -> Application | None:
    """A draft that this account began and left empty; starting again goes on with it."""
    drafts = Application.objects.drafts().filter(procedure=key, account=account, code=code)
    return drafts.filter(answers=None, attachments=None).order_by("-started_at").first()


@transaction.atomic
def catch_up(application: Application) -> bool:
    """Lay the register's present image beside a draft; True when it had moved since.

    What was typed stays; what was taken over unchanged (「変更なしで更新」) follows the register.
    """
    if application.entry is None or application.state != State.DRAFT:
        return False
    procedure = procedures.get(application.procedure)
    before = procedure.before(application.entry, application.code)
    if before == application.before:
        return False
    application.before = before
    application.before_revision = register.last_revision(application.entry)
    drafts = Application.objects.filter(pk=application.pk, state=State.DRAFT)
    drafts.update(before=before, before_revision=application.before_revision)
    steps = {step.key: step for step in procedure.steps}
    for answers in application.answers.filter(unchanged=True, step__in=steps):
        application.answers.filter(pk=answers.pk).update(
            cleaned=image_as_answers(steps[answers.step], before), revision=F("revision") + 1
        )
    return True


@transaction.atomic
def discard(application: Application) -> None:
    """Throw a draft away; nothing that was submitted."""
    drafts = Application.objects.filter(pk=application.pk, state=State.DRAFT)
    for draft in drafts.select_for_update():
        draft.delete()
