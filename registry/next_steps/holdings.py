"""What a member holds: codes with their terms on a day, the nearest end first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Case, F, IntegerField, Max, Prefetch, QuerySet, Value, When

from core import calendar
from registry import words
from registry.models import Application, Code, RegistrantKind, Term
from registry.models.applications import OPEN_VALUES
from registry.states import LIVE, CodeState, State

YEARS = 3
EXAMINED = {State.UNDER_EXAMINATION, State.DECIDED, State.SENT_BACK}


class Renewal(StrEnum):
    """How a renewal of a code stands on a day; agrees with the procedure's refusal."""

    NOT_YET = "not_yet"
    OPEN = "open"
    UNDER_WAY = "under_way"
    ON_PAPER = "on_paper"
    OVER = "over"
    ENDED = "ended"
    NEVER = "never"


@dataclass(frozen=True)
class Holding:
    """A code on a day. `term` is in force on it (else the last one), `last` ends latest."""

    code: Code
    day: date
    term: Term | None
    last: Term | None
    open_renewal: Application | None = None

    @property
    def valid_until(self) -> date | None:
        """The last day on which the code is valid, as granted so far."""
        return self.last.valid_until if self.last else None

    @property
    def opens_on(self) -> date | None:
        """The first day on which the last term may be renewed (R-002)."""
        if self.valid_until is None:
            return None
        return calendar.renewal_window_opens(self.valid_until, settings.JASTPRO_RENEWAL_WINDOW_RULE)

    @property
    def days_left(self) -> int | None:
        """Days from the day to the last valid one; 0 on it, negative after it (R-007)."""
        return None if self.valid_until is None else (self.valid_until - self.day).days

    @property
    def next_term(self) -> tuple[date, date] | None:
        """The term that a renewal would add, both days included (R-005)."""
        return calendar.term_after(self.valid_until, YEARS) if self.valid_until else None

    @property
    def is_in_window(self) -> bool:
        """Whether a renewal is due: the window is open and the term not over."""
        return bool(
            self.opens_on
            and self.valid_until
            and self.code.state == CodeState.ACTIVE
            and self.opens_on <= self.day <= self.valid_until
        )

    @property
    def is_non_resident(self) -> bool:
        return self.code.entry.registrant.kind == RegistrantKind.NON_RESIDENT

    @property
    def renewal(self) -> Renewal:
        """What may be done about a renewal now."""
        if self.code.state != CodeState.ACTIVE:
            return Renewal.ENDED
        if self.open_renewal is not None:
            return Renewal.UNDER_WAY
        if self.opens_on is None or self.valid_until is None:
            return Renewal.NEVER
        if self.is_non_resident:
            return Renewal.ON_PAPER
        if self.day < self.opens_on:
            return Renewal.NOT_YET
        return Renewal.OPEN if self.day <= self.valid_until else Renewal.OVER

    @property
    def mark(self) -> tuple[str, str, str]:
        """(word, icon, class) of the code's tag: 有効, 更新受付中, 更新審査中 or how it ended."""
        examined = bool(self.open_renewal and self.open_renewal.state in EXAMINED)
        over = self.days_left is not None and self.days_left < 0
        opens_on = None if over else self.opens_on
        return words.code_state(self.code, self.day, opens_on=opens_on, is_examined=examined)

    @property
    def is_over(self) -> bool:
        """The term is over but the code is not struck off: news of a payment is waited for."""
        waits = self.code.state == CodeState.ACTIVE and (self.days_left or 0) < 0
        return waits and not (self.open_renewal and self.open_renewal.state in EXAMINED)


def in_order(account: Any) -> "QuerySet[Any]":
    """The member's codes: live ones before ended ones, the nearest end first (X04)."""
    live = [state.value for state in LIVE]
    return (
        Code.objects.visible_to(account)
        .annotate(
            ends=Max("terms__valid_until"),
            ended=Case(
                When(state__in=live, then=Value(0)), default=Value(1), output_field=IntegerField()
            ),
        )
        .select_related("entry__registrant")
        .order_by("ended", F("ends").asc(nulls_last=True), "number")
    )


def held(codes: "QuerySet[Code] | Iterable[Code]", day: date) -> list[Holding]:
    """Holdings of some codes (a page of them); three queries, however many they are."""
    terms = Term.objects.select_related("application").order_by("valid_from")
    if isinstance(codes, QuerySet):
        codes = codes.prefetch_related(Prefetch("terms", queryset=terms, to_attr="all_terms"))
    rows = list(codes)
    renewals = {
        application.code_id: application
        for application in Application.objects.filter(
            code__in=[code.pk for code in rows],
            procedure__endswith="-renewal",
            state__in=OPEN_VALUES,
        ).select_related("invoice")
    }
    return [_holding(code, day, renewals.get(code.pk)) for code in rows]


def hold(code: Code, day: date) -> Holding:
    """The holding of one code."""
    return held(Code.objects.filter(pk=code.pk).select_related("entry__registrant"), day)[0]


def _holding(code: Any, day: date, renewal: Application | None) -> Holding:
    terms = code.all_terms
    now = [each for each in terms if each.valid_from <= day <= (each.valid_until or day)]
    last = terms[-1] if terms else None
    return Holding(code, day, now[-1] if now else last, last, renewal)
