"""How the portal's pages show codes, money, dates, sizes, and the errors of forms."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import shown
from portal.anatomy import anatomy
from portal.choices import is_group

register = template.Library()
GROUP = 4


@register.simple_tag(takes_context=True)
def field_anatomy(context: Any) -> SafeString:
    """The field of a crispy template's context, whole."""
    return anatomy(
        context["field"],
        attached=context.get("attached", ""),
        wrapper_class=context.get("wrapper_class") or "",
        show_label=context.get("form_show_labels") is not False,
    )


@register.filter
def code_groups(code: Any) -> SafeString:
    """P00A1B2C0000 in groups of four for the eye; copied, it has no spaces."""
    code = str(code or "")
    groups = ((code[start : start + GROUP],) for start in range(0, len(code), GROUP))
    return format_html(
        '<span class="code">{}</span>', format_html_join("", "<span>{}</span>", groups)
    )


@register.filter
def yen(amount: Any) -> str:
    """3,300円; "" for no amount."""
    return "" if amount in (None, "") else shown.yen(int(amount))


@register.filter
def jdate(value: Any) -> str:
    """2026年12月4日（金）."""
    return shown.day(found) if (found := _dated(value)) else ""


@register.filter
def sdate(value: Any) -> str:
    """2026/12/04."""
    return shown.short_day(found) if (found := _dated(value)) else ""


@register.filter
def wareki(value: Any) -> str:
    """令和8年12月4日."""
    return shown.wareki(found) if (found := _dated(value)) else ""


@register.filter
def jdatetime(value: Any) -> str:
    """2026年12月4日（金）10:42 in Asia/Tokyo; of a bare date the date."""
    found = _dated(value)
    return shown.moment(found) if isinstance(found, datetime) else jdate(found)


@register.filter
def sdatetime(value: Any) -> str:
    """2026/12/04 10:42 in Asia/Tokyo; of a bare date the date."""
    found = _dated(value)
    return shown.short_moment(found) if isinstance(found, datetime) else sdate(found)


@register.filter
def filesize(number: Any) -> str:
    """3.4MB."""
    return "" if number in (None, "") else shown.size(int(number))


@register.filter
def phone(number: Any) -> str:
    """03-1234-5678."""
    return shown.phone(str(number or ""))


@register.filter
def postal_code(code: Any) -> str:
    """〒104-0032."""
    return shown.postal_code(str(code or ""))


@register.filter
def error_total(forms: Any) -> int:
    """How many messages a form, a formset or a list of them shows."""
    if isinstance(forms, BaseForm):
        return sum(len(messages) for messages in forms.errors.values())
    if isinstance(forms, BaseFormSet):
        return forms.total_error_count()
    return sum(error_total(each) for each in forms) if isinstance(forms, Iterable) else 0


@register.filter
def first_control(field: BoundField) -> str:
    """The id that a message leads to: the box, or the first choice of a group."""
    if is_group(field) and field.subwidgets:
        return field.subwidgets[0].id_for_label
    return field.id_for_label


def _dated(value: Any) -> date | None:
    if isinstance(value, str):
        return parse_datetime(value) if len(value) > 10 else parse_date(value)
    return value or None
