"""Two tabs saved one step: both values side by side, and neither is lost (ux 3.7)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as say

from core import clock
from portal.wizard.page import page
from portal.wizard.ways import returning, way
from registry.drafts import Draft, Typed, as_typed
from registry.procedures.base import Step


def conflict(
    request: HttpRequest, draft: Draft, step: Step, typed: Typed, *, unchanged: bool
) -> HttpResponse:
    """The page with what was typed here and what is saved by now; 409, since nothing was saved."""
    draft = Draft(draft.application)
    saved = draft.saved[step.key]
    mine = as_typed(step, draft.application.before) if unchanged else typed
    at = f"{saved.saved_at.astimezone(clock.TOKYO):%H:%M}"
    return page(
        request,
        draft,
        "conflict",
        here=step.key,
        step=step,
        heading=say("この項目は別の画面で%(at)sに更新されています") % {"at": at},
        rows=rows(draft, step, mine, draft.known(step)),
        carried=[(name, value) for name, values in typed.items() for value in values],
        seen=draft.revision(step),
        button="_unchanged" if unchanged else "_mine",
        action=way(draft.application, "step", step.key, **returning(request)),
        status=409,
    )


def rows(draft: Draft, step: Step, mine: Typed, theirs: Typed) -> list[dict[str, Any]]:
    """Field by field: label, what was typed here, what is saved, and whether they differ."""
    left = _fields(draft, step, mine)
    right = _fields(draft, step, theirs)
    found = []
    for key in dict.fromkeys([*left, *right]):
        label = (left.get(key) or right[key])[0]
        one, other = left.get(key, ("", ""))[1], right.get(key, ("", ""))[1]
        found.append({"label": label, "mine": one, "theirs": other, "differs": one != other})
    return found


def _fields(draft: Draft, step: Step, typed: Typed) -> dict[str, tuple[str, str]]:
    """Label and shown value of every field by its name on the page."""
    found: dict[str, tuple[str, str]] = {}
    for each in draft.forms(step, MultiValueDict(typed)).values():
        for number, form in enumerate(getattr(each, "forms", [each]), 1):
            for bound in form.visible_fields():
                label = f"{bound.label}（{number}）" if step.rows else str(bound.label)
                found[bound.html_name] = label, _shown(bound, typed.get(bound.html_name, []))
    return found


def _shown(bound: Any, values: list[str]) -> str:
    """A choice by its label; typed text as it was typed."""
    if hasattr(bound.field, "choices"):
        return "、".join(bound.field.label_of(value) for value in values if value)
    return "、".join(values)
