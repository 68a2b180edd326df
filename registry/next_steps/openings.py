"""Applications that a member still has to do with: drafts and open ones, the urgent first."""

from typing import Any

from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When

from registry import procedures
from registry.models import Answers, Application, Decision, Message
from registry.models.applications import OPEN_VALUES
from registry.states import State

URGENCY = {State.SENT_BACK: 0, State.AWAITING_PAYMENT: 1, State.DRAFT: 3}
SHOWN = 20


def listed(account: Any) -> list[Application]:
    """The member's drafts and open applications, at most 20, with all that rules look at."""
    return list(
        _urgent_first(Application.objects.visible_to(account))
        .select_related("code", "entry", "invoice__account")
        .prefetch_related(
            Prefetch("messages", queryset=Message.objects.order_by("pk"), to_attr="thread"),
            Prefetch("answers", queryset=Answers.objects.only("application", "step", "cleaned")),
            Prefetch(
                "decisions",
                queryset=Decision.objects.filter(carried_out_at__isnull=False).order_by("pk"),
                to_attr="carried_out",
            ),
        )[:SHOWN]
    )


def _urgent_first(rows: "QuerySet[Application]") -> "QuerySet[Application]":
    urgency = Case(
        *(When(state=state.value, then=Value(rank)) for state, rank in URGENCY.items()),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        rows.filter(state__in=[*OPEN_VALUES, State.DRAFT.value])
        .annotate(urgency=urgency)
        .order_by("urgency", "respond_by", "invoice__due_on", "-saved_at", "pk")
    )


def question(application: Any) -> Message | None:
    """The examiner's question that nobody has answered, of a listed application."""
    last = application.thread[-1] if application.thread else None
    return last if last and last.from_staff else None


def progress(application: Application) -> tuple[int, int]:
    """How many sections of a draft are finished, of how many that apply."""
    cleaned = {each.step: each.cleaned for each in application.answers.all()}
    content: dict[str, Any] = {}
    done = total = 0
    for step in procedures.get(application.procedure).steps:
        if not step.when(content):
            continue
        total += 1
        answer = cleaned.get(step.key)
        if answer is not None:
            done += 1
            content |= answer
    return done, total
