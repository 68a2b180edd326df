"""Who holds a case, since when, and the decision on it that rests."""

from typing import Any

from core import calendar, clock
from registry.models import Application, Decision
from registry.states import OPEN, State

WITH_US = {State.UNDER_EXAMINATION, State.DECIDED}


def has_examiner(account: Any, application: Application) -> bool:
    """Whether an account examines the scheme of this application (X01)."""
    return bool(
        account.is_active
        and account.staff_roles.of("examiner").for_scheme(application.scheme).exists()
    )


def age(application: Application, closed: calendar.Closed | None = None) -> int | None:
    """Business days since the case came to the examiners; None while others are at work."""
    if application.examined_from is None or application.state not in WITH_US:
        return None
    first = clock.day_of(application.examined_from)
    return calendar.business_days_between(first, clock.today(), closed)


def pending(application: Application) -> Decision | None:
    """The decision that rests, if one does."""
    return application.decisions.filter(carried_out_at=None, taken_back_at=None).first()


def seconds_left(decision: Decision | None) -> int:
    """Whole seconds until a resting decision may be carried out; 0 when it may."""
    if decision is None:
        return 0
    return max(0, int((decision.holds_from - clock.now()).total_seconds()))


def take(application: Application, *, by: Any) -> None:
    """担当: take a case, or take it over; an assignment is no state and has no event."""
    _open(application).update(examiner=by)


def give_back(application: Application, *, by: Any) -> None:
    """Give a case back that one holds oneself."""
    _open(application).filter(examiner=by).update(examiner=None)


def _open(application: Application) -> Any:
    return Application.objects.filter(pk=application.pk, state__in=[each.value for each in OPEN])
