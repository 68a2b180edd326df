"""The register to read: registrants, entries, codes and their terms; nothing is edited here."""

from typing import Any

from django.contrib import admin
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core import shown, trail
from core.roleadmin import RoleAdmin
from core.text import fold_code, fold_for_search
from registry.models import Code, CodeEvent, Entry, Registrant, Revision, Term
from registry.states import CodeState

READERS = {"view": ("examiner", "clerk", "auditor", "administrator")}


class ReadOnly(RoleAdmin):
    """Pages of the register: viewed by those whose schemes they are; 404 for others (X01)."""

    roles = READERS
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.model.objects.visible_to(request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()[:100]
        if not text:
            return queryset, False
        deed = f"search.{self.model._meta.model_name}"
        trail.record(deed, account=request.user, about=text)
        return queryset.filter(self.found_by(text)), False

    def found_by(self, text: str) -> Q:
        raise NotImplementedError


class ReadOnlyRows(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class TermRows(ReadOnlyRows):
    model = Term
    fields = ("valid_from", "valid_until", "usable_from", "application")


class EventRows(ReadOnlyRows):
    model = CodeEvent
    fields = ("at", "before", "after", "application", "by", "note")
    readonly_fields = ("before", "after")

    @admin.display(description=_("変更前"))
    def before(self, event: CodeEvent) -> str:
        return str(CodeState(event.source).label)

    @admin.display(description=_("変更後"))
    def after(self, event: CodeEvent) -> str:
        return str(CodeState(event.target).label)


class RevisionRows(ReadOnlyRows):
    model = Revision
    fields = ("number", "effective_on", "application", "reason", "by", "at", "changes")
    readonly_fields = ("changes",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("content", "application", "by")

    @admin.display(description=_("変更内容"))
    def changes(self, revision: Revision) -> str:
        """Each changed field on a line, as it is kept."""
        values = [
            (f"{group}.{name}", "—" if value in (None, "") else value)
            for group, fields in revision.content.changes.items()
            for name, value in fields.items()
        ]
        return format_html_join("", "<div>{}：{}</div>", values)


@admin.register(Registrant)
class RegistrantAdmin(ReadOnly):
    list_display = ("name", "kind", "corporate_number")
    list_filter = ("kind",)
    search_fields = ("name",)
    search_help_text = _("法人番号・名称やフリガナのはじめの文字で探せます。")
    ordering = ("name", "pk")

    def found_by(self, text: str) -> Q:
        name, number = fold_for_search(text), fold_code(text)
        found = Q(entries__folded_name__startswith=name) | Q(entries__folded_kana__startswith=name)
        return found | Q(corporate_number=number) if number else found


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    list_display = ("name", "kind", "registrant", "email", "opened_on")
    list_select_related = ("registrant",)
    search_fields = ("folded_name",)
    search_help_text = _("コード・名称やフリガナのはじめの文字で探せます。")
    ordering = ("folded_name", "pk")
    inlines = (RevisionRows,)
    exclude = ("folded_name", "folded_kana")

    def found_by(self, text: str) -> Q:
        name, code = fold_for_search(text), fold_code(text)
        found = Q(folded_name__startswith=name) | Q(folded_kana__startswith=name)
        return found | Q(codes__number=code) if code else found


@admin.register(Code)
class CodeAdmin(ReadOnly):
    list_display = ("number", "scheme", "state", "entry", "ends_on", "allotted_on")
    list_filter = ("scheme", "state")
    list_select_related = ("entry__registrant",)
    search_fields = ("number",)
    search_help_text = _("コードのはじめの文字で探せます。")
    ordering = ("number",)
    inlines = (TermRows, EventRows)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(ends=Max("terms__valid_until"))

    def found_by(self, text: str) -> Q:
        return Q(number__startswith=fold_code(text))

    @admin.display(description=_("有効期間満了日"), ordering="ends")
    def ends_on(self, code: Code) -> str:
        ends = code.ends  # type: ignore[attr-defined]
        return shown.short_day(ends) if ends else "—"
