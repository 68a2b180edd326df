"""Money that arrived: heard of once, matched at once, and accounted for to the yen."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from billing import matching
from billing.deposit_notices import DepositNotice
from billing.models import Allocation, Deposit, Refund


class Contradicted(ValueError):
    """A notice with a known number tells of another deposit."""


@transaction.atomic
def hear(notice: DepositNotice) -> Deposit:
    """Keep the deposit and match it; the same notice again changes nothing.

    Everything that tells of money ends here: webhook, the sandbox's panel, later bank files.
    Raises Contradicted.
    """
    facts = {
        "branch_code": notice.branch_code,
        "account_number": notice.account_number,
        "amount": notice.amount,
        "value_date": notice.value_date,
        "payer_kana": notice.payer_kana,
    }
    deposit, is_new = Deposit.objects.get_or_create(
        source=notice.source, notice_id=notice.notice_id, defaults=facts
    )
    if is_new:
        matching.match(deposit)
    elif any(getattr(deposit, name) != value for name, value in facts.items()):
        raise Contradicted(_("同じ番号で内容の異なる入金通知があります。"))
    return deposit


@dataclass(frozen=True)
class Balance:
    """All money that ever came in, in yen, and where it lies."""

    received: int
    matched: int
    unmatched: int
    refunded: int

    @property
    def holds(self) -> bool:
        return self.received == self.matched + self.unmatched + self.refunded


def balance() -> Balance:
    """One statement, so that it is one moment: matched on invoices, waiting, going back."""
    sums = Deposit.objects.annotate(
        lies=_sum_of(Allocation.objects.filter(undone_at=None)),
        goes=_sum_of(Refund.objects.live()),
    ).aggregate(
        received=Coalesce(Sum("amount"), 0),
        matched=Coalesce(Sum("lies"), 0),
        unmatched=Coalesce(Sum(F("amount") - F("goes"), filter=Q(state__in=Deposit.UNMATCHED)), 0),
        refunded=Coalesce(Sum("goes"), 0),
    )
    return Balance(**{name: int(value) for name, value in sums.items()})


def _sum_of(rows: Any) -> Coalesce:
    total = (
        rows.filter(deposit=OuterRef("pk")).order_by().values("deposit").annotate(sum=Sum("amount"))
    )
    return Coalesce(Subquery(total.values("sum"), output_field=IntegerField()), 0)
