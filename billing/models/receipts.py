"""What is given for money."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from notifications.models import IssuedDocument


class PaymentReceipt(models.Model):
    """領収書, one for an invoice: first print `document`, every later one `reprint` (F064)."""

    number = models.CharField(_("領収書番号"), max_length=20, unique=True)
    invoice = models.OneToOneField(
        Invoice, verbose_name=_("請求書"), on_delete=models.PROTECT, related_name="receipt"
    )
    issued_on = models.DateField(_("発行日"))
    amount = models.PositiveIntegerField(_("金額（税込・円）"))
    issuer = models.JSONField(_("発行者"), default=dict)
    prints = models.PositiveIntegerField(_("出力回数"), default=0)
    document = models.OneToOneField(
        IssuedDocument, verbose_name=_("文書"), on_delete=models.PROTECT, related_name="+"
    )
    reprint = models.OneToOneField(
        IssuedDocument,
        verbose_name=_("再発行の文書"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="payment_receipt_above_zero", condition=Q(amount__gt=0))
        ]
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("領収書")

    def __str__(self) -> str:
        return self.number
