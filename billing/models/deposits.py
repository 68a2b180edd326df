"""What the bank says came in, which invoice it pays, and the messages that told us."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice, TransferAccount
from core import clock


class DepositQuerySet(models.QuerySet["Deposit"]):
    def unmatched(self) -> "DepositQuerySet":
        """Those that lie on no invoice and wait for a person."""
        return self.filter(state__in=Deposit.UNMATCHED)


class Deposit(models.Model):
    """入金: money that arrived, in yen; `value_date` is the day from which the bank counts it."""

    class State(models.TextChoices):
        EXACT = "exact", _("ちょうど")
        SHORT = "short", _("不足")
        EXCESS = "excess", _("過入金")
        LATE = "late", _("期限後入金")
        DOUBLE = "double", _("二重入金")
        UNCLAIMED = "unclaimed", _("取消後入金")
        UNKNOWN = "unknown", _("口座不明")

    UNMATCHED = (State.LATE, State.UNKNOWN)

    source = models.CharField(_("通知元"), max_length=20)
    notice_id = models.CharField(_("通知番号"), max_length=64)
    branch_code = models.CharField(_("支店コード"), max_length=3)
    account_number = models.CharField(_("口座番号"), max_length=7)
    amount = models.PositiveBigIntegerField(_("金額（円）"))
    value_date = models.DateField(_("起算日"), db_index=True)
    payer_kana = models.CharField(_("振込依頼人名"), max_length=100, blank=True)
    heard_at = models.DateTimeField(_("通知日時"), default=clock.now)
    account = models.ForeignKey(
        TransferAccount,
        verbose_name=_("振込口座"),
        null=True,
        on_delete=models.PROTECT,
        related_name="deposits",
    )
    state = models.CharField(
        _("状態"), max_length=10, choices=State, default=State.UNKNOWN, db_index=True
    )
    note = models.CharField(_("メモ"), max_length=200, blank=True)

    objects = DepositQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="deposit_heard_once", fields=["source", "notice_id"]),
            models.CheckConstraint(name="deposit_above_zero", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="deposit_known_has_account",
                condition=Q(state="unknown", account=None)
                | (~Q(state="unknown") & Q(account__isnull=False)),
            ),
        ]
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("入金")

    def __str__(self) -> str:
        return _("%(day)s %(amount)s円 %(payer)s") % {
            "day": f"{self.value_date:%Y-%m-%d}",
            "amount": f"{self.amount:,}",
            "payer": self.payer_kana,
        }


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def live(self) -> "AllocationQuerySet":
        """Those that nobody has undone."""
        return self.filter(undone_at=None)


class Allocation(models.Model):
    """消込: so much of a deposit lies on an invoice. Made by the system when `by` is empty."""

    deposit = models.ForeignKey(
        Deposit, verbose_name=_("入金"), on_delete=models.PROTECT, related_name="allocations"
    )
    invoice = models.ForeignKey(
        Invoice, verbose_name=_("請求書"), on_delete=models.PROTECT, related_name="allocations"
    )
    amount = models.PositiveBigIntegerField(_("金額（円）"))
    at = models.DateTimeField(_("日時"), default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("担当者"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("確認者"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("取消日時"), null=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="allocation_once_at_a_time",
                fields=["deposit", "invoice"],
                condition=Q(undone_at=None),
            ),
            models.CheckConstraint(name="allocation_above_zero", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="allocation_by_two_people",
                condition=Q(by=None) | Q(second_by=None) | ~Q(by=models.F("second_by")),
            ),
        ]
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("消込")

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.amount}"


class WebhookEvent(models.Model):
    """One message of an agency, by its own number; the same again is answered, not done again."""

    event_id = models.CharField(_("通知番号"), max_length=64, unique=True)
    received_at = models.DateTimeField(_("受信日時"), default=clock.now)
    body_hash = models.CharField(_("ハッシュ"), max_length=64)

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("受信した通知")

    def __str__(self) -> str:
        return self.event_id
