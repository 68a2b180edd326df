"""The register to read: registrants, entries, codes and their terms; nothing is edited here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.roleadmin import RoleAdmin
from core.text import fold_code, fold_for_search
from registry.models import Code, Entry, Registrant, Revision, Term

READERS = {"view": ("examiner", "clerk", "auditor", "administrator")}


class ReadOnly(RoleAdmin):
    """Pages of the register: viewed by those whose schemes they are."""

    roles = READERS
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.model.objects.visible_to(request.user)


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


class RevisionRows(ReadOnlyRows):
    model = Revision
    fields = ("number", "effective_on", "application", "reason", "by", "at", "changes")
    readonly_fields = ("changes",)

    @admin.display(description=_("変更内容"))
    def changes(self, revision: Revision) -> str:
        lines = []
        for group, values in revision.content.changes.items():
            lines += [f"{group}.{name}: {value}" for name, value in values.items()]
        return "\n".join(lines)


@admin.register(Registrant)
class RegistrantAdmin(ReadOnly):
    list_display = ("name", "kind", "corporate_number")
    list_filter = ("kind",)
    search_fields = ("name__startswith", "corporate_number__startswith")


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    list_display = ("name", "kind", "registrant", "email", "opened_on")
    list_select_related = ("registrant",)
    search_fields = ("folded_name",)
    inlines = (RevisionRows,)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        text = fold_for_search(search_term.replace("\x00", ""))[:100]
        names = queryset.filter(folded_name__startswith=text)
        return names | queryset.filter(folded_kana__startswith=text), False


@admin.register(Code)
class CodeAdmin(ReadOnly):
    list_display = ("number", "scheme", "state", "entry", "valid_until", "allotted_on")
    list_filter = ("scheme", "state")
    list_select_related = ("entry__registrant",)
    search_fields = ("number",)
    inlines = (TermRows,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("terms")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        text = fold_code(search_term.replace("\x00", ""))[:20]
        return queryset.filter(number__startswith=text), False

    @admin.display(description=_("有効期間満了日"))
    def valid_until(self, code: Code) -> Any:
        return max((t.valid_until for t in code.terms.all() if t.valid_until), default=None)
