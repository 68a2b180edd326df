"""Questions about a bound field that both templates and `portal.anatomy` ask."""

from django.forms import BoundField, CheckboxSelectMultiple, MultiWidget, RadioSelect
from django.forms.boundfield import BoundWidget


def repaired(field: BoundField) -> str:
    """「…」として保存します。 for a field whose value is kept otherwise than typed; else ""."""
    note = getattr(field.field, "repaired_note", None)
    if note is None or not field.form.is_bound or field.errors:
        return ""
    value = getattr(field.form, "cleaned_data", {}).get(field.name)
    return note(field.data, value) if value not in (None, "") else ""


def is_group(field: BoundField) -> bool:
    """Whether the field is several controls under one legend."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple | MultiWidget)


def choice_groups(field: BoundField) -> list[tuple[str | None, list[BoundWidget]]]:
    """The choices of a field under the titles of their groups; without groups under None."""
    widget = field.field.widget
    chosen = widget.format_value(field.value())
    each = iter(field.subwidgets)
    return [
        (title, [next(each) for _option in options])
        for title, options, _index in widget.optgroups(field.html_name, chosen)
    ]
