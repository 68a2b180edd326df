"""What stands on every page of a draft: heading, stages, the task list, messages."""

from dataclasses import dataclass
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from portal.templatetags.portal import error_total
from portal.wizard.ways import carried, way
from registry.drafts import Draft
from registry.procedures.base import Procedure

UPLOAD = "upload"  # the tag of messages that belong to the file input
TASK_WORDS = {
    "todo": ("", _("未入力")),
    "doing": ("✎", _("入力中")),
    "done": ("✓", _("入力済み")),
    "fix": ("!", _("要修正")),
    "none": ("−", _("入力不要")),
}
SCREENS = {"jastpro": "JST", "gs1": "GS1", "naccs": "NSS"}


@dataclass(frozen=True)
class Task:
    """One line of the task list; without `url` there is nothing to open."""

    title: str
    status: str
    url: str = ""
    current: bool = False
    hint: str = ""

    @property
    def icon(self) -> str:
        return TASK_WORDS[self.status][0]

    @property
    def word(self) -> str:
        return str(TASK_WORDS[self.status][1])


@dataclass(frozen=True)
class Stage:
    """One of the few stages of a whole procedure; `status` is done, current or "" (ahead)."""

    title: str
    status: str


def page(request: HttpRequest, draft: Draft, name: str, **context: Any) -> HttpResponse:
    """Render a page of a draft, from a template of its own procedure if there is one."""
    status = context.pop("status", 200)
    names = [f"portal/wizard/{draft.procedure.key}/{name}.html", f"portal/wizard/{name}.html"]
    said = list(get_messages(request))
    here = context.get("here", name)
    everywhere = {
        "draft": draft,
        "application": draft.application,
        "procedure": draft.procedure,
        "tasks": tasks(request, draft, here),
        "stages": stages(draft, here),
        "screen": screen(draft.procedure, here),
        "decision": sent_back(draft),
        "messages": [each for each in said if UPLOAD not in each.tags],
        "upload_errors": [str(each) for each in said if UPLOAD in each.tags],
    }
    everywhere["error_count"] = error_count(everywhere | context)
    template = select_template(names).template.name
    return render(request, template, everywhere | context, status=status)


def error_count(context: dict[str, Any]) -> int:
    """How many messages the summary of a page lists."""
    fields = sum(error_total(part.form) for part in context.get("parts", []))
    files = len(context["upload_errors"]) + len(context.get("wanting", []))
    return fields + files + bool(context.get("not_agreed")) + bool(context.get("broken"))


def tasks(request: HttpRequest, draft: Draft, here: str) -> list[Task]:
    """The task list: every step of the procedure, the papers where they have a page."""
    shown = {step.key for step in draft.shown_steps}
    asked = {step.key for step in draft.steps}
    found = []
    for step in draft.procedure.steps:
        if step.key in shown:
            url = way(draft.application, "step", step.key, **carried(request))
            hint = draft.broken.message if _is_broken(draft, step.key) and draft.broken else ""
            found.append(Task(str(step.title), draft.status(step), url, step.key == here, hint))
        elif step.key not in asked:
            found.append(Task(str(step.title), "none"))
    if draft.has_documents_page:
        url = way(draft.application, "documents", **carried(request))
        found.append(Task(say("確認資料"), papers_status(draft), url, here == "documents"))
    return found


def _is_broken(draft: Draft, key: str) -> bool:
    return draft.broken is not None and draft.broken.step == key


def papers_status(draft: Draft) -> str:
    """How far the papers are, in the words of the task list."""
    if not draft.missing:
        return "done"
    return "doing" if draft.attachments else "todo"


def stages(draft: Draft, here: str) -> list[Stage]:
    """The stages of the whole procedure, as far as it has them (F034 to F064)."""
    procedure = draft.procedure
    if procedure.straight_line:
        keys = {step.key: str(step.title) for step in draft.steps}
    else:
        keys = {"hub": say("申込内容の入力")}
        here = here if here in {"check", "payment", "done"} else "hub"
    if procedure.has_check_page:
        keys["check"] = say("確認・同意") if procedure.terms_of_use else say("申込内容の確認")
    if procedure.fee:
        keys["payment"] = say("お支払い")
    if procedure.examined:
        keys["end"] = say("審査完了")
    order = list(keys)
    if here == "documents":
        here = order[max(order.index("check") - 1, 0)] if "check" in order else order[0]
    at = len(order) if here == "over" else order.index(here) if here in order else 0
    words = ["done"] * at + ["current"] + [""] * len(order)
    return [Stage(title, word) for title, word in zip(keys.values(), words, strict=False)]


def screen(procedure: Procedure, here: str) -> str:
    """The number of the screen, which people read out on the telephone."""
    prefix = SCREENS.get(procedure.scheme, "")
    short = procedure.key.removeprefix(f"{procedure.scheme}-").upper()
    numbers = {step.key: f"{10 * n}" for n, step in enumerate(procedure.steps, 1)}
    numbers |= {"hub": "1", "documents": "80", "check": "90", "payment": "95", "done": "99"}
    numbers |= {"discard": "85", "conflict": "86", "received": "98"}
    return f"{prefix}-{short}-{numbers.get(here, '0')}"


def sent_back(draft: Draft) -> Any:
    """The decision whose words stand above a page to correct; None while nothing was sent back."""
    if not draft.correction:
        return None
    decisions = draft.application.decisions.filter(outcome="send_back")
    return decisions.filter(carried_out_at__isnull=False).order_by("-pk").first()
