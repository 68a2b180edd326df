"""Money arrived, or did not; looked up, never reported upward."""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as say

from billing import refunds
from billing.models import Invoice, Refund
from core import clock
from registry import procedures, states
from registry.lifecycle.ending import end_unapproved
from registry.lifecycle.telling import tell
from registry.models import Application
from registry.procedures.base import Superseded
from registry.states import Action, State

logger = logging.getLogger(__name__)


def begin_paid() -> Iterator[str]:
    """Carry on every application whose invoice is settled; one failing never stops the next.

    Waiting ones go to the examiners (R-030). Lapsed ones whose deposit bears a value date within
    the deadline are put back (R-029), or, where that cannot be any more, their fee is owed.
    """
    settled = Application.objects.filter(invoice__status=Invoice.Status.SETTLED)
    yield from _each(settled.filter(state=State.AWAITING_PAYMENT), _begin, say("審査へ"))
    lapsed = settled.filter(state=State.LAPSED, invoice__voided_at__isnull=False)
    beyond = Refund.objects.filter(reason=Refund.Reason.UNAPPROVED).values("invoice")
    yield from _each(lapsed.exclude(invoice__in=beyond), _revive, say("復活"))


@transaction.atomic
def _begin(application: Application) -> None:
    states.move(application, Action.BEGIN, examined_from=clock.now())
    if application.code is not None and not application.code.is_live:
        # Where it cannot live again an examiner sees so, and the money goes back then.
        with suppress(IntegrityError, Superseded), transaction.atomic():
            procedures.get(application.procedure).revived(application)
    tell(application, "paid")
    _tell_excess(application)


def _tell_excess(application: Application) -> None:
    """Who paid too much hears at once that the difference comes back (domain 4.8)."""
    more = Refund.objects.filter(invoice=application.invoice, reason=Refund.Reason.EXCESS).due()
    if amount := sum(refund.amount for refund in more):
        tell(application, "refund_due", refund=amount)


def _revive(application: Application) -> str:
    try:
        with transaction.atomic():
            states.move(application, Action.REVIVE, examined_from=clock.now())
            procedure = procedures.get(application.procedure)
            procedure.revived(application)
            tell(application, "revived")
    except (IntegrityError, Superseded):
        # Another application took its place, or the code is gone for good: the money goes back.
        with transaction.atomic():
            present = Application.objects.select_for_update().get(pk=application.pk)
            if present.state == State.LAPSED and present.invoice is not None:
                refunds.release(present.invoice, Refund.Reason.UNAPPROVED)
        return say("返金へ")
    return ""


def lapse_unpaid() -> Iterator[str]:
    """取消: unpaid at the deadline and the grace of business days after it (F058, R-028)."""
    today = clock.today()
    unpaid = Application.objects.awaiting_payment().filter(
        invoice__closes_on__lt=today, invoice__status=Invoice.Status.OPEN
    )
    yield from _each(unpaid, _lapse, say("取消"))


def lapse_unanswered() -> Iterator[str]:
    """取消: sent back and not handed in again by the day that was named."""
    late = Application.objects.filter(state=State.SENT_BACK, respond_by__lt=clock.today())
    yield from _each(late, _lapse, say("取消"))


@transaction.atomic
def _lapse(application: Application) -> None:
    application = Application.objects.select_for_update().get(pk=application.pk)
    invoice = application.invoice
    if invoice is not None and application.state == State.AWAITING_PAYMENT:
        # A deposit that is heard in this very moment wins over the lapse.
        locked = Invoice.objects.select_for_update().get(pk=invoice.pk)
        if locked.status != Invoice.Status.OPEN:
            raise states.NotAllowed(say("入金を確認したため、取り消しません。"))
    states.move(application, Action.LAPSE, note=say("期限までに手続きがなかったため"))
    end_unapproved(application, "lapsed")


def _each(
    rows: "QuerySet[Application]", deed: Callable[[Application], str | None], word: str
) -> Iterator[str]:
    """Do a deed to every row, each in a transaction of its own, and say a line for each.

    What the deed gives back, if anything, is said instead of the word.
    """
    for application in rows.order_by("received_at", "pk").iterator(chunk_size=200):
        try:
            outcome = deed(application) or word
        except states.NotAllowed:
            continue  # another process was quicker
        except (DatabaseError, ArithmeticError, LookupError, ValueError, TypeError) as error:
            logger.exception("%s", application.receipt_number)
            yield f"!{application.receipt_number} {type(error).__name__}"
        else:
            yield f"{application.receipt_number} {outcome}"
