"""The examiner's desk: the queue, the review page, and the deeds (X01, X02)."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import calendar, shown, trail
from core.roleadmin import RoleAdmin, has_role
from core.text import fold_code, fold_for_search
from registry import desk, lifecycle, procedures, states, words
from registry.admin import deeds
from registry.models import Application, Submission
from registry.states import State

EXAMINER = ("examiner",)


class QueueFilter(admin.SimpleListFilter):
    """The saved views; without a choice, what is ready to be examined."""

    title = _("表示")
    parameter_name = "queue"
    VIEWS: dict[str, tuple[Any, Q]] = {
        "mine": (_("自分の担当"), Q(state=State.UNDER_EXAMINATION)),
        "decided": (_("決裁中"), Q(state=State.DECIDED)),
        "sent_back": (_("差し戻し中"), Q(state=State.SENT_BACK)),
        "unpaid": (_("入金待ち"), Q(state=State.AWAITING_PAYMENT)),
        "all": (_("すべて"), Q()),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, label) for key, (label, _query) in self.VIEWS.items()]

    def choices(self, changelist: Any) -> Any:
        """「審査できる申込」 takes the place of Django's "all"."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice | {"display": _("審査できる申込")} if number == 0 else choice

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        view = self.VIEWS.get(self.value() or "")
        if view is None:
            # Whoever searches, or asks for a state, means all of them.
            if request.GET.get("q") or request.GET.get("state__exact"):
                return queryset
            return queryset.filter(state=State.UNDER_EXAMINATION)
        found = queryset.filter(view[1])
        return found.filter(examiner=request.user) if self.value() == "mine" else found


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
    search_help_text = _("受付番号・コード・名称（はじめの文字）・フリガナで探せます。")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        again = Submission.objects.filter(application=OuterRef("pk"), n__gt=1)
        queue = Application.objects.visible_to(request.user).annotate(is_resubmitted=Exists(again))
        return queue.order_by(F("examined_from").asc(nulls_last=True), "received_at", "pk")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [F("examined_from").asc(nulls_last=True), "received_at", "pk"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By receipt number, code, corporate number, beginning of name or kana (X01)."""
        text = search_term.replace("\x00", "").strip()[:100]
        if not text:
            return queryset, False
        code, name = fold_code(text), fold_for_search(text)
        trail.record("search.applications", account=request.user, about=text[:80])
        query = Q(folded_registrant__startswith=name) | Q(folded_kana__startswith=name)
        query |= Q(folded_filer__startswith=name)
        if code:
            query |= Q(receipt_number__startswith=code) | Q(code__number__startswith=code)
            query |= Q(entry__registrant__corporate_number=code)
        return queryset.filter(query), False

    # Columns ---------------------------------------------------------------------------

    @admin.display(description=_("受付番号"), ordering="receipt_number")
    def receipt(self, application: Application) -> str:
        return application.receipt_number

    @admin.display(description=_("経過"))
    def waiting(self, application: Application) -> str:
        days = desk.age(application, self._closed)
        if days is None:
            return "—"
        level = "fix" if days >= 5 else "doing" if days >= 3 else "todo"
        return format_html('<span class="tag {}">{}</span>', level, _("%d営業日") % days)

    @admin.display(description=_("手続"))
    def procedure_name(self, application: Application) -> str:
        procedure = procedures.get(application.procedure)
        return str(procedure.name or procedure.title)

    @admin.display(description=_("入金"))
    def paid(self, application: Application) -> str:
        invoice = application.invoice
        if invoice is None:
            return "—"
        return _("✓ 入金済") if invoice.settled_on else _("待")

    @admin.display(description=_("状態"))
    def stands(self, application: Application) -> str:
        icon, level = words.mark(application)
        word = words.state(application, staff=True)
        again = _("（再提出済み）") if application.is_resubmitted else ""
        return format_html('<span class="tag {}">{} {}{}</span>', level, icon, word, again)

    @admin.display(description=_("受付"), ordering="received_at")
    def received(self, application: Application) -> str:
        return shown.short_moment(application.received_at) if application.received_at else ""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self._closed = calendar.closed_days()  # once a page, not once a row
        return super().changelist_view(request, extra_context)

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
            "application.view", account=request.user, about=application.receipt_number
        )
        return self.review(request, application)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None):
        """The review page holds the history of everything."""
        application = self._application(request, object_id)
        return HttpResponseRedirect(self._page(application) + "#history")

    def _application(self, request: HttpRequest, pk: str) -> Application:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            key = UUID(str(pk))
        except ValueError:
            raise Http404 from None
        found = Application.objects.visible_to(request.user).select_related(
            "code", "entry__registrant", "invoice", "examiner"
        )
        application = found.filter(pk=key).first()
        if application is None:
            raise Http404
        return application

    def _page(self, application: Application) -> str:
        return reverse("admin:registry_application_change", args=[application.pk])

    def review(
        self,
        request: HttpRequest,
        application: Application,
        bound: tuple[str, Any] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        procedure = procedures.get(application.procedure)
        rows = desk.rows(application)
        offered = []
        if has_role(request, EXAMINER):
            for deed in deeds.offered(application, by=request.user):
                form = bound[1] if bound and bound[0] == deed.key else None
                blank = deed.form(application=application, prefix=deed.key)
                offered.append({"deed": deed, "form": form or blank, "is_bound": form is not None})
        context = {
            **self.admin_site.each_context(request),
            "title": f"{application.receipt_number} {procedure.name or procedure.title}",
            "application": application,
            "procedure": procedure,
            "state": words.state(application, staff=True),
            "mark": words.mark(application),
            "age": desk.age(application),
            "changed": [row for row in rows if row.changed],
            "unchanged": [row for row in rows if not row.changed],
            "moved": any(row.now is not None for row in rows),
            "checks": list(procedure.checks(application, application.content)),
            "attachments": application.attachments.examinable().prefetch_related("images"),
            "deeds": offered,
            "pending": desk.pending(application),
            "seconds_left": deeds.seconds_left(application),
            "history": desk.history(application),
            "opts": self.model._meta,
            "media": self.media,
        }
        return TemplateResponse(
            request, "admin/registry/application/review.html", context, status=status
        )

    def do(self, request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
        """One deed, by POST; its refusal is shown on the page, and nothing typed is lost."""
        application = self._application(request, str(pk))
        deed = deeds.DEEDS.get(action)
        if deed is None:
            raise Http404
        if not has_role(request, EXAMINER):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self._page(application))
        form = deed.form(request.POST, application=application, prefix=deed.key)
        if not form.is_valid():
            return self.review(request, application, (deed.key, form), status=422)
        try:
            deed.do(application, by=request.user, **form.arguments())
        except (states.NotAllowed, lifecycle.Incoherent) as refusal:
            messages.error(request, str(refusal))
        else:
            if deed.done:
                messages.success(request, str(deed.done))
        return HttpResponseRedirect(self._page(application))
