"""An end without approval: the money goes back, the procedure follows up, the holder is told."""

from typing import Any

from billing import invoicing, refunds
from billing.models import Invoice, Refund
from registry import procedures
from registry.lifecycle.telling import tell
from registry.models import Application

VOID = {"withdrawn": Invoice.VoidReason.WITHDRAWN, "lapsed": Invoice.VoidReason.LAPSED}


def end_unapproved(application: Application, event: str, **context: Any) -> None:
    """Void what is unpaid, owe what was paid (R-031), tell; in the caller's transaction."""
    invoice = application.invoice
    if invoice is not None:
        # A deposit that is heard in this very moment has its say first.
        invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
        application.invoice = invoice
        if invoice.status == Invoice.Status.SETTLED:
            owed = refunds.release(invoice, Refund.Reason.UNAPPROVED)
            context["refund"] = sum(refund.amount for refund in owed)
        else:
            invoicing.void(invoice, VOID.get(event, Invoice.VoidReason.MISTAKEN))
    procedures.get(application.procedure).ended_unapproved(application)
    tell(application, event, **context)
