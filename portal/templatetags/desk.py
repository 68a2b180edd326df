"""The queues of the examiners on the first page of the admin."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse

from core.roleadmin import has_role
from registry.desk.queue import READY, counts, views

register = template.Library()
SHOWN = (READY, "mine", "free", "again", "second", "decided", "sent_back", "unpaid")


@register.simple_tag(takes_context=True)
def queues(context: Context) -> list[dict[str, Any]]:
    """The saved views with their counts, for an examiner; empty for everybody else."""
    request: HttpRequest = context["request"]
    if not has_role(request, ("examiner",)):
        return []
    page = reverse("admin:registry_application_changelist")
    words, numbers = views(request.user), counts(request.user)
    return [
        {
            "url": page if key == READY else f"{page}?queue={key}",
            "word": words[key][0],
            "count": numbers[key],
        }
        for key in SHOWN
    ]
