"""What the review page shows of one application, for one member of staff."""

from typing import Any

from django.utils.translation import gettext as say

from registry import desk, lifecycle, procedures, words
from registry.admin import deeds
from registry.desk import queue
from registry.models import Application, Decision


def context(
    application: Application, account: Any, *, tried: deeds.Deed | None = None, form: Any = None
) -> dict[str, Any]:
    """Three columns and what stands beneath them.

    `tried` and `form` are of a deed that was refused: it is shown again with what was typed; where
    it is not offered any more, the typed note is shown to be copied (`kept`).
    """
    procedure = procedures.get(application.procedure)
    rows = desk.rows(application)
    pending = desk.pending(application)
    offered = _offered(application, account, pending, tried, form)
    is_shown = any(each["is_open"] for each in offered)
    moved = [row for row in rows if row.now is not None]
    return {
        "title": f"{application.receipt_number} {procedure.name or procedure.title}",
        "application": application,
        "procedure": procedure,
        "state": words.state(application, staff=True),
        "mark": words.mark(application),
        "is_again": application.submissions.count() > 1,
        "age": desk.age(application),
        "changed": [row for row in rows if row.changed],
        "moved": moved,
        "has_moved": bool(moved),
        "unchanged": [row for row in rows if not row.changed and row.compared],
        "others": [row for row in rows if not row.changed and not row.compared],
        "checks": list(procedure.checks(application, application.content)),
        "papers": desk.papers(application),
        "deeds": offered,
        "form": form if is_shown else None,
        "kept": _note(form) if form is not None and not is_shown else "",
        "pending": _pending(application, pending),
        "thread": application.messages.select_related("by"),
        "history": desk.history(application),
        "following": queue.following(account, application),
    }


def _offered(
    application: Application,
    account: Any,
    pending: Decision | None,
    tried: deeds.Deed | None,
    form: Any,
) -> list[dict[str, Any]]:
    if not desk.has_examiner(account, application):
        return []
    found = []
    for deed in deeds.offered(application, pending, by=account):
        is_tried = tried is not None and tried.key == deed.key
        blank = deed.form(application=application, prefix=deed.key)
        found.append(
            {
                "deed": deed,
                "label": deed.label_for(application),
                "form": form if is_tried else blank,
                "is_open": is_tried,
            }
        )
    return found


def _pending(application: Application, decision: Decision | None) -> dict[str, Any] | None:
    """The decision that rests: what it says, and how long it can be taken back for sure."""
    if decision is None:
        return None
    seconds = desk.seconds_left(decision)
    return {
        "decision": decision,
        "seconds": seconds,
        "left": say("あと%(minutes)s分%(seconds)s秒")
        % {"minutes": seconds // 60, "seconds": seconds % 60},
        "reason": procedures.get(application.procedure).reject_reasons.get(decision.reason, ""),
        "corrections": lifecycle.corrections(application, decision.fields),
        "wants_second": decision.needs_second and decision.second_by_id is None,
    }


def _note(form: Any) -> str:
    return str(form["note"].value() or "") if "note" in form.fields else ""
