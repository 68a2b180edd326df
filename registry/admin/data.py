"""Rules that are data, kept by administrators: papers, reminder stages, terms of use (X16)."""

from django.contrib import admin
from django.http import HttpRequest

from core import clock
from core.roleadmin import RoleAdmin
from registry.models import DocumentRequirement, ReminderStage, TermsOfUse

KEEPERS = {
    "view": ("examiner", "auditor", "administrator"),
    "add": ("administrator",),
    "change": ("administrator",),
    "delete": ("administrator",),
}


@admin.register(DocumentRequirement)
class DocumentRequirementAdmin(RoleAdmin):
    roles = KEEPERS
    list_display = ("title", "procedure", "registrant_kind", "changed", "max_age_months")
    list_filter = ("procedure", "registrant_kind")


@admin.register(ReminderStage)
class ReminderStageAdmin(RoleAdmin):
    roles = KEEPERS
    list_display = ("scheme", "key", "days_before", "sends_email", "sends_letter")


@admin.register(TermsOfUse)
class TermsOfUseAdmin(RoleAdmin):
    """A version that is in force stays as people agreed to it; a new one is added."""

    roles = KEEPERS
    list_display = ("title", "scheme", "version", "effective_from")

    def has_change_permission(self, request: HttpRequest, obj: TermsOfUse | None = None) -> bool:
        is_free = obj is None or obj.effective_from > clock.today()
        return is_free and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: TermsOfUse | None = None) -> bool:
        is_free = obj is None or obj.effective_from > clock.today()
        return is_free and super().has_delete_permission(request, obj)
