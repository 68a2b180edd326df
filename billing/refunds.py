"""What must go back: owed by rule, ordered by one person, seen out by another (X20)."""

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from billing.models import Allocation, Deposit, Invoice, Refund
from billing.models.refunds import RefundQuerySet
from core import clock, trail

Status = Refund.Status


class NotNow(ValueError):
    """The refund has moved on meanwhile."""


class SamePerson(ValueError):
    """Two people must agree to a refund."""


class NothingLeft(ValueError):
    """No money of the deposit is waiting."""


@transaction.atomic
def owe(
    deposit: Deposit,
    amount: int,
    reason: Refund.Reason,
    *,
    invoice: Invoice | None = None,
    note: str = "",
) -> Refund:
    """Put yen of a deposit on the accountant's list; the same reason again changes nothing."""
    refund, _is_new = Refund.objects.exclude(status=Status.CANCELLED).get_or_create(
        deposit=deposit,
        reason=reason,
        defaults={
            "invoice": invoice,
            "about": invoice.about if invoice else "",
            "payee_kana": deposit.payer_kana,
            "amount": amount,
            "note": note,
        },
    )
    return refund


@transaction.atomic
def release(invoice: Invoice, reason: Refund.Reason) -> list[Refund]:
    """All money that lies on an invoice is owed back to those who paid it.

    For an application that ended without approval after payment, and for an invoice that became
    void with part of its sum paid. Asking twice owes once.
    """
    Invoice.objects.select_for_update().get(pk=invoice.pk)
    lying = list(invoice.allocations.live().select_related("deposit"))
    Allocation.objects.filter(pk__in=[row.pk for row in lying]).update(undone_at=clock.now())
    return [owe(row.deposit, row.amount, reason, invoice=invoice) for row in lying]


def reclaimable(invoice: Invoice) -> RefundQuerySet:
    """What the lapse put on the list and nobody has ordered yet."""
    found: RefundQuerySet = Refund.objects.filter(
        invoice=invoice, reason=Refund.Reason.LAPSED, status=Status.DUE
    )
    return found


@transaction.atomic
def take_back(invoice: Invoice) -> list[Refund]:
    """Cancel what is reclaimable: the invoice is paid after all. Returns what was cancelled."""
    rows = list(reclaimable(invoice).select_for_update(of=("self",)).select_related("deposit"))
    Refund.objects.filter(pk__in=[row.pk for row in rows]).update(status=Status.CANCELLED)
    return rows


@transaction.atomic
def return_deposit(deposit: Deposit, *, by: Any, note: str) -> Refund:
    """A person decides that a deposit which lies on no invoice goes back. Raises NothingLeft."""
    deposit = Deposit.objects.select_for_update(of=("self",)).get(pk=deposit.pk)
    owed = deposit.refunds.live().aggregate(sum=Sum("amount"))["sum"] or 0
    if deposit.state not in Deposit.UNMATCHED or owed >= deposit.amount:
        raise NothingLeft(_("この入金に、返金を待っている金額はありません。"))
    invoice = deposit.account.invoice if deposit.account else None
    trail.record("refund.owe", account=by, about=f"deposit:{deposit.pk}", note=note)
    return owe(deposit, deposit.amount - owed, Refund.Reason.HAND, invoice=invoice, note=note)


@transaction.atomic
def order(refund: Refund, *, by: Any) -> None:
    """The first person arranges the refund. Raises NotNow."""
    _move(refund, Status.DUE, Status.ORDERED, by=by, ordered_at=clock.now())
    trail.record("refund.order", account=by, about=f"refund:{refund.pk}", yen=refund.amount)


@transaction.atomic
def recall(refund: Refund, *, by: Any) -> None:
    """An arranged refund goes back on the list. Raises NotNow."""
    _move(refund, Status.ORDERED, Status.DUE, by=None, ordered_at=None)
    trail.record("refund.recall", account=by, about=f"refund:{refund.pk}", yen=refund.amount)


@transaction.atomic
def pay(refund: Refund, *, by: Any) -> None:
    """A second person sees the refund out. Raises NotNow and SamePerson."""
    current = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if current.by_id == by.pk:
        raise SamePerson(_("返金の確認は、手配した方とは別の方が行ってください。"))
    _move(current, Status.ORDERED, Status.PAID, second_by=by, paid_at=clock.now())
    trail.record("refund.pay", account=by, about=f"refund:{refund.pk}", yen=refund.amount)


def _move(refund: Refund, source: Status, target: Status, **fields: Any) -> None:
    moved = Refund.objects.filter(pk=refund.pk, status=source).update(status=target, **fields)
    if not moved:
        raise NotNow(_("この返金は、ほかの方が先に処理しました。一覧を開き直してください。"))
    refund.refresh_from_db()
