"""A draft as it lies in the database: which steps it has, and which of them are asked now."""

from functools import cached_property
from typing import Any

from core import clock
from registry import procedures
from registry.forms import Context
from registry.models import Answers, Application
from registry.procedures.base import Content, Group, Incomplete, Step
from registry.states import State


class Opened:
    """The steps of one application, with what was typed into them."""

    def __init__(self, application: Application, saved: dict[str, Answers] | None = None) -> None:
        """`saved` are the answers where they are known already; else they are read."""
        self.application = application
        self.procedure = procedures.get(application.procedure)
        rows = application.answers.all() if saved is None else saved.values()
        self.saved: dict[str, Answers] = {each.step: each for each in rows}
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
        if all(self.is_valid(step) for step in self.steps):
            try:
                self.procedure.clean(self.content)
            except Incomplete as broken:
                self.broken = broken

    def is_valid(self, step: Step) -> bool:
        """Whether the step was saved and each of its fields is as it should be."""
        answers = self.saved.get(step.key)
        return bool(answers and answers.cleaned is not None)

    @cached_property
    def context(self) -> Context:
        entry, code = self.application.entry, self.application.code
        return Context(entry, code, clock.today(), self.application.before, self.content)

    @cached_property
    def prefilled(self) -> Content:
        """What empty steps are filled with, by group: the register's image, then the initial."""
        first = self.procedure.initial(self.application.entry, self.application.before)
        return {**first, **self.application.before}

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
    def sent_back_at(self) -> Any:
        return self.application.events.filter(action="send_back").latest("pk").at

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

    def is_open(self, group: Group) -> bool:
        """Whether anything of a group may be written now."""
        return not self.correction or group.key in self.correction
