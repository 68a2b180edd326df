"""申込内容の控え: what was entered, beside what the register says, as labels and shown values."""

from typing import Any

from registry.procedures.base import Content, Group, Step

Summary = list[dict[str, Any]]


def summary(steps: list[Step], content: Content, before: Content, labels: dict) -> Summary:
    """The check page as data; frozen with the submission, so that later forms never rewrite it.

    One section a group: step, group, title, rows of field, label, value, before, changed. A group
    that the register does not know has no `before`. `labels` are the labels in use by group.
    """
    sections: Summary = []
    for step in steps:
        for group in step.parts:
            values = content.get(group.key)
            if values is None:
                continue
            known = before.get(group.key)
            rows = (
                _list(group, values, known) if step.rows else _fields(group, values, known, labels)
            )
            sections.append(
                {
                    "step": step.key,
                    "group": group.key,
                    "title": str(group.title),
                    "compared": known is not None,
                    "rows": rows,
                }
            )
    return sections


def changed_rows(sections: Summary) -> int:
    return sum(row["changed"] for section in sections for row in section["rows"])


def _row(field: str, label: str, value: str, before: str | None, changed: bool) -> dict[str, Any]:
    return {"field": field, "label": label, "value": value, "before": before, "changed": changed}


def _fields(group: Group, values: dict, known: dict | None, labels: dict) -> list[dict]:
    names = labels.get(group.key) or group.form.labels()
    rows = []
    for name in group.form.base_fields:
        if name not in values:
            continue
        now, then = values[name], (known or {}).get(name)
        rows.append(
            _row(
                name,
                names.get(name) or group.form.labels()[name],
                group.form.shown(name, now),
                None if known is None else group.form.shown(name, then),
                known is not None and _blank(now) != _blank(then),
            )
        )
    return rows


def _list(group: Group, values: list, known: list | None) -> list[dict]:
    """Rows of a list are paired by the register's row id: added, changed, removed."""
    then = {row.get("row"): row for row in known or []}
    rows = []
    for number, row in enumerate(values, 1):
        old = then.pop(row.get("row"), None) if row.get("row") else None
        text = _line(group, row)
        was = _line(group, old) if old else ("" if known is not None else None)
        rows.append(
            _row(
                f"{number}", f"{group.title} {number}", text, was, known is not None and was != text
            )
        )
    for old in then.values():
        rows.append(_row("", str(group.title), "", _line(group, old), True))
    return rows


def _line(group: Group, row: dict) -> str:
    labels = group.form.labels()
    return "、".join(
        f"{labels[name]}：{group.form.shown(name, row[name])}"
        for name in labels
        if row.get(name) not in (None, "")
    )


def _blank(value: Any) -> Any:
    return "" if value is None else value
