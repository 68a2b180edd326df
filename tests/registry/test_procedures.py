"""What every procedure owes, so that a new file is tested the day it is added."""

import re
from datetime import date
from typing import ClassVar

import pytest
from django.core.checks import run_checks
from django.template import TemplateDoesNotExist
from django.template.loader import select_template
from django.utils.text import slugify

from billing import fees
from registry import checks, fields, procedures
from registry.forms import Context, FilerForm, StepForm
from registry.models import RegistrantKind, Scheme
from registry.procedures import base
from registry.procedures.base import Group, Letter, Mail, Procedure, Step
from registry.states import State

EVERY = [pytest.param(each, id=each.key) for each in procedures.every()]
every_procedure = pytest.mark.parametrize("procedure", EVERY)
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
PEOPLE = {"contact", "former_contact", "filer", "responsible_manager", "billing_contact"}


def groups(procedure: Procedure) -> list[Group]:
    return [group for step in procedure.steps for group in step.parts]


def events(procedure: Procedure) -> set[str]:
    """What may happen to an application of it, and is told."""
    found = {"approved"}
    if procedure.examined:
        found |= {"received", "sent_back", "question", "rejected", "withdrawn", "lapsed"}
        found.add("resubmitted")
    if procedure.fee:
        found |= {"paid", "revived"}
    return found | set(procedure.tells)


def test_there_are_procedures_and_their_declarations_are_sound():
    assert {"jastpro-renewal", "jastpro-contact"} <= {each.key for each in procedures.every()}
    assert not [each for each in run_checks() if each.id and each.id.startswith("registry.")]


@every_procedure
def test_its_key_is_a_slug_that_fits_its_column(procedure):
    assert procedure.key == slugify(procedure.key)
    assert len(procedure.key) <= 40
    assert procedure.scheme in Scheme.values
    assert procedure.letter in {"A", "B", "C"}


@every_procedure
def test_it_has_japanese_words_for_everything_a_person_sees(procedure):
    words = [
        procedure.title,
        procedure.name or procedure.title,
        procedure.submit_label,
        procedure.check_heading,
        procedure.done_heading,
        *procedure.reject_reasons.values(),
        *(step.title for step in procedure.steps),
        *(group.title for group in groups(procedure)),
        *(each.title for each in procedure.documents),
    ]

    assert all(JAPANESE.search(str(word)) for word in words)


@every_procedure
def test_every_field_has_a_label_and_messages_that_end_with_a_full_stop(procedure):
    for group in groups(procedure):
        for name, field in group.form.base_fields.items():
            assert field.label, (group.key, name)
            if field.required:
                message = str(field.error_messages["required"])
                assert message.endswith("。"), (group.key, name, message)


@every_procedure
def test_nobody_is_asked_for_a_row_of_a_table(procedure):
    """Answers are kept as JSON for years; a ModelChoiceField would keep a key that may go."""
    from django.forms import ModelChoiceField

    for group in groups(procedure):
        assert not any(
            isinstance(each, ModelChoiceField) for each in group.form.base_fields.values()
        )


@every_procedure
def test_every_kind_of_registrant_gets_every_form(procedure):
    class Somebody:
        def __init__(self, kind):
            self.registrant = type("R", (), {"kind": kind})

    for kind in ["", *RegistrantKind.values]:
        context = Context(Somebody(kind) if kind else None, None, date(2026, 11, 20))
        for group in groups(procedure):
            form = group.form({}, prefix=group.key, context=context)
            assert form.is_valid() in {True, False}
            assert form.as_div()


@every_procedure
def test_a_shown_value_is_text_for_whatever_is_kept(procedure):
    for group in groups(procedure):
        for name in group.form.base_fields:
            assert group.form.shown(name, None) == group.form.shown(name, "") == ""


@pytest.mark.django_db
@every_procedure
def test_its_fee_has_a_rate(procedure):
    if procedure.fee:
        price = fees.price(procedure.fee.code, on=date(2026, 11, 20), tier=procedure.fee.tier({}))
        assert price.amount > 0


@every_procedure
def test_every_event_has_its_words(procedure):
    for event in events(procedure):
        channels = procedure.tells.get(event, procedure.told_by_default)
        assert channels
        for channel in channels:
            if isinstance(channel, Mail):
                assert channel.to in PEOPLE
                folders = (procedure.key, "default")
                names = [f"notices/{folder}/{event}.txt" for folder in folders]
            else:
                assert isinstance(channel, Letter)
                names = [f"letters/{procedure.key}/{channel.kind}.html"]
                names.append(f"letters/{channel.kind}.html")
            try:
                select_template(names)
            except TemplateDoesNotExist:
                pytest.fail(f"{procedure.key} has no words for {event}: {names}")


@every_procedure
def test_its_exclusive_key_fits_its_column(procedure):
    from registry.models import Application

    longest = Application(procedure=procedure.key, scheme=procedure.scheme, state=State.DRAFT)
    assert len(procedure.exclusive(longest)) + 20 <= 120


@pytest.mark.django_db
@every_procedure
def test_without_an_entry_it_says_why_or_welcomes(procedure):
    refusal = procedure.refusal(None, None, date(2026, 11, 20))

    assert refusal == "" or refusal.endswith("。")


@pytest.mark.django_db
@every_procedure
def test_its_image_of_the_register_fits_its_forms(procedure, code):
    if not procedure.offered_to(code.entry):
        return
    known = {group.key: group.form for group in groups(procedure)}

    for group, values in procedure.before(code.entry, code).items():
        assert group in known
        if isinstance(values, dict):
            assert set(values) <= set(known[group].base_fields)


# The checks see what is wrong --------------------------------------------------------------


class Sound(Procedure):
    key = "a-sound-one"
    title = "ためし"
    scheme = "jastpro"
    steps: ClassVar[list[Step]] = [Step("filer", "申込手続者", FilerForm)]

    def carry_out(self, application) -> None:
        pass


class Colour(StepForm):
    colour = fields.NameField(label="色")


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"key": "Not A Slug"}, "registry.E001"),
        ({"steps": [*Sound.steps, *Sound.steps]}, "registry.E002"),
        ({"steps": [*Sound.steps, Step("check", "色", Colour)]}, "registry.E003"),
        ({"steps": [Step("colour", "色", Colour)]}, "registry.E004"),
        ({"carry_out": Procedure.carry_out}, "registry.E005"),
        ({"letter": "Z"}, "registry.E006"),
    ],
)
def test_a_wrong_declaration_stops_the_start(changed, fault):
    assert list(checks.faults(Sound())) == []

    wrong = type("Wrong", (Sound,), changed)()

    assert fault in [each.id for each in checks.faults(wrong)]


def test_two_procedures_of_one_key_stop_the_start():
    twin = type("Twin", (Sound,), {"key": "jastpro-renewal"})

    with pytest.raises(ValueError, match="jastpro-renewal"):
        base.procedure(twin)


def test_a_procedure_that_takes_effect_at_once_needs_no_filer():
    quick = {"examined": False, "steps": [Step("colour", "色", Colour)]}

    assert list(checks.faults(type("Quick", (Sound,), quick)())) == []


def test_what_has_no_effect_says_so_loudly():
    with pytest.raises(NotImplementedError):
        Procedure().carry_out(None)
