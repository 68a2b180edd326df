"""Closed days can be edited; the counters and the trail can only be read."""

from django.contrib import admin

from core.models import ClosedDay, Counter, TrailEntry
from core.roleadmin import RoleAdmin

READERS = {"view": ("administrator", "auditor")}


@admin.register(ClosedDay)
class ClosedDayAdmin(RoleAdmin):
    """Days on which the authority works or rests against the calendar (X16)."""

    roles = READERS | {deed: ("administrator",) for deed in ("add", "change", "delete")}
    list_display = ["day", "name", "is_open"]
    list_filter = ["is_open"]
    search_fields = ["name"]
    date_hierarchy = "day"


@admin.register(Counter)
class CounterAdmin(RoleAdmin):
    roles = READERS
    list_display = ["series", "year", "last"]
    list_filter = ["year"]
    search_fields = ["series"]


@admin.register(TrailEntry)
class TrailEntryAdmin(RoleAdmin):
    roles = READERS
    list_display = ["at", "account", "address", "deed", "about"]
    list_filter = ["deed"]
    list_select_related = ["account"]
    search_fields = ["about", "deed", "address"]
    date_hierarchy = "at"
    show_full_result_count = False
