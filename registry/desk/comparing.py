"""Before, after, and what the register says by now: the left column of the review page."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as say

from registry import procedures
from registry.models import Application
from registry.states import CLOSED

Segment = tuple[str, str]
ALIKE = 0.4  # below this, marks by the letter are confetti: the whole value is marked
LONGEST = 400  # comparing letter by letter grows with the square of the length


@dataclass(frozen=True)
class Row:
    """One field: before, after, and what the register says by now when it has moved meanwhile.

    Segments are (tag, text), the tag "del", "ins" or "". `compared` is False where the register
    knows nothing of the kind (who files this application).
    """

    group: str
    field: str
    title: str
    label: str
    before: list[Segment]
    after: list[Segment]
    now: str | None
    changed: bool
    compared: bool


def rows(application: Application) -> list[Row]:
    """The latest submission field by field, in the order of the check page."""
    submission = application.submission
    if submission is None:
        return []
    moved = _moved(application)
    return [
        _row(section, row, moved.get((section["group"], row["field"])))
        for section in submission.content.summary
        for row in section["rows"]
    ]


def _row(section: dict, row: dict, now: str | None) -> Row:
    before, after = row["before"] or "", row["value"] or ""
    changed = bool(row["changed"])
    marked = changed and before and after
    return Row(
        group=section["group"],
        field=row["field"],
        title=section["title"],
        label=row["label"],
        before=marks(before, after, "del") if marked else [("del" if changed else "", before)],
        after=marks(after, before, "ins") if marked else [("ins" if changed else "", after)],
        now=now,
        changed=changed,
        compared=bool(section["compared"]),
    )


def marks(text: str, other: str, tag: str) -> list[Segment]:
    """The text in pieces; those that the other text lacks carry the tag."""
    if max(len(text), len(other)) > LONGEST:
        return [(tag, text)]
    # Always compared in one direction, so that both sides agree on what is equal.
    first, second = (text, other) if tag == "del" else (other, text)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [(tag, text)]
    pieces: list[Segment] = []
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        piece = text[start:end] if tag == "del" else text[other_start:other_end]
        if piece:
            pieces.append(("" if kind == "equal" else tag, piece))
    return pieces


def _moved(application: Application) -> dict[tuple[str, str], str]:
    """Fields of the register that changed since the draft was started, with their present value.

    None for a closed application: what it was decided on is history.
    """
    entry = application.entry
    if entry is None or application.state in CLOSED:
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
            if (value or "") != (then.get(name) or ""):
                found[(group, name)] = forms[group].shown(name, value) or say("（なし）")
    return found
