"""Text boxes that write themselves: Django's own ask four templates for one tag."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString


class Box(forms.TextInput):
    """One line of text; a page of forms has dozens of these, so they cost no template."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        told = {"type": widget["type"], "name": widget["name"]}
        if widget["value"] is not None:
            told["value"] = widget["value"]
        return format_html("<input{}>", flatatt(told | widget["attrs"]))


class TelephoneBox(Box):
    input_type = "tel"


class EmailBox(Box):
    input_type = "email"
