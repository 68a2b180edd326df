"""Rows of a list step: one more, one less."""

from portal.wizard.pressed import Pressed
from registry.drafts import Typed
from registry.drafts.typed import rows_in, typed_rows
from registry.procedures.base import Step


def changed(step: Step, typed: Typed, button: Pressed) -> Typed:
    """The typed values with a row added at the end, or without the row that was named."""
    if not step.rows:
        return typed
    group = step.parts[0]
    found = rows_in(group, typed)
    if button.name == "_add_row" and len(found) < step.rows:
        found.append({})
    number = button.about
    if button.name == "_remove_row" and number.isascii() and number.isdigit():
        found = [row for at, row in enumerate(found) if str(at) != number]
    return typed_rows(group, found or [{}])
