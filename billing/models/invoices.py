"""What is asked for, from whom, by when, and the account it is to be paid into."""

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from notifications.models import IssuedDocument

LEGAL_FORMS = (
    "カブシキガイシャ",
    "ユウゲンガイシャ",
    "ゴウドウガイシャ",
    "イッパンシャダンホウジン",
)


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def open(self) -> "InvoiceQuerySet":
        return self.filter(status=Invoice.Status.OPEN)

    def settled(self) -> "InvoiceQuerySet":
        return self.filter(status=Invoice.Status.SETTLED)

    def revived(self) -> "InvoiceQuerySet":
        """Settled by a deposit in time that was heard of after the invoice had lapsed."""
        return self.settled().filter(voided_at__isnull=False)

    def due_soon(self, on: date, days: int) -> "InvoiceQuerySet":
        """Open, and due on one of the `days` days from `on`, both ends included."""
        return self.open().filter(due_on__gte=on, due_on__lte=on + timedelta(days=days))

    def past_grace(self, on: date) -> "InvoiceQuerySet":
        """Open although the grace after the deadline is over on that day."""
        return self.open().filter(closes_on__lt=on)


class Invoice(models.Model):
    """請求書. Everything printed on it is frozen here when it is issued; money is whole yen.

    `due_on` and `closes_on` are included: money with a value date on `due_on` is in time, and
    news of it is waited for until the end of `closes_on`.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("未入金")
        SETTLED = "settled", _("入金済")
        VOID = "void", _("取消")

    class VoidReason(models.TextChoices):
        NONE = "", _("なし")
        LAPSED = "lapsed", _("期限切れ")
        WITHDRAWN = "withdrawn", _("申込の取下げ")
        MISTAKEN = "mistaken", _("請求の誤り")

    class Honorific(models.TextChoices):
        COMPANY = "御中", _("御中")
        PERSON = "様", _("様")

    number = models.CharField(_("請求書番号"), max_length=20, unique=True)
    year = models.PositiveSmallIntegerField(_("年度"))
    about = models.CharField(_("受付番号"), max_length=40, db_index=True)
    title = models.CharField(_("件名"), max_length=120)
    name = models.CharField(_("請求先名"), max_length=120)
    kana = models.CharField(_("フリガナ"), max_length=200, blank=True)
    honorific = models.CharField(_("敬称"), max_length=4, choices=Honorific, default="御中")
    department = models.CharField(_("所属部課名"), max_length=120, blank=True)
    person = models.CharField(_("担当者"), max_length=80, blank=True)
    postal_code = models.CharField(_("郵便番号"), max_length=7, blank=True)
    address = models.CharField(_("住所"), max_length=400, blank=True)
    issuer = models.JSONField(_("発行者"), default=dict)
    issued_on = models.DateField(_("発行日"))
    transaction_on = models.DateField(_("取引年月日"))
    due_on = models.DateField(_("お支払期限"), db_index=True)
    closes_on = models.DateField(_("入金の確認を待つ最後の日"))
    total = models.PositiveIntegerField(_("請求金額（税込・円）"))
    status = models.CharField(
        _("状態"), max_length=10, choices=Status, default=Status.OPEN, db_index=True
    )
    settled_on = models.DateField(_("入金日"), null=True)
    voided_at = models.DateTimeField(_("取消日時"), null=True)
    void_reason = models.CharField(
        _("取消の理由"), max_length=10, choices=VoidReason, default=VoidReason.NONE, blank=True
    )
    issued_at = models.DateTimeField(_("作成日時"), default=clock.now)
    document = models.OneToOneField(
        IssuedDocument, verbose_name=_("文書"), on_delete=models.PROTECT, related_name="+"
    )

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="invoice_above_zero", condition=Q(total__gt=0)),
            models.CheckConstraint(
                name="invoice_due_after_issue", condition=Q(due_on__gte=F("issued_on"))
            ),
            models.CheckConstraint(
                name="invoice_closes_after_due", condition=Q(closes_on__gte=F("due_on"))
            ),
            models.CheckConstraint(
                name="invoice_settled_has_day",
                condition=Q(status="settled", settled_on__isnull=False)
                | (~Q(status="settled") & Q(settled_on=None)),
            ),
            models.CheckConstraint(
                name="invoice_void_has_reason",
                condition=Q(voided_at=None, void_reason="") & ~Q(status="void")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="") & ~Q(status="open")),
            ),
        ]
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("請求書")

    def __str__(self) -> str:
        return self.number

    @property
    def was_void(self) -> bool:
        """Settled although it had been void: money in time, heard of too late."""
        return self.status == self.Status.SETTLED and self.voided_at is not None

    @property
    def payer_name(self) -> str:
        """The name to give at the bank: receipt number, then the payer without its legal form."""
        kana = self.kana
        for form in LEGAL_FORMS:
            kana = kana.removeprefix(form).removesuffix(form)
        return f"{self.about} {kana.strip()}".strip()

    @property
    def tax(self) -> int:
        """Consumption tax in all, in yen."""
        return sum(row.tax for row in self.taxes.all())


class InvoiceLine(models.Model):
    """One row of an invoice; amounts in yen without tax."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    description = models.CharField(_("内容"), max_length=200)
    detail = models.CharField(_("明細"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("数量"), default=1)
    unit_amount = models.PositiveIntegerField(_("単価（税抜・円）"))
    tax_percent = models.PositiveSmallIntegerField(_("税率（%）"))
    amount = models.PositiveIntegerField(_("金額（税抜・円）"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="invoice_line_has_quantity", condition=Q(quantity__gt=0))
        ]
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("請求明細")

    def __str__(self) -> str:
        return self.description


class InvoiceTax(models.Model):
    """The sum and the tax of one rate on an invoice; floored once, when it was issued (F057)."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="taxes")
    percent = models.PositiveSmallIntegerField(_("税率（%）"))
    net = models.PositiveIntegerField(_("対象金額（税抜・円）"))
    tax = models.PositiveIntegerField(_("消費税額（円）"))

    class Meta:
        constraints = [
            models.UniqueConstraint(name="invoice_tax_once_a_rate", fields=["invoice", "percent"])
        ]
        ordering = ["-percent"]
        verbose_name = verbose_name_plural = _("税率ごとの金額")

    def __str__(self) -> str:
        return f"{self.percent}%"


class TransferAccount(models.Model):
    """振込口座: a bank account that the payment agency lends for one invoice (F050).

    `deadline` is the last day, included, on which a transfer counts. `key` is the unguessable
    name of its page.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invoice = models.OneToOneField(
        Invoice, verbose_name=_("請求書"), on_delete=models.PROTECT, related_name="account"
    )
    agency = models.CharField(_("決済代行会社"), max_length=20)
    bank_code = models.CharField(_("銀行コード"), max_length=4)
    bank_name = models.CharField(_("銀行"), max_length=40)
    branch_code = models.CharField(_("支店コード"), max_length=3)
    branch_name = models.CharField(_("支店"), max_length=40)
    kind = models.CharField(_("預金種目"), max_length=10, default="普通")
    number = models.CharField(_("口座番号"), max_length=7)
    holder = models.CharField(_("口座名義"), max_length=80)
    lent_at = models.DateTimeField(_("割当日時"), default=clock.now)
    deadline = models.DateField(_("振込期限"))
    closed_at = models.DateTimeField(_("閉鎖日時"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="transfer_account_lent_once_at_a_time",
                fields=["agency", "branch_code", "number"],
                condition=Q(closed_at=None),
            )
        ]
        indexes = [
            models.Index(name="transfer_account_number", fields=["agency", "branch_code", "number"])
        ]
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("振込口座")

    def __str__(self) -> str:
        return f"{self.bank_name} {self.branch_name} {self.kind} {self.number}"
