"""What an examiner sees of an application, as data; no HTTP here."""

from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import chain
from typing import Any

from django.utils.translation import gettext as say

from core import calendar, clock
from notifications.models import Notice
from registry import procedures
from registry.drafts import Draft
from registry.models import Application, Decision
from registry.states import Action

Segment = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One field: before, after, and what the register says by now when it has moved meanwhile."""

    group: str
    field: str
    label: str
    before: list[Segment]
    after: list[Segment]
    now: str | None
    changed: bool


@dataclass(frozen=True)
class Moment:
    """One line of the history of everything."""

    at: datetime
    who: str
    what: str
    note: str


def rows(application: Application) -> list[Row]:
    """The latest submission field by field, changed ones first in their order."""
    submission = application.submission
    if submission is None:
        return []
    moved = _moved(application)
    found = []
    for section in submission.content.summary:
        for row in section["rows"]:
            before, after = row["before"] or "", row["value"] or ""
            changed = bool(row["changed"])
            found.append(
                Row(
                    group=section["group"],
                    field=row["field"],
                    label=f"{section['title']}：{row['label']}",
                    before=marks(before, after, "del") if changed else [("", before)],
                    after=marks(after, before, "ins") if changed else [("", after)],
                    now=moved.get((section["group"], row["field"])),
                    changed=changed,
                )
            )
    return sorted(found, key=lambda row: not row.changed)


def marks(text: str, other: str, tag: str) -> list[Segment]:
    """The text in pieces; those that the other text lacks carry the tag."""
    pieces: list[Segment] = []
    for kind, start, end, _other_start, _other_end in SequenceMatcher(
        None, text, other, autojunk=False
    ).get_opcodes():
        if start < end:
            pieces.append(("" if kind == "equal" else tag, text[start:end]))
    return pieces


def _moved(application: Application) -> dict[tuple[str, str], str]:
    """Fields of the register that changed since the draft was started, with their present value."""
    entry = application.entry
    if entry is None:
        return {}
    procedure = procedures.get(application.procedure)
    present = procedure.before(entry, application.code)
    forms = {group.key: group.form for step in procedure.steps for group in step.parts}
    found = {}
    for group, values in present.items():
        then = application.before.get(group, {})
        if not isinstance(values, dict) or group not in forms:
            continue
        for name, value in values.items():
            if value != then.get(name):
                found[(group, name)] = forms[group].shown(name, value) or say("（なし）")
    return found


def history(application: Application) -> list[Moment]:
    """Events, questions and answers, and everything that was sent, in one line of time."""
    events = application.events.select_related("by")
    lines = chain(
        (Moment(e.at, _who(e.by), Action(e.action).label, e.note) for e in events),
        (
            Moment(m.at, _who(m.by), say("質問") if m.from_staff else say("回答"), m.body)
            for m in application.messages.select_related("by")
        ),
        (
            Moment(n.queued_at, n.get_channel_display(), n.subject, n.get_status_display())
            for n in Notice.objects.filter(about=application.receipt_number)
        ),
    )
    return sorted(lines, key=lambda moment: moment.at)


def _who(account: Any) -> str:
    return str(account) if account else say("システム")


def age(application: Application, closed: Any = None) -> int | None:
    """Business days since the case came to the examiners; None while others are at work."""
    if application.examined_from is None or application.state not in {
        "under_examination",
        "decided",
    }:
        return None
    first = clock.day_of(application.examined_from)
    return calendar.business_days_between(first, clock.today(), closed)


def pending(application: Application) -> Decision | None:
    """The decision that rests, if one does."""
    return application.decisions.filter(carried_out_at=None, taken_back_at=None).first()


def correctable(application: Application) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be sent back: fields by group, and the papers that were or may be attached."""
    procedure = procedures.get(application.procedure)
    labels = {
        section["group"]: {row["field"]: row["label"] for row in section["rows"]}
        for section in (application.submission.content.summary if application.submission else [])
    }
    found = []
    for step in procedure.steps:
        if step.rows:
            continue
        for group in step.parts:
            names = labels.get(group.key, {})
            fixed = getattr(group.form, "fixed", ())
            choices = [(f"{group.key}.{n}", t) for n, t in names.items() if n not in fixed]
            if choices:
                found.append((str(group.title), choices))
    draft = Draft(application)
    kinds = {each.kind: each.title for each in procedure.possible_documents(draft.context)}
    if kinds:
        papers = [(f"documents.{kind}", title) for kind, title in kinds.items()]
        found.append((say("確認資料"), papers))
    return found
