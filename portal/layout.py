"""Layout objects for crispy forms: our buttons, a field with its button, two fields on a row."""

from typing import Any

from crispy_forms.layout import BaseInput, LayoutObject
from crispy_forms.utils import render_field
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

PACK = "forms"


class Button(BaseInput):
    """A submit button: `kind` is "primary", "quiet", "danger", "sm" or several of them."""

    input_type = "submit"

    def __init__(self, name: str, value: Any, kind: str = "", *, css_id: str = "", **attrs: Any):
        super().__init__(name, value, css_class=kind or None, **attrs)
        self.id = css_id  # none unless asked for: a form's rows repeat their buttons


class ButtonedField(LayoutObject):
    """A field whose buttons stand beside its box: 郵便番号 and 「反映」."""

    def __init__(self, field: str, *buttons: Button):
        self.field, self.buttons, self.fields = field, buttons, [field]

    def render(
        self, form: BaseForm, context: Context, template_pack: str = PACK, **kwargs: Any
    ) -> SafeString:
        attached = [each.render(form, context, template_pack) for each in self.buttons]
        extra = {"attached": SafeString("".join(attached))}
        return render_field(
            self.field, form, context, template_pack=template_pack, extra_context=extra, **kwargs
        )


class Pair(LayoutObject):
    """Two fields on one row, one below the other on a narrow screen: 姓 and 名."""

    def __init__(self, *fields: Any):
        self.fields = list(fields)

    def render(
        self, form: BaseForm, context: Context, template_pack: str = PACK, **kwargs: Any
    ) -> SafeString:
        inner = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(f"{template_pack}/layout/pair.html", {"fields": inner})
