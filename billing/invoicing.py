"""Invoices: issued with the account they are paid into, and void when nobody will pay them."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from billing import agency, fees, refunds, tax
from billing.models import Invoice, InvoiceLine, InvoiceTax, Refund, TransferAccount
from core import calendar, clock, numbers
from notifications import papers


class AlreadySettled(ValueError):
    """The money came first."""


@dataclass(frozen=True)
class BillTo:
    """Who is billed, as printed; frozen on the invoice. `kana` names the payer at the bank.

    `honorific` follows the name: 御中 for a company, 様 for a person.
    """

    name: str
    kana: str = ""
    department: str = ""
    person: str = ""
    postal_code: str = ""
    address: str = ""
    honorific: str = "御中"


@transaction.atomic
def issue(
    *,
    fee: str,
    about: str,
    title: str,
    bill_to: BillTo,
    on: date,
    tier: str = "",
    detail: str = "",
    days: int | None = None,
    at_most: date | None = None,
) -> Invoice:
    """An invoice for one fee as it stands on the day `on`, with an account lent for it (F057).

    Due `days` days after `on` (PAYMENT_DAYS unless given), but never after `at_most`. The account
    waits PAYMENT_GRACE business days longer for news of money that was in time. Raises NoRate,
    and ValueError if `at_most` is already over.
    """
    price = fees.price(fee, on=on, tier=tier)
    due_on = _deadline(on, settings.PAYMENT_DAYS if days is None else days, at_most)
    sums = tax.by_rate([(price.amount, price.tax_percent)], tax_included=True)
    document = papers.reserve(
        series="invoice",
        kind="invoice",
        about=about,
        title=_("請求書"),
        partner=bill_to.name,
        on=on,
        amount=price.amount,
    )
    invoice = Invoice.objects.create(
        number=document.number,
        year=numbers.fiscal_year(on),
        about=about,
        title=title,
        **asdict(bill_to),
        issuer=settings.AUTHORITY,
        issued_on=on,
        transaction_on=on,
        due_on=due_on,
        closes_on=calendar.add_business_days(due_on, settings.PAYMENT_GRACE),
        total=price.amount,
        document=document,
    )
    InvoiceLine.objects.create(
        invoice=invoice,
        description=title,
        detail=detail,
        unit_amount=price.net,
        amount=price.net,
        tax_percent=price.tax_percent,
    )
    InvoiceTax.objects.bulk_create(
        InvoiceTax(invoice=invoice, percent=each.percent, net=each.net, tax=each.tax)
        for each in sums
    )
    agency.current().lend(invoice)
    return invoice


def _deadline(on: date, days: int, at_most: date | None) -> date:
    if at_most is not None and at_most < on:
        raise ValueError(f"Nothing can be paid by {at_most} that is billed on {on}.")
    usual = on + timedelta(days=days)
    return usual if at_most is None else min(usual, at_most)


@transaction.atomic
def void(invoice: Invoice, reason: Invoice.VoidReason) -> None:
    """Nobody is to pay this any more; what was paid in part is owed back.

    Doing it twice is doing it once. Raises AlreadySettled if the money came first, so that the
    deed which wanted this does not happen either.
    """
    current = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    if current.status == Invoice.Status.SETTLED:
        raise AlreadySettled(
            _("請求書 %(number)s は入金済みのため、取り消せません。") % {"number": invoice.number}
        )
    Invoice.objects.filter(pk=invoice.pk, status=Invoice.Status.OPEN).update(
        status=Invoice.Status.VOID, void_reason=reason, voided_at=clock.now()
    )
    TransferAccount.objects.filter(invoice=invoice, closed_at=None).update(closed_at=clock.now())
    lapsed = reason == Invoice.VoidReason.LAPSED
    refunds.release(invoice, Refund.Reason.LAPSED if lapsed else Refund.Reason.UNCLAIMED)
    invoice.refresh_from_db()
