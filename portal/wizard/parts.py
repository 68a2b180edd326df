"""A step's forms as they stand on its page: layout, what cannot be changed, what was found."""

from dataclasses import dataclass, field
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django.forms import BaseForm
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.layout import PACK, Button, ButtonedField, Pair
from portal.wizard.lookup import Finding
from registry.drafts import Draft
from registry.procedures.base import Group, Step


@dataclass
class Part:
    """One group of a step: a form, or the rows of a list."""

    group: Group
    form: Any
    helper: FormHelper
    rows: list[Any] = field(default_factory=list)
    fixed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def forms(self) -> list[Any]:
        """The forms whose errors count."""
        return self.rows or [self.form]

    @property
    def why_fixed(self) -> str:
        return str(self.group.form.why_fixed) if self.fixed else ""

    @cached_property
    def intro(self) -> str:
        """A template of this group's own that stands above its fields; "" if there is none."""
        name = f"portal/wizard/groups/{self.group.key}.html"
        try:
            get_template(name)
        except TemplateDoesNotExist:
            return ""
        return name


def parts(draft: Draft, step: Step, forms: dict[str, Any], finding: Finding | None) -> list[Part]:
    """The groups of a step that have something to show."""
    found = []
    for group in step.parts:
        form = forms[group.key]
        if not draft.is_open(group):
            continue
        if step.rows:
            one = form.forms[0] if form.forms else form.empty_form
            found.append(Part(group, form, helper(one, None), rows=list(form)))
        else:
            mine = finding if finding and finding.concerns(group.key) else None
            found.append(Part(group, form, helper(form, mine), fixed=fixed(draft, group)))
    return found


def fixed(draft: Draft, group: Group) -> list[tuple[str, str]]:
    """What is shown and never changes here: (label, value)."""
    image = draft.application.before.get(group.key, {})
    if draft.correction or not image:
        return []
    labels = group.form.labels()
    shown = [(labels[name], group.form.shown(name, image.get(name))) for name in group.form.fixed]
    return [(label, value) for label, value in shown if value]


def helper(form: Any, finding: Finding | None) -> FormHelper:
    """How crispy lays a form out: pairs on one row, 「反映」 beside a post code."""
    found = FormHelper()
    found.form_tag = False
    found.disable_csrf = True
    found.form_show_errors = False  # one summary stands above all forms of the page
    found.render_hidden_fields = True
    pairs = {first: second for first, second in form.pairs if {first, second} <= set(form.fields)}
    seconds = set(pairs.values())
    rows: list[Any] = []
    for name, each in form.fields.items():
        if name in seconds or each.widget.is_hidden:
            continue
        if name in pairs:
            rows.append(Pair(name, pairs[name]))
        elif name == form.looks_up:
            rows += looked_up(form, name, finding)
        else:
            rows.append(name)
    found.layout = Layout(*rows)
    return found


def looked_up(form: Any, name: str, finding: Finding | None) -> list[Any]:
    button = Button(f"_lookup:{form.prefix}", _("反映"), "sm fit")
    places = [Places(finding)] if finding else []
    return [ButtonedField(name, button), *places]


class Places(LayoutObject):
    """What a post code stands for: a choice of places, or a sentence."""

    def __init__(self, finding: Finding):
        self.finding = finding
        self.fields: list[Any] = []

    def render(
        self, form: BaseForm, context: Context, template_pack: str = PACK, **kwargs: Any
    ) -> SafeString:
        words = {"finding": self.finding, "form": form}
        return render_to_string("portal/wizard/places.html", words)
