"""Closed days can be edited; the counters and the trail can only be read."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core.models import ClosedDay, Counter, TrailEntry


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that nobody adds, changes or deletes by hand, whatever their permissions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(ClosedDay)
class ClosedDayAdmin(admin.ModelAdmin):
    list_display = ["day", "name", "is_open"]
    list_filter = ["is_open"]
    search_fields = ["name"]
    date_hierarchy = "day"


@admin.register(Counter)
class CounterAdmin(ReadOnlyAdmin):
    list_display = ["series", "year", "last"]
    list_filter = ["year"]
    search_fields = ["series"]


@admin.register(TrailEntry)
class TrailEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "account", "address", "deed", "about"]
    list_filter = ["deed"]
    list_select_related = ["account"]
    search_fields = ["about", "deed", "address"]
    date_hierarchy = "at"
    show_full_result_count = False
