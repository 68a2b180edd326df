"""How a field stands on a page: label, need, hint, error, control, note (ux 3, 9.4).

The crispy pack's `field.html` calls this. It is Python, because a page of forms has dozens of
fields, and as a template each cost more than the queries of the page.
"""

from typing import Any

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.forms.widgets import ChoiceWidget
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.choices import choice_groups, is_group, repaired


def anatomy(
    field: BoundField, *, attached: Any = "", wrapper_class: str = "", show_label: bool = True
) -> SafeString:
    """The whole of one field; `attached` are buttons that stand beside its box."""
    if field.is_hidden:
        return SafeString(field)
    group, tick = is_group(field), isinstance(field.field.widget, CheckboxInput)
    tag = "fieldset" if group else "div"
    described = field.aria_describedby if group else None
    parts = [
        format_html('<{} id="div_{}" class="{}"', tag, field.auto_id, _css(field, wrapper_class)),
        format_html(' aria-describedby="{}"', described) if described else "",
        mark_safe(">"),
        _label(field, group=group) if field.label and show_label and not tick else "",
        _hint(field),
        _errors(field),
        _control(field, attached, tick=tick),
        format_html('<p class="auto">{}</p>', note) if (note := repaired(field)) else "",
        format_html("</{}>", tag),
    ]
    return mark_safe("".join(parts))  # every part is escaped where it is made


def _css(field: BoundField, wrapper_class: str) -> str:
    return " ".join(filter(None, ["f", "err" if field.errors else "", wrapper_class]))


def _need(field: BoundField) -> SafeString:
    css, word = ("req", _("※必須")) if field.field.required else ("opt", _("※任意"))
    return format_html('<span class="{}">{}</span>', css, word)


def _label(field: BoundField, *, group: bool) -> SafeString:
    if group:
        return format_html("<legend>{} {}</legend>", field.label, _need(field))
    return format_html(
        '<label for="{}">{} {}</label>', field.id_for_label, field.label, _need(field)
    )


def _hint(field: BoundField) -> SafeString | str:
    if not field.help_text:
        return ""
    return format_html(
        '<div class="hint" id="{}_helptext">{}</div>', field.auto_id, field.help_text
    )


def _errors(field: BoundField) -> SafeString | str:
    if not field.errors:
        return ""
    line = '<p class="msg"><span class="vh">{}</span><span>{}</span></p>'
    said = format_html_join("", line, ((_("エラー："), error) for error in field.errors))
    return format_html('<div id="{}_error">{}</div>', field.auto_id, said)


def _control(field: BoundField, attached: Any, *, tick: bool) -> SafeString:
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return _choices(field)
    if tick:
        return format_html(
            '<label class="choice" for="{}">{} <span>{} {}</span></label>',
            field.id_for_label,
            field,
            field.label,
            _need(field),
        )
    css = widget.attrs.get("class", "")
    box = field.as_widget(attrs={"class": css if "in" in css.split() else f"in {css}".strip()})
    if attached:
        return format_html('<div class="row">{}{}</div>', box, attached)
    return box


def _choices(field: BoundField) -> SafeString:
    assert isinstance(field.field.widget, ChoiceWidget)
    found = []
    for number, (title, options) in enumerate(choice_groups(field), 1):
        inner = format_html_join(
            "",
            '<label class="choice" for="{}">{} <span>{}</span></label>',
            ((each.id_for_label, each.tag(), each.choice_label) for each in options),
        )
        if title:
            key = f"{field.auto_id}_group{number}"
            inner = format_html(
                '<div class="choices" role="group" aria-labelledby="{}">'
                '<p class="choices-title" id="{}">{}</p>{}</div>',
                key,
                key,
                conditional_escape(title),
                inner,
            )
        found.append(inner)
    return mark_safe("".join(found))  # escaped above
