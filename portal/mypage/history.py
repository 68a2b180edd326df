"""登録内容と変更履歴: the register's image and its revisions as labels and values (F065)."""

from dataclasses import dataclass
from typing import Any

from registry import procedures, register
from registry.forms import Context
from registry.models import Code, Revision
from registry.procedures.base import Group, Step
from registry.summary import Summary, summary


@dataclass(frozen=True)
class Change:
    """A revision: the day from which it holds, why, and the rows that it changed."""

    revision: Revision
    sections: Summary


def present(code: Code, day: Any) -> Summary:
    """The particulars on a day, by group, in the labels of the registrant's kind."""
    sections = _told(code, day, register.image(code.entry, day), {})
    return [each | {"rows": [row for row in each["rows"] if row["value"]]} for each in sections]


def changes(code: Code, day: Any) -> list[Change]:
    """The revisions of the code's entry, the newest first, each with before and after."""
    rows = code.entry.revisions.select_related("application", "content")
    told: list[Change] = []
    laid: list[dict[str, Any]] = []
    for revision in rows.order_by("effective_on", "number"):
        changed = revision.content.changes
        before = register.fold(laid)
        laid.append(changed)
        after = register.fold(laid)
        first = len(laid) == 1
        sections = [] if first else _told(code, day, _only(after, changed), _only(before, changed))
        told.append(Change(revision, [_changed(each) for each in sections]))
    return told[::-1]


def _only(image: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    return {group: image.get(group, {}) for group in changed}


def _changed(section: dict[str, Any]) -> dict[str, Any]:
    return section | {"rows": [row for row in section["rows"] if row["changed"]]}


def _told(code: Code, day: Any, image: dict, before: dict) -> Summary:
    context = Context(code.entry, code, day, before=image)
    groups = [group for group in _groups(code.scheme) if group.key in image]
    labels = {group.key: _labels(group, context) for group in groups}
    plain = [group for group in groups if isinstance(image[group.key], dict)]
    return summary([Step("register", "", groups=tuple(plain))], image, before, labels)


def _groups(scheme: str) -> list[Group]:
    """The groups of fields that the scheme's procedures write, each once, in their order."""
    found: dict[str, Group] = {}
    for procedure in procedures.every():
        if procedure.scheme == scheme:
            for step in procedure.steps:
                for group in step.parts:
                    found.setdefault(group.key, group)
    return sorted(found.values(), key=lambda group: group.key == "contact")


def _labels(group: Group, context: Context) -> dict[str, str]:
    """The labels in use: a sole proprietor's 会社名 is 屋号."""
    form = group.form(context=context, prefix=group.key)
    return {name: str(field.label) for name, field in form.fields.items()}
