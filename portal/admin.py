"""Accounts in the admin: list, invite, and the deeds of administrators (portal/accounts/staff)."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.roleadmin import RoleAdmin
from portal.access import address, me
from portal.accounts import factors, staff
from portal.accounts.forms import given
from portal.accounts.staff_forms import InviteForm, NoForm, ReasonForm, RolesForm, chosen
from portal.models import Account

Deed = tuple[Any, type[Form], Callable[[Account, HttpRequest, dict[str, Any]], None], Any]


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": me(request), "address": address(request)}


DEEDS: dict[str, Deed] = {
    "roles": (
        gettext_lazy("役割を変える"),
        RolesForm,
        lambda account, request, typed: staff.set_roles(
            account, chosen(typed["roles"]), **_who(request)
        ),
        gettext_lazy("役割を変えました。"),
    ),
    "link": (
        gettext_lazy("設定メールを送る"),
        NoForm,
        lambda account, request, typed: staff.send_link(account),
        gettext_lazy("パスワードを設定するリンクを送りました。"),
    ),
    "reset-factor": (
        gettext_lazy("確認コードを解除する"),
        ReasonForm,
        lambda account, request, typed: staff.reset_factor(
            account, reason=typed["reason"], **_who(request)
        ),
        gettext_lazy("確認コードを解除しました。次のログインで登録し直します。"),
    ),
    "disable": (
        gettext_lazy("停止する"),
        ReasonForm,
        lambda account, request, typed: staff.disable(
            account, reason=typed["reason"], **_who(request)
        ),
        gettext_lazy("停止しました。ログイン中の端末もすべて終了しました。"),
    ),
    "enable": (
        gettext_lazy("停止を解く"),
        ReasonForm,
        lambda account, request, typed: staff.enable(
            account, reason=typed["reason"], **_who(request)
        ),
        gettext_lazy("停止を解きました。"),
    ),
}


def deeds_for(account: Account) -> list[str]:
    """Which deeds make sense on an account now."""
    found = ["link"] if account.is_active else []
    if account.kind == Account.Kind.STAFF:
        found.insert(0, "roles")
    if factors.enrolled(account):
        found.append("reset-factor")
    return [*found, "disable" if account.is_active else "enable"]


@admin.register(Account)
class AccountAdmin(RoleAdmin):
    roles = {"view": ("administrator", "auditor"), "add": ("administrator",)}
    list_display = ["__str__", "kind", "signs_in_with", "email", "role_words", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "email", "sign_ins__name"]
    search_help_text = gettext_lazy("氏名、E-mailアドレス、ログイン名")
    ordering = ["kind", "name"]
    fields = (
        "name",
        "kind",
        "email",
        "signs_in_with",
        "role_words",
        "second_factor",
        "is_active",
        "must_change_password",
        "last_login",
        "date_joined",
    )
    readonly_fields = fields
    change_form_template = "admin/portal/account/change_form.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Account]":
        return super().get_queryset(request).prefetch_related("sign_ins", "staff_roles")

    @admin.display(description=gettext_lazy("ログイン名"))
    def signs_in_with(self, account: Account) -> str:
        return "、".join(sign_in.name for sign_in in account.sign_ins.all()) or "—"

    @admin.display(description=gettext_lazy("役割"))
    def role_words(self, account: Account) -> str:
        return "、".join(str(role) for role in account.staff_roles.all()) or "—"

    @admin.display(description=gettext_lazy("確認コード"))
    def second_factor(self, account: Account) -> str:
        return _("登録済み") if factors.enrolled(account) else _("未登録")

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/do/<slug:deed>/",
            self.admin_site.admin_view(self.deed_view),
            name="portal_account_do",
        )
        return [own, *super().get_urls()]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Adding an account is inviting a member of staff."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InviteForm(given(request))
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data
            try:
                staff.invite(typed["name"], typed["mail"], chosen(typed["roles"]), **_who(request))
                messages.success(request, _("招待メールを送りました。"))
                return HttpResponseRedirect(reverse("admin:portal_account_changelist"))
            except staff.NotPossible as why:
                form.add_error("mail", str(why))
            except staff.NotSent as why:
                messages.warning(request, str(why))
                return HttpResponseRedirect(reverse("admin:portal_account_changelist"))
        return self._page(request, form, _("職員を招待する"), _("招待メールを送る"))

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        account = self.get_object(request, object_id)
        extra: dict[str, Any] = {}
        if account and self._may_do(request):
            extra["deeds"] = [(deed, DEEDS[deed][0]) for deed in deeds_for(account)]
        return super().change_view(request, object_id, extra_context=extra)

    def deed_view(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """One deed: a page that asks, and the POST that does it."""
        if not self._may_do(request):
            raise PermissionDenied
        account = get_object_or_404(Account, pk=pk)
        if deed not in deeds_for(account):
            raise Http404
        title, form_class, do, done = DEEDS[deed]
        initial = {"roles": [f"{r.role}:{r.scheme}" for r in account.staff_roles.all()]}
        form = form_class(given(request), initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                do(account, request, form.cleaned_data)
                messages.success(request, str(done))
                return HttpResponseRedirect(reverse("admin:portal_account_change", args=[pk]))
            except (staff.NotPossible, staff.NotSent) as why:
                form.add_error(None, str(why))
        return self._page(request, form, f"{account}：{title}", str(title), account)

    def _may_do(self, request: HttpRequest) -> bool:
        return self._may(request, "add")

    def _page(
        self,
        request: HttpRequest,
        form: Form,
        title: str,
        button: str,
        account: Account | None = None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "button": button,
            "original": account,
        }
        return render(request, "admin/portal/account/deed.html", context)
