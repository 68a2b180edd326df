"""The register to read: registrants, entries, codes and their terms; nothing is edited here."""

from typing import Any

from django.contrib import admin
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core import shown, trail
from core.address import address
from core.roleadmin import RoleAdmin
from core.text import fold_code, fold_for_search
from registry import desk
from registry.models import Code, CodeEvent, Entry, Registrant, Revision, Term
from registry.states import CodeState

READERS: dict[str, tuple[str, ...]] = {"view": ("examiner", "clerk", "auditor", "administrator")}


def link(model: str, thing: Any) -> str:
    """A thing of the register or an application, as a link to its page; a dash for none."""
    if thing is None:
        return "—"
    page = reverse(f"admin:registry_{model}_change", args=[thing.pk])
    return format_html('<a href="{}">{}</a>', page, thing)


class ReadOnly(RoleAdmin):
    """Pages of the register: viewed by those whose schemes they are; 404 for others (X01)."""

    roles = READERS
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    change_form_template = "admin/registry/read.html"

    class Media:
        css = {"all": ["css/desk.css"]}  # noqa: RUF012

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.model.objects.visible_to(request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()[:100]
        if not text:
            return queryset, False
        deed = f"search.{self.model._meta.model_name}"
        trail.record(deed, account=request.user, address=address(request), about=text)
        return queryset.filter(self.found_by(text)), False

    def found_by(self, text: str) -> Q:
        raise NotImplementedError


class ReadOnlyRows(admin.TabularInline):
    """Rows of a table to read; a page that cannot be changed needs no forms."""

    template = "admin/registry/inline.html"
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("application")

    @admin.display(description=_("申込"))
    def why(self, row: Any) -> str:
        """The application behind a row, as a link to its review page."""
        return link("application", row.application)

    @admin.display(description=_("日時"))
    def when(self, row: Any) -> str:
        return shown.short_moment(row.at)

    @admin.display(description=_("行った人"))
    def who(self, row: Any) -> str:
        return str(row.by or _("システム"))


class TermRows(ReadOnlyRows):
    model = Term
    fields = readonly_fields = ("valid_from", "valid_until", "usable_from", "why")


class EventRows(ReadOnlyRows):
    model = CodeEvent
    fields = readonly_fields = ("when", "before", "after", "why", "who", "note")

    @admin.display(description=_("変更前"))
    def before(self, event: CodeEvent) -> str:
        return str(CodeState(event.source).label)

    @admin.display(description=_("変更後"))
    def after(self, event: CodeEvent) -> str:
        return str(CodeState(event.target).label)


class RevisionRows(ReadOnlyRows):
    model = Revision
    fields = readonly_fields = ("number", "effective_on", "why", "reason", "who", "when", "changes")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("content", "entry", "by")

    @admin.display(description=_("変更内容"))
    def changes(self, revision: Revision) -> str:
        return format_html_join("", "<div>{}　{}</div>", desk.revision_lines(revision))


@admin.register(Registrant)
class RegistrantAdmin(ReadOnly):
    list_display = ("name", "kind", "corporate_number")
    list_filter = ("kind",)
    fields = readonly_fields = ("name", "kind", "corporate_number", "registrations")
    search_fields = ("name",)
    search_help_text = _("法人番号・名称やフリガナのはじめの文字で探せます。")
    ordering = ("name", "pk")

    @admin.display(description=_("登録"))
    def registrations(self, registrant: Registrant) -> str:
        rows = [(link("entry", each),) for each in registrant.entries.order_by("pk")]
        return format_html_join("、", "{}", rows)

    def found_by(self, text: str) -> Q:
        name, number = fold_for_search(text), fold_code(text)
        found = Q(entries__folded_name__startswith=name) | Q(entries__folded_kana__startswith=name)
        return found | Q(corporate_number=number) if number else found


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    list_display = ("name", "kind", "holder", "email", "opened_on")
    fields = readonly_fields = (
        "name",
        "kind",
        "scheme",
        "holder",
        "codes_of",
        "opened_on",
        "closed_on",
        "contact_confirmed_on",
        "email",
        "phone",
    )
    list_select_related = ("registrant",)
    search_fields = ("folded_name",)
    search_help_text = _("コード・名称やフリガナのはじめの文字で探せます。")
    ordering = ("folded_name", "pk")
    inlines = (RevisionRows,)

    @admin.display(description=_("登録者"))
    def holder(self, entry: Entry) -> str:
        return link("registrant", entry.registrant)

    @admin.display(description=_("コード"))
    def codes_of(self, entry: Entry) -> str:
        rows = [(link("code", each),) for each in entry.codes.order_by("pk")]
        return format_html_join("、", "{}", rows)

    def found_by(self, text: str) -> Q:
        name, code = fold_for_search(text), fold_code(text)
        found = Q(folded_name__startswith=name) | Q(folded_kana__startswith=name)
        return found | Q(codes__number=code) if code else found


@admin.register(Code)
class CodeAdmin(ReadOnly):
    list_display = ("number", "scheme", "state", "registration", "ends_on", "allotted_on")
    fields = readonly_fields = (
        "number",
        "scheme",
        "kind",
        "state",
        "registration",
        "ends_on",
        "allotted_on",
        "closed_on",
        "undelivered_on",
    )
    list_filter = ("scheme", "state")
    list_select_related = ("entry__registrant",)
    search_fields = ("number",)
    search_help_text = _("コードのはじめの文字で探せます。")
    ordering = ("number",)
    inlines = (TermRows, EventRows)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(ends=Max("terms__valid_until"))

    @admin.display(description=_("登録"))
    def registration(self, code: Code) -> str:
        return link("entry", code.entry)

    def found_by(self, text: str) -> Q:
        return Q(number__startswith=fold_code(text))

    @admin.display(description=_("有効期間満了日"), ordering="ends")
    def ends_on(self, code: Code) -> str:
        ends = code.ends  # type: ignore[attr-defined]
        return shown.short_day(ends) if ends else "—"
