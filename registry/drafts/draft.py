"""An application while it is being written: how far it is, its forms, and the one way to save."""

import hashlib
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as say

from billing import fees
from core import clock
from registry import register
from registry.drafts.typed import Typed, as_typed, cleaned_answers, image_as_answers, row_set
from registry.drafts.with_papers import WithPapers
from registry.models import Answers, Application, TermsOfUse
from registry.procedures.base import Group, Step
from registry.states import EDITABLE, NotAllowed
from registry.summary import Summary, summary


class Stale(Exception):
    """Another tab or device saved this step after it was shown."""


class Draft(WithPapers):
    """The steps of one application, with what was typed into them.

    Cleaned values are kept with the answers when they are saved, so that a page costs the same
    in a procedure of three steps and of twelve.
    """

    # How far it is -----------------------------------------------------------------------

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
        return bool(answers.saved_at > self.sent_back_at)

    @cached_property
    def unfinished(self) -> Step | None:
        """The first step that is not done; the documents page counts as the last step."""
        return next((step for step in self.shown_steps if self.status(step) != "done"), None)

    @property
    def is_finished(self) -> bool:
        return self.unfinished is None and self.broken is None and not self.missing

    @property
    def kept_until(self) -> date:
        """The day on which an untouched draft is thrown away."""
        return clock.day_of(self.application.saved_at) + timedelta(days=settings.DRAFT_DAYS)

    # Forms -------------------------------------------------------------------------------

    def forms(self, step: Step, data: MultiValueDict | None = None) -> dict[str, Any]:
        """The forms of a step by group, bound to `data`, else to what was saved, else unbound."""
        answers = self.saved.get(step.key)
        if data is None and answers is not None and not answers.unchanged:
            data = MultiValueDict(answers.data)
        return {group.key: self._form(step, group, data) for group in step.parts}

    def blank(self, step: Step) -> dict[str, Any]:
        """The forms of a step filled with the register's image only."""
        return {group.key: self._form(step, group, None) for group in step.parts}

    def touched(self, step: Step, typed: Typed) -> bool:
        """Whether there is anything to keep: saved before, or other than what was filled in."""
        data = MultiValueDict(typed)
        return step.key in self.saved or any(
            self._form(step, group, data, compared=True).has_changed() for group in step.parts
        )

    def _form(
        self, step: Step, group: Group, data: MultiValueDict | None, *, compared: bool = False
    ) -> Any:
        """A form; a bound one knows what it was filled with only where it is to be `compared`."""
        initial = self.prefilled.get(group.key) if data is None or compared else None
        if step.rows:
            return row_set(step, group, data, initial, self.context)
        only = self.correction.get(group.key, []) if self.correction else None
        return group.form(data, initial=initial, prefix=group.key, context=self.context, only=only)

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

    # Saving ------------------------------------------------------------------------------

    def known(self, step: Step) -> Typed:
        """What stands in the fields of a step before anything is typed on this page."""
        answers = self.saved.get(step.key)
        if answers is not None and not answers.unchanged:
            return dict(answers.data)
        return as_typed(step, self.prefilled)

    def revision(self, step: Step) -> int:
        return self.saved[step.key].revision if step.key in self.saved else 0

    @transaction.atomic
    def save(
        self, step: Step, typed: Typed, *, seen: int, by: Any, unchanged: bool = False
    ) -> bool:
        """Keep what was typed, valid or not; True when it is valid.

        `seen` is the revision that the page showed (0: none). Raises Stale when another one is
        saved by now and says something else; what was typed is then in the caller's hands, and
        nothing is overwritten. Raises NotAllowed once the application was handed in.
        """
        typed = self._merged(step, typed)
        now = clock.now()
        drafts = Application.objects.filter(
            pk=self.application.pk, state__in=[state.value for state in EDITABLE]
        )
        if not drafts.update(saved_at=now, draft_reminded_at=None):
            raise NotAllowed(say("この申込みは受付済みのため、入力内容を変更できません。"))
        if unchanged:
            cleaned: Any = image_as_answers(step, self.application.before)
        else:
            earlier = self.content if self.correction else None
            cleaned = cleaned_answers(self.forms(step, MultiValueDict(typed)), earlier)
        values = {
            "data": typed,
            "cleaned": cleaned,
            "saved_at": now,
            "by": by,
            "unchanged": unchanged,
        }
        rows = Answers.objects.filter(application=self.application, step=step.key)
        if seen and rows.filter(revision=seen).update(revision=F("revision") + 1, **values):
            row = Answers(application=self.application, step=step.key, **values)
            row.revision = seen + 1
            self.saved[step.key] = row
            return cleaned is not None
        try:
            with transaction.atomic():
                self.saved[step.key] = rows.create(
                    application=self.application, step=step.key, **values
                )
        except IntegrityError:
            return self._same(rows.get(), typed, unchanged=unchanged)
        return cleaned is not None

    def again(self) -> "Draft":
        """The draft as it is after `save`, without reading it anew."""
        self.application.saved_at = max(
            [self.application.saved_at, *(row.saved_at for row in self.saved.values())]
        )
        return Draft(self.application, self.saved)

    def _same(self, answers: Answers, typed: Typed, *, unchanged: bool) -> bool:
        """A button pressed twice is no conflict: the very same is already saved."""
        if answers.unchanged != unchanged or answers.data != typed:
            raise Stale
        return answers.cleaned is not None

    def _merged(self, step: Step, typed: Typed) -> Typed:
        """While sent back, only the fields to correct are taken from the browser."""
        if not self.correction or step.key not in self.saved or step.rows:
            return typed
        data = self.known(step)
        for group in step.parts:
            for name in self.correction.get(group.key, []):
                key = f"{group.key}-{name}"
                data[key] = typed.get(key, [])
        return data

    # The check page ------------------------------------------------------------------------

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
