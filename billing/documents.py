"""Invoice and receipt on paper: drawn once from what was frozen, the same bytes ever after (X07).

Drawing happens at the first look, outside every transaction, so that no submission waits for a
PDF; of two people who look at once, both get the bytes of the first.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from billing.models import Invoice, PaymentReceipt
from notifications import papers, pictures
from notifications.models import IssuedDocument


def invoice_pdf(invoice: Invoice) -> tuple[bytes, str]:
    """The invoice as PDF, and its file name (F057, ux 7.1)."""
    document = invoice.document
    data = papers.draw(document, lambda: papers.page(document, *_invoice(invoice)))
    return data, papers.file_name(document)


def receipt_pdf(receipt: PaymentReceipt) -> tuple[bytes, str]:
    """The receipt as PDF, and its file name; marked 再発行 from the second print on (F064)."""
    data = papers.draw(
        receipt.document,
        lambda: papers.page(receipt.document, *_receipt(receipt, again=False)),
    )
    rows = PaymentReceipt.objects.filter(pk=receipt.pk)
    if rows.filter(prints=0).update(prints=1):
        return data, papers.file_name(receipt.document)
    rows.update(prints=F("prints") + 1)
    return _reprint(receipt)


def _reprint(receipt: PaymentReceipt) -> tuple[bytes, str]:
    document = _reprint_document(receipt)
    data = papers.draw(document, lambda: papers.page(document, *_receipt(receipt, again=True)))
    return data, papers.file_name(document)


@transaction.atomic
def _reprint_document(receipt: PaymentReceipt) -> IssuedDocument:
    """The second paper of the same number; made by the first who asks."""
    current = PaymentReceipt.objects.select_for_update(of=("self",)).get(pk=receipt.pk)
    if current.reprint is None:
        current.reprint = papers.reserve(
            series="payment_receipt_again",
            number=current.number,
            kind="payment_receipt",
            about=current.document.about,
            title=_("領収書（再発行）"),
            partner=current.document.partner,
            on=current.issued_on,
            amount=current.amount,
        )
        current.save(update_fields=["reprint"])
    return current.reprint


def _invoice(invoice: Invoice) -> tuple[str, dict[str, Any]]:
    return "billing/invoice.html", {
        "invoice": invoice,
        "lines": invoice.lines.all(),
        "taxes": invoice.taxes.all(),
        "account": invoice.account,
        **_issuer(invoice.issuer),
    }


def _receipt(receipt: PaymentReceipt, *, again: bool) -> tuple[str, dict[str, Any]]:
    invoice = receipt.invoice
    return "billing/receipt.html", {
        "receipt": receipt,
        "invoice": invoice,
        "lines": invoice.lines.all(),
        "taxes": invoice.taxes.all(),
        "again": again,
        **_issuer(receipt.issuer),
    }


def _issuer(authority: dict[str, str]) -> dict[str, Any]:
    return {"authority": authority, "seal": pictures.seal(authority["name"])}
