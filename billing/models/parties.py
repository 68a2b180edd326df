"""Who is billed again and again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class BillingParty(models.Model):
    """請求先: the address that bills of a contract go to, and how they are paid."""

    class PaymentMethod(models.TextChoices):
        TRANSFER = "transfer", _("銀行振込")
        DIRECT_DEBIT = "direct_debit", _("口座振替")

    number = models.CharField(_("請求先コード"), max_length=20, unique=True)
    name = models.CharField(_("請求先名"), max_length=120)
    kana = models.CharField(_("フリガナ"), max_length=200, blank=True)
    department = models.CharField(_("所属部課名"), max_length=120, blank=True)
    person = models.CharField(_("請求担当者"), max_length=80, blank=True)
    postal_code = models.CharField(_("郵便番号"), max_length=7, blank=True)
    address = models.CharField(_("住所"), max_length=400, blank=True)
    payment_method = models.CharField(
        _("支払方法"), max_length=12, choices=PaymentMethod, default=PaymentMethod.TRANSFER
    )
    created_at = models.DateTimeField(_("登録日時"), default=clock.now)

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = _("請求先")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
