"""The saved views as a filter of the list; without a choice, what is ready."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.desk.queue import READY, counts, views


class QueueFilter(admin.SimpleListFilter):
    """The saved views as a filter."""

    title = _("表示")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.views, self.counts = views(request.user), counts(request.user)
        return [(key, self._word(key)) for key in self.views if key != READY]

    def _word(self, key: str) -> str:
        return f"{self.views[key][0]}（{self.counts[key]}）"

    def choices(self, changelist: Any) -> Iterator[Any]:
        """What is ready takes the place of Django's "all"."""
        for number, choice in enumerate(super().choices(changelist)):
            yield choice | {"display": self._word(READY)} if number == 0 else choice

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        view = self.views.get(self.value() or "")
        if view is not None:
            return queryset.filter(view[1])
        # Whoever searches means all of them.
        return queryset if request.GET.get("q") else queryset.filter(self.views[READY][1])
