"""What was typed, as a browser sends it, and what it means."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as say

from core.characters import storable
from registry.forms import Context, StepForm
from registry.procedures.base import Content, Group, Step

Typed = dict[str, list[str]]


def typed_of(step: Step, post: MultiValueDict, known: Typed) -> Typed:
    """The part of a POST that belongs to a step's fields, as every database can keep it.

    A field that the POST does not have keeps what is known of it: a browser always sends a text
    field, so a missing one is a broken POST and no wish to empty it. Unknown names are left out.
    """
    if step.rows:
        return _typed_rows(step, post, known)
    typed: Typed = {}
    for group in step.parts:
        for name, field in group.form.base_fields.items():
            key = f"{group.key}-{name}"
            if field.widget.value_omitted_from_data(post, MultiValueDict(), key):
                if key in known:
                    typed[key] = known[key]
            elif key in post:
                typed[key] = [storable(value) for value in post.getlist(key)]
    return typed


def _typed_rows(step: Step, post: MultiValueDict, known: Typed) -> Typed:
    """The rows of a list, numbered anew from 0; at most one more than there may be."""
    group = step.parts[0]
    names = "|".join(re.escape(name) for name in ("row", *group.form.base_fields))
    one = re.compile(rf"{re.escape(group.key)}-([0-9]{{1,4}})-({names})")
    rows: dict[int, Typed] = {}
    for key in post:
        if found := one.fullmatch(key):
            values = [storable(value) for value in post.getlist(key)]
            rows.setdefault(int(found[1]), {})[found[2]] = values
    if not rows:
        return known
    return typed_rows(group, [rows[number] for number in sorted(rows)][: step.rows + 1])


def typed_rows(group: Group, rows: list[Typed]) -> Typed:
    """Rows as a formset's data; all of them count as new, the register's are known by `row`."""
    typed: Typed = {
        f"{group.key}-TOTAL_FORMS": [str(len(rows))],
        f"{group.key}-INITIAL_FORMS": ["0"],
    }
    for number, row in enumerate(rows):
        typed |= {f"{group.key}-{number}-{name}": values for name, values in row.items()}
    return typed


def rows_in(group: Group, typed: Typed) -> list[Typed]:
    """The rows of a formset's data."""
    total = int(typed.get(f"{group.key}-TOTAL_FORMS", ["0"])[0])
    found: list[Typed] = []
    for number in range(total):
        prefix = f"{group.key}-{number}-"
        found.append(
            {key.removeprefix(prefix): typed[key] for key in typed if key.startswith(prefix)}
        )
    return found


def as_typed(step: Step, image: Content) -> Typed:
    """An image as a browser would send it."""
    typed: Typed = {}
    for group in step.parts:
        values = image.get(group.key)
        if isinstance(values, list):
            typed |= typed_rows(group, [_boxes(row) for row in values])
        elif values:
            typed |= {f"{group.key}-{name}": box for name, box in _boxes(values).items()}
    return typed


def _boxes(values: Mapping[str, Any]) -> Typed:
    return {
        name: [str(each) for each in value] if isinstance(value, list) else [str(value)]
        for name, value in values.items()
        if value is not None
    }


def image_as_answers(step: Step, before: Content) -> Content:
    """What 「変更なしで更新」 saves: the register's image, whatever is in the fields."""
    return {group.key: before[group.key] for group in step.parts if group.key in before}


class Rows(BaseFormSet):
    """A list of forms of one kind; each row keeps the register's row id, out of sight."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["row"] = forms.CharField(
            required=False, max_length=40, widget=forms.HiddenInput
        )


def row_set(step: Step, group: Group, data: Any, initial: Any, context: Context) -> Any:
    """A list of up to `step.rows` forms, at least one."""
    kind = formset_factory(
        group.form,
        formset=Rows,
        extra=0,
        min_num=1,
        max_num=step.rows,
        absolute_max=step.rows + 1,
        validate_max=True,
    )
    too_many = say("%(title)sは%(most)s件まで入力できます。余分な行を削除してください。")
    return kind(
        data,
        # A row that is as in the register must not be taken for an empty one.
        initial=initial if data is None else None,
        prefix=group.key,
        form_kwargs={"context": context},
        error_messages={"too_many_forms": too_many % {"title": group.title, "most": step.rows}},
    )


def cleaned_answers(found: Mapping[str, Any], earlier: Content | None) -> Content | None:
    """The cleaned values by group, or None when one form is not valid.

    `earlier` is given while an application is sent back: fields that the correction does not
    open keep the value that was submitted.
    """
    if not all([form.is_valid() for form in found.values()]):
        return None
    answers: Content = {}
    for key, form in found.items():
        if isinstance(form, StepForm):
            answers[key] = form.answers if earlier is None else earlier.get(key, {}) | form.answers
        else:
            answers[key] = [row.answers for row in form if row.cleaned_data]
    return answers
