"""Procedures of three and of twelve steps with twelve fields each, and formtools' same forms."""

from contextlib import contextmanager

from django import forms
from django.http import HttpResponse
from formtools.wizard.views import SessionWizardView

from registry import fields
from registry.forms import StepForm
from registry.procedures import base
from registry.procedures.base import Procedure, Step

NAMES = [f"field_{number}" for number in range(12)]


class Twelve(StepForm):
    """Twelve text fields of ours."""


for _name in NAMES:
    Twelve.base_fields[_name] = fields.NameField(label=_name, max_length=60)


class PlainTwelve(forms.Form):
    """Twelve text fields of Django's."""


for _name in NAMES:
    PlainTwelve.base_fields[_name] = forms.CharField(label=_name, max_length=60)


@contextmanager
def bench_procedure(count: int):
    """A procedure of so many steps, for as long as the block lasts."""

    class Bench(Procedure):
        key = f"bench-{count}"
        title = name = "計測"
        scheme = "jastpro"
        examined = False

        def carry_out(self, application):
            """Nothing."""

    Bench.steps = [Step(f"s{number}", f"計測{number}", Twelve) for number in range(count)]
    base.procedure(Bench)
    try:
        yield Bench.key
    finally:
        base.forget(Bench.key)


class Wizard(SessionWizardView):
    """The control, as formtools' own documentation shows it."""

    form_list = [PlainTwelve] * 3
    template_name = "bench/wizard.html"

    def done(self, form_list, **kwargs):
        return HttpResponse("done")
