from billing.models.deposits import Allocation, Deposit, WebhookEvent
from billing.models.invoices import Invoice, InvoiceLine, InvoiceTax, TransferAccount
from billing.models.parties import BillingParty
from billing.models.rates import FeeRate, TaxRate
from billing.models.receipts import PaymentReceipt
from billing.models.refunds import Refund

__all__ = [
    "Allocation",
    "BillingParty",
    "Deposit",
    "FeeRate",
    "Invoice",
    "InvoiceLine",
    "InvoiceTax",
    "PaymentReceipt",
    "Refund",
    "TaxRate",
    "TransferAccount",
    "WebhookEvent",
]
