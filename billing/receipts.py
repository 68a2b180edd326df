"""Receipts for money, given when the procedure is completed."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Invoice, PaymentReceipt
from notifications import papers


class NotSettled(ValueError):
    """There is no receipt for money that has not come."""


@transaction.atomic
def issue(invoice: Invoice, *, on: date) -> PaymentReceipt:
    """The receipt of a settled invoice, dated `on`; asking twice gives the same (F064).

    To be called when the procedure is completed, not when the money arrives. Raises NotSettled.
    """
    current = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    if existing := PaymentReceipt.objects.filter(invoice=current).first():
        return existing
    if current.status != Invoice.Status.SETTLED:
        raise NotSettled(
            _("請求書 %(number)s の入金を確認できていないため、領収書を発行できません。")
            % {"number": current.number}
        )
    document = papers.reserve(
        series="payment_receipt",
        kind="payment_receipt",
        about=current.about,
        title=_("領収書"),
        partner=current.name,
        on=on,
        amount=current.total,
    )
    return PaymentReceipt.objects.create(
        number=document.number,
        invoice=current,
        issued_on=on,
        amount=current.total,
        issuer=settings.AUTHORITY,
        document=document,
    )
