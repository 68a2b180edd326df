"""Admin pages that ask the roles of the asker, not Django's permissions.

`core` knows nobody: it asks the reverse relation `staff_roles` of whoever is signed in, each
row with a `role` and a `scheme`. Nothing can be added, changed or deleted unless said so.
"""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest


def roles_of(request: HttpRequest) -> frozenset[str]:
    """The roles of the asker, read once a request; empty for anyone who is not active staff."""
    known: frozenset[str] | None = getattr(request, "_house_roles", None)
    if known is None:
        rows: Any = getattr(request.user, "staff_roles", None)
        active = request.user.is_active and rows is not None
        known = frozenset(rows.values_list("role", flat=True)) if active else frozenset()
        setattr(request, "_house_roles", known)  # noqa: B010 - not an attribute that types know
    return known


def has_role(request: HttpRequest, allowed: Collection[str]) -> bool:
    """True if the asker holds one of the roles; `"*"` stands for any role at all."""
    mine = roles_of(request)
    return bool(mine) if "*" in allowed else not mine.isdisjoint(allowed)


class RoleAdmin(admin.ModelAdmin):
    """A model's pages for named roles: `roles = {"view": ("examiner",), "change": ()}`.

    Keys are view, change, add, delete; a missing key is shut to everybody. Whoever may change,
    add or delete may also view.
    """

    roles: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    actions = None

    def _may(self, request: HttpRequest, *deeds: str) -> bool:
        return any(has_role(request, self.roles.get(deed, ())) for deed in deeds)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", "change", "add", "delete")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "add")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A NUL in a filter is an unreadable filter like any other; PostgreSQL takes none."""
        if any("\x00" in each for _name, values in request.GET.lists() for each in values):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """404 for what is not there or not the asker's to see; 403 for who may see none at all."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404 if self.has_view_permission(request) else PermissionDenied
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
