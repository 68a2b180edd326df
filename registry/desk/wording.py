"""A revision in words: groups and fields as the forms call them, values as pages show them."""

from typing import Any

from django.utils.translation import gettext as say

from registry import procedures
from registry.models import Revision
from registry.procedures.base import Group


def revision_lines(revision: Revision) -> list[tuple[str, str]]:
    """(group and field, value) for each change; a removed row says so."""
    known = _groups(revision.entry.scheme)
    lines = []
    for key, values in revision.content.changes.items():
        group = known.get(key)
        title = str(group.title) if group else key
        lines += [
            _row(title, group, value)
            if name.startswith("row:")
            else _field(title, group, name, value)
            for name, value in values.items()
        ]
    return lines


def _groups(scheme: str) -> dict[str, Group]:
    """Every group of a scheme's procedures; the same key names the same thing in all of them."""
    return {
        group.key: group
        for procedure in procedures.every()
        if procedure.scheme == scheme
        for step in procedure.steps
        for group in step.parts
    }


def _field(title: str, group: Group | None, name: str, value: Any) -> tuple[str, str]:
    if group is None or name not in group.form.base_fields:
        return f"{title}：{name}", str(value or say("（なし）"))
    label = group.form.labels()[name]
    return f"{title}：{label}", group.form.shown(name, value) or say("（なし）")


def _row(title: str, group: Group | None, row: dict[str, Any] | None) -> tuple[str, str]:
    if row is None:
        return title, say("（1行を削除）")
    shown = [_field("", group, name, value)[1] for name, value in row.items() if value]
    return title, "、".join(shown)
