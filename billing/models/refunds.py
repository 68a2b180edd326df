"""What must go back to those who paid."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.deposits import Deposit
from billing.models.invoices import Invoice
from core import clock


class RefundQuerySet(models.QuerySet["Refund"]):
    def live(self) -> "RefundQuerySet":
        return self.exclude(status=Refund.Status.CANCELLED)

    def due(self) -> "RefundQuerySet":
        return self.filter(status=Refund.Status.DUE)


class Refund(models.Model):
    """返金: so much of a deposit goes back to its payer, in yen. Two people see it out (X20)."""

    class Status(models.TextChoices):
        DUE = "due", _("未処理")
        ORDERED = "ordered", _("確認待ち")
        PAID = "paid", _("返金済")
        CANCELLED = "cancelled", _("不要")

    class Reason(models.TextChoices):
        EXCESS = "excess", _("過入金の差額")
        DOUBLE = "double", _("二重入金")
        UNCLAIMED = "unclaimed", _("請求の取消後の入金")
        LAPSED = "lapsed", _("不足のまま期限切れ")
        UNAPPROVED = "unapproved", _("承認されずに終わった申込の手数料")
        HAND = "hand", _("担当者の判断")

    deposit = models.ForeignKey(
        Deposit, verbose_name=_("入金"), on_delete=models.PROTECT, related_name="refunds"
    )
    invoice = models.ForeignKey(
        Invoice,
        verbose_name=_("請求書"),
        null=True,
        on_delete=models.PROTECT,
        related_name="refunds",
    )
    about = models.CharField(_("受付番号"), max_length=40, blank=True, db_index=True)
    payee_kana = models.CharField(_("返金先名義"), max_length=100, blank=True)
    amount = models.PositiveBigIntegerField(_("金額（円）"))
    reason = models.CharField(_("理由"), max_length=12, choices=Reason)
    note = models.CharField(_("メモ"), max_length=200, blank=True)
    status = models.CharField(
        _("状態"), max_length=10, choices=Status, default=Status.DUE, db_index=True
    )
    created_at = models.DateTimeField(_("発生日時"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("返金の担当者"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ordered_at = models.DateTimeField(_("手配日時"), null=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("確認者"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    paid_at = models.DateTimeField(_("返金日時"), null=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="refund_once_a_reason",
                fields=["deposit", "reason"],
                condition=~Q(status="cancelled"),
            ),
            models.CheckConstraint(name="refund_above_zero", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="refund_ordered_by_someone",
                condition=Q(status__in=["due", "cancelled"], by=None, ordered_at=None)
                | Q(status__in=["ordered", "paid"], by__isnull=False, ordered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="refund_paid_by_two_people",
                condition=(
                    Q(status="paid", second_by__isnull=False, paid_at__isnull=False)
                    & ~Q(second_by=F("by"))
                )
                | (~Q(status="paid") & Q(second_by=None, paid_at=None)),
            ),
        ]
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("返金")

    def __str__(self) -> str:
        return f"{self.about} {self.amount:,}円".strip()
