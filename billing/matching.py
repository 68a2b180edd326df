"""Deposits meet invoices. Nothing else in the house can settle an invoice.

An account is lent for one invoice, so the account says which one is paid. What cannot be decided
by rule is left in a named state for a person; what must go back stands as a refund at once.
"""

from datetime import time, timedelta

from django.db import transaction
from django.db.models import Max, Sum

from billing import refunds
from billing.models import Allocation, Deposit, Invoice, Refund, TransferAccount
from core import clock

State = Deposit.State
NEXT_DAY = timedelta(days=1)


@transaction.atomic
def match(deposit: Deposit) -> None:
    """Give a deposit that was just heard of its state, its allocation and what goes back.

    In time is a value date up to the deadline, whenever we hear of it (F058). A deposit in time
    also settles an invoice that had lapsed meanwhile; who lapsed it looks that up.
    """
    account = _lending(deposit)
    if account is None:
        return
    invoice = Invoice.objects.select_for_update().get(pk=account.invoice_id)
    deposit.account = account
    if invoice.status == Invoice.Status.SETTLED:
        _refuse(deposit, invoice, State.DOUBLE, Refund.Reason.DOUBLE)
    elif invoice.status == Invoice.Status.VOID and not _lapsed(invoice):
        _refuse(deposit, invoice, State.UNCLAIMED, Refund.Reason.UNCLAIMED)
    elif deposit.value_date > invoice.due_on:
        _name(deposit, State.LATE)
    else:
        _pay(deposit, invoice)


def _lending(deposit: Deposit) -> TransferAccount | None:
    """The lending that an account number meant on the value date."""
    end_of_day = clock.moment(deposit.value_date + NEXT_DAY, time.min)
    return (
        TransferAccount.objects.filter(
            agency=deposit.source,
            branch_code=deposit.branch_code,
            number=deposit.account_number,
            lent_at__lt=end_of_day,
        )
        .order_by("-lent_at", "-pk")
        .first()
    )


def _pay(deposit: Deposit, invoice: Invoice) -> None:
    """Add a deposit in time to what the invoice has; several together may reach its sum."""
    missing = invoice.total - _in_hand(invoice)
    if deposit.amount < missing:
        _name(deposit, State.SHORT)
        if _lapsed(invoice):
            refunds.owe(deposit, deposit.amount, Refund.Reason.LAPSED, invoice=invoice)
        else:
            _allocate(deposit, invoice, deposit.amount)
        return
    surplus = deposit.amount - missing
    _name(deposit, State.EXCESS if surplus else State.EXACT)
    for refund in refunds.take_back(invoice):
        _allocate(refund.deposit, invoice, refund.amount)
    _allocate(deposit, invoice, missing)
    if surplus:
        refunds.owe(deposit, surplus, Refund.Reason.EXCESS, invoice=invoice)
    _settle(invoice)


def _in_hand(invoice: Invoice) -> int:
    """Yen that earlier deposits in time brought: allocated, or due to go back since the lapse."""
    waiting = refunds.reclaimable(invoice) if _lapsed(invoice) else invoice.allocations.live()
    return waiting.aggregate(sum=Sum("amount"))["sum"] or 0


def _lapsed(invoice: Invoice) -> bool:
    return (
        invoice.status == Invoice.Status.VOID and invoice.void_reason == Invoice.VoidReason.LAPSED
    )


def _refuse(deposit: Deposit, invoice: Invoice, state: State, reason: Refund.Reason) -> None:
    _name(deposit, state)
    refunds.owe(deposit, deposit.amount, reason, invoice=invoice)


def _name(deposit: Deposit, state: State) -> None:
    deposit.state = state
    deposit.save(update_fields=["state", "account"])


def _allocate(deposit: Deposit, invoice: Invoice, amount: int) -> None:
    Allocation.objects.create(deposit=deposit, invoice=invoice, amount=amount)


def _settle(invoice: Invoice) -> None:
    """Settled on the value date on which the sum was reached."""
    reached = invoice.allocations.live().aggregate(day=Max("deposit__value_date"))["day"]
    Invoice.objects.filter(pk=invoice.pk).exclude(status=Invoice.Status.SETTLED).update(
        status=Invoice.Status.SETTLED, settled_on=reached
    )
    TransferAccount.objects.filter(invoice=invoice, closed_at=None).update(closed_at=clock.now())
