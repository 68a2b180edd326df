"""The examiner's desk: the queue, the review page, and the deeds (X01, X02)."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import calendar, shown, trail
from core.address import address
from core.roleadmin import RoleAdmin
from core.text import fold_code, fold_for_search
from registry import desk, lifecycle, procedures, states, words
from registry.admin import deeds, review
from registry.admin.queue import QueueFilter
from registry.desk import queue
from registry.models import Application

LEGAL_FORMS = ("株式会社", "有限会社", "合同会社")
LATE, SLOW = 5, 3  # business days with the examiners


def asker(request: HttpRequest) -> Any:
    """The account that asks; the site lets in nobody without one."""
    return request.user


@admin.register(Application)
class ApplicationAdmin(RoleAdmin):
    """Applications: read, decided, never edited; `state` has no form anywhere."""

    roles = {"view": ("examiner", "clerk", "auditor", "administrator")}  # noqa: RUF012
    list_display = (
        "receipt",
        "waiting",
        "procedure_name",
        "registrant_name",
        "code",
        "changed_count",
        "paid",
        "stands",
        "examiner",
        "received",
    )
    list_filter = (QueueFilter, "scheme")
    list_select_related = ("code", "examiner", "invoice")
    list_per_page = 50
    search_fields = ("receipt_number",)
    search_help_text = _("受付番号・コード・法人番号・名称やフリガナのはじめの文字で探せます。")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    class Media:
        css = {"all": ["css/desk.css"]}  # noqa: RUF012

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return queue.marked(Application.objects.visible_to(asker(request)))

    def get_ordering(self, request: HttpRequest) -> Any:
        """The queue as it is to be worked; of everything, the newest first."""
        looking = request.GET.get("q") or request.GET.get("queue") == "all"
        return ("-received_at", "pk") if looking else queue.ORDER

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By receipt number, code, corporate number, beginning of name or kana (X01)."""
        text = search_term.strip()[:100]
        if not text:
            return queryset, False
        trail.record(
            "search.applications", account=request.user, address=address(request), about=text
        )
        return queryset.filter(_found_by(text)), False

    # Columns ---------------------------------------------------------------------------

    @admin.display(description=_("受付番号"), ordering="receipt_number")
    def receipt(self, application: Application) -> str:
        return application.receipt_number

    @admin.display(description=_("経過"), ordering="examined_from")
    def waiting(self, application: Application) -> str:
        days = desk.age(application, self._closed)
        if days is None:
            return "—"
        level = "fix" if days >= LATE else "doing" if days >= SLOW else "todo"
        icon = "! " if days >= LATE else ""
        return format_html('<span class="tag {}">{}{}</span>', level, icon, _("%d営業日") % days)

    @admin.display(description=_("手続"), ordering="procedure")
    def procedure_name(self, application: Application) -> str:
        procedure = procedures.get(application.procedure)
        return str(procedure.name or procedure.title)

    @admin.display(description=_("入金"))
    def paid(self, application: Application) -> str:
        invoice = application.invoice
        if invoice is None:
            return "—"
        return str(_("✓ 入金済")) if invoice.settled_on else str(_("待"))

    @admin.display(description=_("状態"), ordering="state")
    def stands(self, application: Application) -> str:
        icon, level = words.mark(application)
        word = words.state(application, staff=True)
        again = _("（再提出済み）") if application.is_resubmitted else ""  # type: ignore[attr-defined]
        return format_html('<span class="tag {}">{} {}{}</span>', level, icon, word, again)

    @admin.display(description=_("受付"), ordering="received_at")
    def received(self, application: Application) -> str:
        return shown.short_moment(application.received_at) if application.received_at else ""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self._closed = calendar.closed_days()  # once a page, not once a row
        more = {"title": _("審査の一覧")}
        return super().changelist_view(request, more | (extra_context or {}))

    # The review page -------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        deed = path(
            "<uuid:pk>/do/<slug:action>/",
            self.admin_site.admin_view(self.do),
            name="registry_application_do",
        )
        return [deed, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The review page; nothing can be posted to it."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        application = self._application(request, object_id)
        trail.record(
            "application.view",
            account=request.user,
            address=address(request),
            about=application.receipt_number,
        )
        return self._review(request, application)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The review page holds the history of everything."""
        application = self._application(request, object_id)
        return HttpResponseRedirect(f"{self._page(application)}#history")

    def do(self, request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
        """One deed, by POST; its refusal is shown on the page, and nothing typed is lost."""
        application = self._application(request, str(pk))
        deed = deeds.DEEDS.get(action)
        if deed is None:
            raise Http404
        if not desk.has_examiner(request.user, application):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self._page(application))
        form = deed.form(request.POST, application=application, prefix=deed.key)
        if not form.is_valid():
            return self._review(request, application, deed, form, status=422)
        try:
            deed.do(application, by=request.user, **form.arguments())
        except lifecycle.Incoherent as refusal:
            if form.fields:
                form.add_error(None, str(refusal))
            else:
                messages.error(request, str(refusal))
            return self._review(request, application, deed, form, status=422)
        except states.NotAllowed as refusal:
            messages.error(request, str(refusal))
            present = self._application(request, str(pk))
            return self._review(request, present, deed, form, status=409)
        trail.record(
            f"application.{deed.key}",
            account=request.user,
            address=address(request),
            about=application.receipt_number,
        )
        messages.success(request, str(deed.done))
        return HttpResponseRedirect(self._page(application))

    def _application(self, request: HttpRequest, pk: str) -> Application:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            key = UUID(str(pk))
        except ValueError:
            raise Http404 from None
        seen = Application.objects.visible_to(asker(request)).select_related(
            "code", "entry__registrant", "invoice", "examiner"
        )
        application = seen.filter(pk=key).first()
        if application is None:
            raise Http404
        return application

    def _page(self, application: Application) -> str:
        return reverse("admin:registry_application_change", args=[application.pk])

    def _review(
        self,
        request: HttpRequest,
        application: Application,
        tried: deeds.Deed | None = None,
        form: Any = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **review.context(application, request.user, tried=tried, form=form),
            "opts": self.model._meta,
            "is_nav_sidebar_enabled": False,  # the three columns want the width
        }
        return TemplateResponse(
            request, "admin/registry/application/review.html", context, status=status
        )


def _found_by(text: str) -> Q:
    """The condition of a search: width, kana, hyphens and a leading 株式会社 are forgiven."""
    code, name = fold_code(text), fold_for_search(text)
    found = Q()
    if name:
        for form in ("", *LEGAL_FORMS):
            found |= Q(folded_registrant__startswith=form + name)
        found |= Q(folded_kana__startswith=name) | Q(folded_filer__startswith=name)
    if code:
        found |= Q(receipt_number__startswith=code) | Q(code__number__startswith=code)
        found |= Q(entry__registrant__corporate_number=code)
    return found or Q(pk=None)
