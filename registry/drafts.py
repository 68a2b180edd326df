"""An application while it is being written; no HTTP here."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.forms import formset_factory
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as say

from billing import fees
from core import clock
from registry import procedures, register
from registry.forms import Context, StepForm
from registry.models import Answers, Application, Attachment, Code, Entry, TermsOfUse
from registry.procedures.base import Content, Document, Group, Incomplete, Step
from registry.states import State
from registry.summary import Summary, summary

Typed = dict[str, list[str]]


class Stale(Exception):
    """Another tab or device saved this step after it was shown."""


class Refused(Exception):
    """This holder may not start or submit this procedure now; the text says why and what to do."""


@transaction.atomic
def start(
    key: str,
    *,
    account: Any,
    entry: Entry | None,
    code: Code | None = None,
    channel: str = Application.Channel.WEB,
) -> Application:
    """A new draft, with the register's present image beside it. Raises Refused."""
    procedure = procedures.get(key)
    if reason := procedure.refusal(entry, code, clock.today()):
        raise Refused(reason)
    return Application.objects.create(
        procedure=key,
        scheme=procedure.scheme,
        channel=channel,
        account=account,
        entry=entry,
        code=code,
        registrant_name=entry.name if entry else "",
        before=procedure.before(entry, code),
        before_revision=register.last_revision(entry) if entry else 0,
        started_at=clock.now(),
        saved_at=clock.now(),
    )


@transaction.atomic
def discard(application: Application) -> None:
    """Throw a draft away; nothing that was submitted."""
    drafts = Application.objects.filter(pk=application.pk, state=State.DRAFT)
    for draft in drafts.select_for_update():
        draft.delete()


class Draft:
    """The steps of one application, with what was typed into them.

    Cleaned values are kept with the answers when they are saved, so that a page costs the same
    in a procedure of three steps and of twelve: three queries, whatever the number.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self.procedure = procedures.get(application.procedure)
        self.saved = {each.step: each for each in application.answers.all()}
        self.content: Content = {}
        self.steps: list[Step] = []
        self.broken: Incomplete | None = None
        for step in self.procedure.steps:
            if not step.when(self.content):
                continue
            self.steps.append(step)
            answers = self.saved.get(step.key)
            if answers and answers.cleaned is not None:
                self.content |= answers.cleaned
        if all(self._is_valid(step) for step in self.steps):
            try:
                self.procedure.clean(self.content)
            except Incomplete as broken:
                self.broken = broken

    # What is asked ---------------------------------------------------------------------

    @cached_property
    def context(self) -> Context:
        entry, code = self.application.entry, self.application.code
        return Context(entry, code, clock.today(), self.application.before, self.content)

    @cached_property
    def correction(self) -> dict[str, list[str]]:
        """While sent back: the fields to correct by group, and kinds under "documents"."""
        if self.application.state != State.SENT_BACK:
            return {}
        decision = (
            self.application.decisions.filter(outcome="send_back", carried_out_at__isnull=False)
            .order_by("-pk")
            .first()
        )
        return dict(decision.fields) if decision else {}

    @cached_property
    def shown_steps(self) -> list[Step]:
        """The steps that the applicant sees: all, or while sent back those to correct."""
        if not self.correction:
            return self.steps
        wanted = set(self.correction)
        return [
            step
            for step in self.steps
            if wanted & {group.key for group in step.parts}
            or (step.takes_documents and "documents" in wanted)
        ]

    def step(self, key: str) -> Step | None:
        return next((step for step in self.shown_steps if step.key == key), None)

    def after(self, step: Step) -> Step | None:
        index = self.shown_steps.index(step) + 1
        return self.shown_steps[index] if index < len(self.shown_steps) else None

    def previous(self, step: Step) -> Step | None:
        index = self.shown_steps.index(step)
        return self.shown_steps[index - 1] if index else None

    def _is_valid(self, step: Step) -> bool:
        answers = self.saved.get(step.key)
        return bool(answers and answers.cleaned is not None)

    def status(self, step: Step) -> str:
        """todo 未入力, doing 入力中, done 入力済み or fix 要修正."""
        answers = self.saved.get(step.key)
        if self.broken and self.broken.step == step.key:
            return "fix"
        if answers is None:
            return "todo"
        if self.correction and not self._corrected(step, answers):
            return "fix"
        if answers.cleaned is None:
            return "doing"
        if step.takes_documents and self.missing:
            return "doing"
        return "done"

    def _corrected(self, step: Step, answers: Answers) -> bool:
        """Saved again since it was sent back, or nothing but papers was asked for here."""
        if not {group.key for group in step.parts} & set(self.correction):
            return True
        return answers.saved_at > self._sent_back_at

    @cached_property
    def _sent_back_at(self) -> Any:
        return self.application.events.filter(action="send_back").latest("pk").at

    @cached_property
    def unfinished(self) -> Step | None:
        """The first step that is not done; the documents page counts as the last step."""
        return next((step for step in self.shown_steps if self.status(step) != "done"), None)

    @property
    def is_finished(self) -> bool:
        return self.unfinished is None and self.broken is None and not self.missing

    @property
    def has_documents_page(self) -> bool:
        """Papers have a page of their own unless a step takes them in."""
        if any(step.takes_documents for step in self.steps):
            return False
        return bool(self.required or "documents" in self.correction)

    # Papers ----------------------------------------------------------------------------

    @cached_property
    def attachments(self) -> list[Attachment]:
        rows = self.application.attachments.filter(removed_at=None)
        return list(rows.order_by("position", "added_at"))

    @cached_property
    def required(self) -> list[Document]:
        """The papers that what was entered asks for."""
        return self.procedure.required_documents(self.context, self.content)

    @cached_property
    def missing(self) -> list[Document]:
        """Required papers of which none, and none that stands for them, is attached."""
        given = {each.document for each in self._counted}
        groups: dict[str, bool] = {}
        for each in self.required:
            group = each.alternative or each.kind
            groups[group] = groups.get(group, False) or each.kind in given
        return [
            each for each in self.required + self._asked_again if not groups.get(each.alternative or each.kind, each.kind in given)
        ]

    @property
    def _counted(self) -> list[Attachment]:
        """A paper that was sent back must come anew."""
        again = self.correction.get("documents", [])
        return [
            each
            for each in self.attachments
            if each.document not in again or each.added_at > self._sent_back_at
        ]

    @cached_property
    def _asked_again(self) -> list[Document]:
        again = set(self.correction.get("documents", [])) - {each.kind for each in self.required}
        return [each for each in self.procedure.possible_documents(self.context) if each.kind in again]

    # Forms -----------------------------------------------------------------------------

    def forms(self, step: Step, data: MultiValueDict | None = None) -> dict[str, Any]:
        """The forms of a step by group, bound to `data`, else to what was saved, else unbound."""
        answers = self.saved.get(step.key)
        if data is None and answers is not None and not answers.unchanged:
            data = MultiValueDict(answers.data)
        return {group.key: self._form(step, group, data) for group in step.parts}

    def blank(self, step: Step) -> dict[str, Any]:
        """The forms of a step filled with the register's image only."""
        return {group.key: self._form(step, group, None) for group in step.parts}

    def _form(self, step: Step, group: Group, data: MultiValueDict | None) -> Any:
        initial = self.application.before.get(group.key)
        if initial is None:
            first = self.procedure.initial(self.application.entry, self.application.before)
            initial = first.get(group.key)
        if step.rows:
            return row_set(step, group, data, initial, self.context)
        only = self.correction.get(group.key, []) if self.correction else None
        return group.form(
            data, initial=initial, prefix=group.key, context=self.context, only=only
        )

    def labels(self) -> dict[str, dict[str, str]]:
        """The labels in use, by group (a sole proprietor's 会社名 is 屋号)."""
        found: dict[str, dict[str, str]] = {}
        for step in self.steps:
            if step.rows:
                continue
            for group in step.parts:
                form = group.form(context=self.context, prefix=group.key)
                found[group.key] = {n: str(f.label) for n, f in form.fields.items()}
        return found

    # Saving ----------------------------------------------------------------------------

    @transaction.atomic
    def save(self, step: Step, typed: Typed, *, seen: int, by: Any, unchanged: bool = False) -> bool:
        """Keep what was typed, valid or not; True when it is valid.

        `seen` is the revision that the page showed (0: none). Raises Stale when it is no longer
        the saved one; what was typed is then in the caller's hands, and nothing is overwritten.
        """
        typed = self._merged(step, typed)
        forms = self.blank(step) if unchanged else self.forms(step, MultiValueDict(typed))
        cleaned = self._image_as_answers(step) if unchanged else cleaned_answers(forms, self, step)
        now = clock.now()
        values = {"data": typed, "cleaned": cleaned, "saved_at": now, "by": by, "unchanged": unchanged}
        rows = Answers.objects.filter(application=self.application, step=step.key)
        if seen:
            if not rows.filter(revision=seen).update(revision=F("revision") + 1, **values):
                raise Stale
        else:
            try:
                with transaction.atomic():
                    rows.create(application=self.application, step=step.key, **values)
            except IntegrityError:
                raise Stale from None
        Application.objects.filter(pk=self.application.pk).update(
            saved_at=now, draft_reminded_at=None
        )
        return cleaned is not None

    def _image_as_answers(self, step: Step) -> Content:
        """What 「変更なしで更新」 saves: the register's image, whatever is in the fields."""
        before = self.application.before
        return {group.key: before[group.key] for group in step.parts if group.key in before}

    def _merged(self, step: Step, typed: Typed) -> Typed:
        """While sent back, only the fields to correct are taken from the browser."""
        if not self.correction or step.key not in self.saved:
            return typed
        answers = self.saved[step.key]
        data = dict(answers.data)
        if answers.unchanged:
            data = as_typed(step, self.application.before)
        for group in step.parts:
            for name in self.correction.get(group.key, []):
                key = f"{group.key}-{name}"
                data[key] = typed.get(key, [])
        return data

    def revision(self, step: Step) -> int:
        return self.saved[step.key].revision if step.key in self.saved else 0

    # The check page --------------------------------------------------------------------

    @cached_property
    def summary(self) -> Summary:
        return summary(self.steps, self.content, self.application.before, self.labels())

    @cached_property
    def price(self) -> "fees.Price | None":
        """What it costs today, or None."""
        fee = self.procedure.fee
        return fees.price(fee.code, on=clock.today(), tier=fee.tier(self.content)) if fee else None

    @cached_property
    def terms(self) -> TermsOfUse | None:
        """The terms of use in force, where the procedure asks for consent."""
        if not self.procedure.terms_of_use:
            return None
        return TermsOfUse.objects.filter(
            scheme=self.procedure.terms_of_use, effective_from__lte=clock.today()
        ).first()

    @cached_property
    def token(self) -> str:
        """Stands for exactly what the check page shows: answers, files, price, terms, register."""
        entry = self.application.entry
        seen = [
            self.application.state,
            *(f"{step.key}:{self.revision(step)}" for step in self.steps),
            *(f"{each.pk}" for each in self.attachments),
            str(self.price.amount if self.price else 0),
            self.terms.version if self.terms else "",
            str(register.last_revision(entry) if entry else 0),
        ]
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()

    @property
    def kept_until(self) -> date:
        """The day on which an untouched draft is thrown away."""
        return clock.day_of(self.application.saved_at) + timedelta(days=settings.DRAFT_DAYS)


def row_set(step: Step, group: Group, data: Any, initial: Any, context: Context) -> Any:
    """A list of up to `step.rows` forms, at least one; each row keeps the register's row id."""
    kind = formset_factory(
        group.form, extra=0 if initial else 1, max_num=step.rows, validate_max=True, min_num=1,
        validate_min=True, can_delete=True,
    )  # fmt: skip
    return kind(data, initial=initial, prefix=group.key, form_kwargs={"context": context})


def cleaned_answers(forms: dict[str, Any], draft: Draft, step: Step) -> Content | None:
    """The cleaned values by group, or None when one form is not valid."""
    if not all([form.is_valid() for form in forms.values()]):
        return None
    found: Content = {}
    for key, form in forms.items():
        if isinstance(form, StepForm):
            found[key] = _whole(form, key, draft)
        else:
            found[key] = [_row_answers(row) for row in form if row.cleaned_data and row not in form.deleted_forms]
    return found


def _whole(form: StepForm, key: str, draft: Draft) -> Content:
    """Answers of a form; fields that a correction does not open keep their submitted value."""
    if not draft.correction:
        return form.answers
    return {**draft.content.get(key, {}), **form.answers}


def _row_answers(row: Any) -> Content:
    answers = {name: value for name, value in row.answers.items() if name != "DELETE"}
    return answers


def as_typed(step: Step, image: Content) -> Typed:
    """An image as a browser would send it."""
    return {
        f"{group.key}-{name}": [str(value)]
        for group in step.parts
        for name, value in image.get(group.key, {}).items()
        if value is not None
    }


def typed_of(step: Step, post: Any) -> Typed:
    """The part of a POST that belongs to a step's fields."""
    prefixes: Iterable[str] = tuple(f"{group.key}-" for group in step.parts)
    return {name: post.getlist(name) for name in post if name.startswith(tuple(prefixes))}
