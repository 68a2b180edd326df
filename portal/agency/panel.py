"""The demonstration's bank: deposits of every kind, told of by genuine signed messages."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import webhook
from billing.deposit_notices import DepositNotice
from billing.models import Invoice, TransferAccount
from billing.sandbox import SandboxAgency
from billing.webhook import Answer
from core import clock, text

TRANSFER_FEE = 440  # yen, what a bank commonly takes off
TOO_MUCH = 700


class NotSent(ValueError):
    """The panel has nothing to send."""


@dataclass(frozen=True)
class Kind:
    """One button: what it is called, how many yen it sends, and with which value date."""

    label: str | Promise
    amount: Callable[[int], int]
    is_late: bool = False


KINDS = {
    "exact": Kind(gettext_lazy("ちょうど入金する"), lambda missing: missing),
    "short": Kind(
        gettext_lazy("手数料を引いて入金する（不足）"),
        lambda missing: max(1, missing - TRANSFER_FEE),
    ),
    "excess": Kind(gettext_lazy("多く入金する（過入金）"), lambda missing: missing + TOO_MUCH),
    "late": Kind(gettext_lazy("期限の翌日に入金する"), lambda missing: missing, is_late=True),
}


def paid(invoice: Invoice) -> int:
    """Yen that lie on the invoice."""
    return invoice.allocations.live().aggregate(sum=Sum("amount"))["sum"] or 0


def missing(invoice: Invoice) -> int:
    """Yen that are still to be paid; the whole sum once more if nothing is."""
    return invoice.total - paid(invoice) or invoice.total


def buttons(account: TransferAccount) -> list[dict[str, object]]:
    """Name, label and yen of each deposit that the panel offers."""
    rest = missing(account.invoice)
    return [
        {"name": name, "label": kind.label, "amount": kind.amount(rest)}
        for name, kind in KINDS.items()
    ]


def send(account: TransferAccount, kind: str) -> Answer:
    """Tell of a deposit of that kind, or of the last one again. Raises NotSent."""
    notice = _last(account) if kind == "repeated" else _new(account, kind)
    headers, body = SandboxAgency().message(notice)
    return webhook.receive(headers, body)


def _new(account: TransferAccount, name: str) -> DepositNotice:
    kind = KINDS.get(name)
    if kind is None:
        raise NotSent(_("送る入金を選択してください。"))
    return DepositNotice(
        source=SandboxAgency.key,
        notice_id=f"dep_{uuid.uuid4().hex}",
        branch_code=account.branch_code,
        account_number=account.number,
        amount=kind.amount(missing(account.invoice)),
        value_date=_value_date(account, is_late=kind.is_late),
        payer_kana=text.bank_kana(account.invoice.payer_name),
    )


def _value_date(account: TransferAccount, *, is_late: bool) -> date:
    """In time even after the deadline, so that news which comes late can be tried too."""
    if is_late:
        return account.deadline + timedelta(days=1)
    return min(clock.today(), account.deadline)


def _last(account: TransferAccount) -> DepositNotice:
    deposit = account.deposits.order_by("pk").last()
    if deposit is None:
        raise NotSent(_("まだ入金を送っていません。先に入金を送ってください。"))
    return DepositNotice(
        source=deposit.source,
        notice_id=deposit.notice_id,
        branch_code=deposit.branch_code,
        account_number=deposit.account_number,
        amount=deposit.amount,
        value_date=deposit.value_date,
        payer_kana=deposit.payer_kana,
    )
