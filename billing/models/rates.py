"""What things cost and how they are taxed, each from a day on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FeeRate(models.Model):
    """One fee from one day on; the newest row not after a day is the fee of that day.

    `amount` is whole yen, consumption tax included.
    """

    code = models.CharField(_("手数料コード"), max_length=60)
    tier = models.CharField(_("区分"), max_length=30, blank=True)
    amount = models.PositiveIntegerField(_("金額（税込・円）"))
    effective_from = models.DateField(_("適用開始日"))
    note = models.CharField(_("メモ"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="fee_rate_once_a_day", fields=["code", "tier", "effective_from"]
            ),
            models.CheckConstraint(name="fee_rate_above_zero", condition=Q(amount__gt=0)),
        ]
        ordering = ["code", "tier", "-effective_from"]
        verbose_name = verbose_name_plural = _("手数料")

    def __str__(self) -> str:
        return f"{self.code} {self.tier}".strip() + f" {self.effective_from:%Y-%m-%d}"


class TaxRate(models.Model):
    """The rate of consumption tax from one day on, in whole percent."""

    percent = models.PositiveSmallIntegerField(_("税率（%）"))
    effective_from = models.DateField(_("適用開始日"), unique=True)
    note = models.CharField(_("メモ"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="tax_rate_below_hundred", condition=Q(percent__lt=100))
        ]
        ordering = ["-effective_from"]
        verbose_name = verbose_name_plural = _("消費税率")

    def __str__(self) -> str:
        return f"{self.percent}% {self.effective_from:%Y-%m-%d}"
