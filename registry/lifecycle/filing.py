"""Handing in, handing in again, withdrawing."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as say

from billing import invoicing
from core import clock
from core.text import fold_for_search
from registry import numbers, register, states
from registry.drafts import Draft, Refused
from registry.forms import full_name
from registry.lifecycle.ending import end_unapproved
from registry.lifecycle.telling import bill_to, tell
from registry.models import Application, Submission, SubmissionContent
from registry.procedures.base import Due, Procedure
from registry.states import Action
from registry.summary import changed_rows


class Changed(Exception):
    """What was confirmed is no longer what would be submitted; the check page shows the present."""


def submit(application: Application, *, token: str, by: Any) -> Application:
    """Hand in what the check page showed under `token`: number, invoice, mail, or nothing at all.

    Pressing twice, from two tabs or after going back raises NotAllowed, and the application is
    the one that was received first. Raises Changed when anything shown has changed since, Refused
    when the procedure's refusal holds by now or another application of this kind is open (R-020).
    """
    try:
        with transaction.atomic():
            return _submit(application.pk, token=token, by=by)
    except IntegrityError as error:
        if Application.objects.filter(pk=application.pk, receipt_number="").exists():
            raise Refused(
                say(
                    "同じ手続きの申込みが既に受け付けられています。"
                    "マイページの「進行中の申込」から状況を確認してください。"
                )
            ) from error
        raise


def _submit(pk: Any, *, token: str, by: Any) -> Application:
    application = Application.objects.select_for_update().get(pk=pk)
    draft = Draft(application)
    procedure = draft.procedure
    if application.state != states.State.DRAFT:
        raise states.NotAllowed(say("この申込みは既に受け付けています。"))
    if not draft.is_finished or draft.token != token:
        raise Changed
    now, day = clock.now(), clock.today()
    if reason := procedure.refusal(application.entry, application.code, day):
        raise Refused(reason)
    states.move(
        application,
        Action.SUBMIT,
        user=by,
        receipt_number=numbers.receipt_number(day, procedure.letter),
        exclusive=procedure.exclusive(application),
        received_at=now,
        **columns(draft),
    )
    keep(draft, by=by, token=token)
    if (
        procedure.fee
        and procedure.fee.due == Due.ON_SUBMISSION
        and draft.price
        and draft.price.amount
    ):
        _request_payment(application, procedure, draft)
        tell(application, "received")
    elif procedure.examined:
        states.move(application, Action.BEGIN, examined_from=now)
        tell(application, "received")
    else:
        states.move(application, Action.APPROVE, completed_on=day)
        procedure.carry_out(application)
        tell(application, "approved")
    return application


def columns(draft: Draft) -> dict[str, Any]:
    """What examiners search by, and the number of changes."""
    filer, basics = draft.content.get("filer", {}), draft.content.get("basics", {})
    entry = draft.application.entry
    name = basics.get("name") or (entry.name if entry else "")
    kana = fold_for_search(basics.get("name_kana", "")) or (entry.folded_kana if entry else "")
    return {
        "filer_name": full_name(filer)[:80],
        "folded_filer": fold_for_search(full_name(filer))[:160],
        "registrant_name": name[:120],
        "folded_registrant": fold_for_search(name)[:200],
        "folded_kana": kana[:200],
        "changed_count": min(changed_rows(draft.summary), 32_767),
    }


def keep(draft: Draft, *, by: Any, token: str) -> Submission:
    """Freeze what was handed in: content, summary as confirmed, files."""
    application = draft.application
    entry = application.entry
    submission = Submission.objects.create(
        application=application,
        n=application.submissions.count() + 1,
        token=token,
        price=draft.price.amount if draft.price else 0,
        terms_version=draft.terms.version if draft.terms else "",
        revision_seen=register.last_revision(entry) if entry else 0,
        at=clock.now(),
        by=by,
    )
    SubmissionContent.objects.create(
        submission=submission,
        content=draft.content,
        summary=draft.summary,
        files=[
            {
                "id": str(each.pk),
                "document": each.document,
                "name": each.name,
                "size": each.size,
                "sha256": each.sha256,
            }
            for each in draft.attachments
        ],
    )
    return submission


def _request_payment(application: Application, procedure: Procedure, draft: Draft) -> None:
    assert procedure.fee is not None
    invoice = invoicing.issue(
        fee=procedure.fee.code,
        tier=procedure.fee.tier(draft.content),
        about=application.receipt_number,
        title=str(procedure.title),
        detail=procedure.invoice_detail(application),
        bill_to=bill_to(application),
        on=clock.today(),
        at_most=procedure.due_at_most(application.entry, application.code),
    )
    states.move(application, Action.REQUEST_PAYMENT, invoice=invoice)


@transaction.atomic
def resubmit(application: Application, *, token: str, by: Any) -> Application:
    """Hand in the corrections; the case goes back to the same examiner. Raises Changed."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    draft = Draft(application)
    if application.state != states.State.SENT_BACK:
        raise states.NotAllowed(say("この申込みは既に再提出されています。"))
    if not draft.is_finished or draft.token != token:
        raise Changed
    states.move(
        application,
        Action.RESUBMIT,
        user=by,
        examined_from=clock.now(),
        respond_by=None,
        **columns(draft),
    )
    submission = keep(draft, by=by, token=token)
    tell(application, "resubmitted", once=str(submission.n))
    return application


@transaction.atomic
def withdraw(application: Application, *, by: Any, note: str = "") -> None:
    """取下げ: the applicant takes the application back before it is decided."""
    states.move(application, Action.WITHDRAW, user=by, note=note)
    end_unapproved(application, "withdrawn")
