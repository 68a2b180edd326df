"""The accountant's desk: invoices, deposits by state, what goes back; and the dated fees.

Nothing that money did can be edited here. The few deeds are actions that call one function each.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Prefetch, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from billing import deposits, refunds
from billing.models import (
    Allocation,
    BillingParty,
    Deposit,
    FeeRate,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    PaymentReceipt,
    Refund,
    TaxRate,
    TransferAccount,
)
from core import clock, shown
from core.characters import visible
from core.roleadmin import RoleAdmin, has_role

READERS = ("accountant", "administrator", "auditor")


class BooksAdmin(RoleAdmin):
    """Books: to be read, and by nobody written in."""

    roles = {"view": READERS}
    list_per_page = 50

    def has_deed_permission(self, request: HttpRequest) -> bool:
        return has_role(request, ("accountant",))


class BooksInline(admin.TabularInline):
    template = "admin/registry/inline.html"  # a table that keys can scroll
    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request, READERS)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Lines(BooksInline):
    model = InvoiceLine


class Taxes(BooksInline):
    model = InvoiceTax


class Account(BooksInline):
    model = TransferAccount
    fields = ("bank_name", "branch_name", "number", "lent_at", "deadline", "closed_at")


class InvoiceAllocations(BooksInline):
    model = Allocation
    fields = ("deposit", "amount", "at", "by", "second_by", "undone_at")


class DepositAllocations(BooksInline):
    model = Allocation
    fields = ("invoice", "amount", "at", "by", "second_by", "undone_at")


class Refunds(BooksInline):
    model = Refund
    fields = ("amount", "reason", "status", "by", "second_by", "paid_at")


@admin.register(Invoice)
class InvoiceAdmin(BooksAdmin):
    list_display = ("number", "about", "name", "yen", "issued_on", "due_on", "status", "settled_on")
    list_filter = ("status", "void_reason", "issued_on", "due_on")
    search_fields = ("number", "about", "name", "kana", "account__number")
    inlines = (Lines, Taxes, Account, InvoiceAllocations, Refunds)
    exclude = ("issuer",)

    @admin.display(description=_("請求金額"), ordering="total")
    def yen(self, invoice: Invoice) -> str:
        return shown.yen(invoice.total)


class WaitingFilter(admin.SimpleListFilter):
    """Deposits that a person has to decide about."""

    title = _("対応")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("要対応（期限後・口座不明）"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[Deposit]) -> QuerySet[Deposit]:
        if self.value() != "1":
            return rows
        return rows.filter(state__in=Deposit.UNMATCHED).exclude(
            pk__in=Refund.objects.live().values("deposit_id")
        )


class NoteForm(ActionForm):
    note = forms.CharField(label=_("理由"), required=False)


@admin.register(Deposit)
class DepositAdmin(BooksAdmin):
    list_display = ("value_date", "yen", "payer_kana", "state", "paid_invoice", "going_back")
    list_filter = (WaitingFilter, "state", "source", "value_date")
    search_fields = (
        "payer_kana",
        "account_number",
        "notice_id",
        "account__invoice__number",
        "account__invoice__about",
    )
    inlines = (DepositAllocations, Refunds)
    actions = ("return_money",)  # type: ignore[assignment]  # deeds, not Django's own
    action_form = NoteForm
    change_list_template = "billing/admin/deposits.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deposit]:
        rows = super().get_queryset(request).select_related("account__invoice")
        return rows.prefetch_related(
            Prefetch("refunds", queryset=Refund.objects.live(), to_attr="live_refunds")
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {**(extra_context or {}), "balance": deposits.balance()}
        )

    @admin.display(description=_("金額"), ordering="amount")
    def yen(self, deposit: Deposit) -> str:
        return shown.yen(deposit.amount)

    @admin.display(description=_("請求書"))
    def paid_invoice(self, deposit: Deposit) -> str:
        if deposit.account is None:
            return "-"
        invoice = deposit.account.invoice
        url = reverse("admin:billing_invoice_change", args=[invoice.pk])
        return format_html('<a href="{}">{}</a>', url, invoice.number)

    @admin.display(description=_("返金"))
    def going_back(self, deposit: Any) -> str:
        return "、".join(
            f"{shown.yen(refund.amount)}（{refund.get_status_display()}）"
            for refund in deposit.live_refunds
        )

    @admin.action(description=_("返金一覧に加える（理由を入力）"), permissions=["deed"])
    def return_money(self, request: HttpRequest, rows: QuerySet[Deposit]) -> None:
        note = visible(request.POST.get("note", ""))
        if not 0 < len(note) <= 200:
            messages.error(request, _("返金する理由を200文字以内で入力してください。"))
            return
        each(request, rows, lambda row: refunds.return_deposit(row, by=request.user, note=note))


@admin.register(Refund)
class RefundAdmin(BooksAdmin):
    list_display = (
        "created_at",
        "about",
        "payee_kana",
        "yen",
        "reason",
        "status",
        "by",
        "second_by",
    )
    list_filter = ("status", "reason", "created_at")
    search_fields = ("about", "payee_kana", "invoice__number", "deposit__notice_id")
    list_select_related = ("by", "second_by")
    actions = ("order", "recall", "pay")  # type: ignore[assignment]

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("created_at", "pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        due = Refund.objects.filter(status__in=["due", "ordered"]).aggregate(sum=Sum("amount"))
        subtitle = _("返金を待っている金額：%(yen)s") % {"yen": shown.yen(due["sum"] or 0)}
        return super().changelist_view(request, {**(extra_context or {}), "title": subtitle})

    @admin.display(description=_("金額"), ordering="amount")
    def yen(self, refund: Refund) -> str:
        return shown.yen(refund.amount)

    @admin.action(description=_("返金を手配する（1人目）"), permissions=["deed"])
    def order(self, request: HttpRequest, rows: QuerySet[Refund]) -> None:
        each(request, rows, lambda row: refunds.order(row, by=request.user))

    @admin.action(description=_("手配を取り消す"), permissions=["deed"])
    def recall(self, request: HttpRequest, rows: QuerySet[Refund]) -> None:
        each(request, rows, lambda row: refunds.recall(row, by=request.user))

    @admin.action(description=_("返金済みにする（2人目が確認）"), permissions=["deed"])
    def pay(self, request: HttpRequest, rows: QuerySet[Refund]) -> None:
        each(request, rows, lambda row: refunds.pay(row, by=request.user))


def each(request: HttpRequest, rows: QuerySet[Any], deed: Callable[[Any], object]) -> None:
    """Do it to every row; one that cannot be done says why and stops none of the others."""
    done = 0
    for row in rows:
        try:
            deed(row)
        except (refunds.NotNow, refunds.SamePerson, refunds.NothingLeft) as error:
            messages.error(request, f"{row}：{error}")
        else:
            done += 1
    if done:
        messages.success(request, _("%(count)s件を処理しました。") % {"count": done})


@admin.register(PaymentReceipt)
class PaymentReceiptAdmin(BooksAdmin):
    list_display = ("number", "invoice", "issued_on", "amount", "prints")
    search_fields = ("number", "invoice__number", "invoice__about", "invoice__name")
    list_select_related = ("invoice",)
    exclude = ("issuer",)


@admin.register(BillingParty)
class BillingPartyAdmin(BooksAdmin):
    list_display = ("number", "name", "person", "payment_method")
    search_fields = ("number", "name", "kana")


class FromTomorrow(forms.ModelForm):
    """A price is entered in advance: what is in force is never rewritten."""

    def clean_effective_from(self) -> Any:
        day = self.cleaned_data["effective_from"]
        if day <= clock.today():
            raise forms.ValidationError(_("適用開始日は明日以降の日付を入力してください。"))
        return day


class DatedRatesAdmin(RoleAdmin):
    """Rows in force are fixed; rows of the future can be added, mended and taken away (X16)."""

    form = FromTomorrow
    roles = {
        "view": READERS,
        "add": ("accountant", "administrator"),
        "change": ("accountant", "administrator"),
        "delete": ("accountant", "administrator"),
    }

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_ahead(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_ahead(obj)


def _is_ahead(rate: Any) -> bool:
    return rate is None or rate.effective_from > clock.today()


@admin.register(FeeRate)
class FeeRateAdmin(DatedRatesAdmin):
    list_display = ("code", "tier", "amount", "effective_from", "note")
    list_filter = ("code",)


@admin.register(TaxRate)
class TaxRateAdmin(DatedRatesAdmin):
    list_display = ("percent", "effective_from", "note")
