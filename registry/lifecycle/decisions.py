"""判定: written down, rested, signed where two must agree, then carried out by the system."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as say

from billing import receipts
from core import clock
from registry import procedures, states
from registry.drafts import Draft
from registry.lifecycle.ending import end_unapproved
from registry.lifecycle.telling import tell
from registry.models import Application, Decision
from registry.states import Action

logger = logging.getLogger(__name__)


class Incoherent(Exception):
    """A decision lacks what it needs: a reason to reject, a field to correct."""


@transaction.atomic
def decide(
    application: Application,
    outcome: str,
    *,
    by: Any,
    note: str = "",
    reason: str = "",
    fields: dict[str, list[str]] | None = None,
    granted: dict[str, Any] | None = None,
) -> Decision:
    """Write the decision down; nothing leaves the house before it holds.

    It holds after `DECISION_REST`, and where the procedure is countersigned once a second person
    has signed. Its day is the day of completion for every date that follows (R-040). `fields`
    are the fields to correct by group when sending back. Raises Incoherent and NotAllowed.
    """
    if outcome == Decision.Outcome.REJECT and not (reason or note):
        raise Incoherent(say("却下の理由を選択するか、申込者への連絡を入力してください。"))
    if outcome == Decision.Outcome.SEND_BACK and not (fields and note):
        raise Incoherent(say("差し戻す項目を選び、何を直せばよいかを入力してください。"))
    mine = {} if application.examiner_id else {"examiner": by}  # corrections come back to them
    states.move(application, Action.DECIDE, user=by, note=note, **mine)
    now = clock.now()
    decision = Decision.objects.create(
        application=application,
        outcome=outcome,
        reason=reason,
        note=note,
        fields=fields or {},
        granted=granted or {},
        by=by,
        at=now,
        day=clock.day_of(now),
        holds_from=now + settings.DECISION_REST,
        needs_second=procedures.get(application.procedure).countersigned,
    )
    if timedelta(0) == settings.DECISION_REST and not decision.needs_second:
        carry_out(decision)
    return decision


@transaction.atomic
def take_back(application: Application, *, by: Any) -> None:
    """Undo a decision that has not been carried out; the trail alone remembers it."""
    states.move(application, Action.TAKE_BACK, user=by)
    Decision.objects.filter(
        application=application, carried_out_at=None, taken_back_at=None
    ).update(taken_back_at=clock.now())


@transaction.atomic
def sign(decision: Decision, *, by: Any) -> None:
    """The second signature; never the first examiner's own (R-041)."""
    if decision.by_id == by.pk:
        raise Incoherent(say("2人目の承認は、判定した人とは別の人が行ってください。"))
    signed = Decision.objects.filter(
        pk=decision.pk, second_by=None, carried_out_at=None, taken_back_at=None
    ).update(second_by=by, second_at=clock.now())
    if not signed:
        raise states.NotAllowed(say("この判定は既に承認されたか、取り消されています。"))


def carry_out_due() -> Iterator[str]:
    """Carry out every decision whose time has come and that has the signatures it needs.

    One transaction each; one failing row never stops the next.
    """
    due = Decision.objects.filter(
        Q(needs_second=False) | Q(second_by__isnull=False),
        carried_out_at=None,
        taken_back_at=None,
        holds_from__lte=clock.now(),
    )
    for decision in due.select_related("application").order_by("holds_from", "pk"):
        number = decision.application.receipt_number
        try:
            carry_out(decision)
        except states.NotAllowed:
            continue
        except Exception as error:  # whatever it is, it must not stop the next one
            logger.exception("%s", number)
            yield f"!{number} {type(error).__name__}"
        else:
            yield f"{number} {decision.get_outcome_display()}"


@transaction.atomic
def carry_out(decision: Decision) -> None:
    """Do what was decided, once."""
    # The application first, as everywhere: whoever takes back at this moment waits or is late.
    Application.objects.select_for_update(of=("self",)).get(pk=decision.application_id)
    taken = Decision.objects.filter(pk=decision.pk, carried_out_at=None, taken_back_at=None).update(
        carried_out_at=clock.now()
    )
    if not taken:
        raise states.NotAllowed(say("この判定は既に実行されたか、取り消されています。"))
    EFFECTS[Decision.Outcome(decision.outcome)](decision)


@transaction.atomic
def approve(decision: Decision) -> None:
    """Grant what was asked, and say so."""
    application = decision.application
    states.move(application, Action.APPROVE, completed_on=decision.day)
    procedure = procedures.get(application.procedure)
    procedure.carry_out(application)  # the register, through its one door
    if application.invoice is not None:
        receipts.issue(application.invoice, on=decision.day)  # the hand
    tell(application, "approved", note=decision.note)  # the voice: a row, in this transaction


def _reject(decision: Decision) -> None:
    application = decision.application
    states.move(application, Action.REJECT, note=decision.note)
    reasons = procedures.get(application.procedure).reject_reasons
    end_unapproved(
        application, "rejected", note=decision.note, reason=str(reasons.get(decision.reason, ""))
    )


def _send_back(decision: Decision) -> None:
    application = decision.application
    respond_by = decision.day + timedelta(days=settings.SENT_BACK_DAYS)
    states.move(application, Action.SEND_BACK, note=decision.note, respond_by=respond_by)
    tell(
        application,
        "sent_back",
        note=decision.note,
        respond_by=respond_by,
        fields=corrections(application, decision.fields),
    )


def corrections(application: Application, fields: dict[str, list[str]]) -> list[str]:
    """What is to be corrected, in the words of the check page: 「基本情報：会社名（和文）」."""
    draft = Draft(application)
    latest = application.submission
    labels = {
        (section["group"], row["field"]): f"{section['title']}：{row['label']}"
        for section in (latest.content.summary if latest else [])
        for row in section["rows"]
    }
    labels |= {
        ("documents", each.kind): say("確認資料：%(title)s") % {"title": each.title}
        for each in draft.procedure.possible_documents(draft.context)
    }
    return [text for (group, name), text in labels.items() if name in fields.get(group, [])]


EFFECTS = {
    Decision.Outcome.APPROVE: approve,
    Decision.Outcome.REJECT: _reject,
    Decision.Outcome.SEND_BACK: _send_back,
}
