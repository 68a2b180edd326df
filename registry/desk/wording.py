"""A revision in words: groups and fields as the forms call them, values as pages show them."""

from typing import Any

from django.utils.translation import gettext as say

from registry import procedures
from registry.models import Revision
from registry.procedures.base import Group


def revision_lines(revision: Revision) -> list[tuple[str, str]]:
    """(group and field, value) for each change, in the order of the forms; what they no longer
    know stands last, under its key. A removed row says so.
    """
    known = _groups(revision.entry.scheme)
    lines = []
    for key, values in _in_order(revision.content.changes, list(known)):
        group = known.get(key)
        title = str(group.title) if group else key
        for name, value in _in_order(values, list(group.form.base_fields) if group else []):
            is_row = name.startswith("row:")
            lines.append(_row(title, group, value) if is_row else _field(title, group, name, value))
    return lines


def _in_order(values: dict[str, Any], keys: list[str]) -> list[tuple[str, Any]]:
    """A database may keep a JSON object in an order of its own."""
    places = {key: place for place, key in enumerate(keys)}
    return sorted(values.items(), key=lambda item: places.get(item[0], len(places)))


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
    names = list(group.form.base_fields) if group else []
    shown = [_field("", group, key, value)[1] for key, value in _in_order(row, names) if value]
    return title, "、".join(shown)
