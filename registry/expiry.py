"""The end of a term: whom a renewal protects, and striking off (domain 1.4, F006)."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as say

from billing.models import Invoice
from core import calendar, clock, shown
from notifications import outbox
from registry import register, states
from registry.lifecycle.telling import person_of
from registry.models import Application, Code
from registry.states import CodeState, State

logger = logging.getLogger(__name__)
SETTLED = Invoice.Status.SETTLED
PROTECTING = [State.UNDER_EXAMINATION, State.DECIDED, State.SENT_BACK]


def expire_codes(scheme: str = "jastpro") -> Iterator[str]:
    """抹消: strike off every code whose day has come; one failing never stops the next."""
    today = clock.today()
    for code in ended(scheme, today).order_by("pk").iterator(chunk_size=200):
        day = strikes_off_on(code)
        if day is None or day > today:
            continue
        try:
            strike_off(code)
        except states.NotAllowed:
            continue
        except (DatabaseError, LookupError, ValueError, TypeError) as error:
            logger.exception("%s", code.number)
            yield f"!{code.number} {type(error).__name__}"
        else:
            yield f"{code.number} {say('抹消')}"


def ended(scheme: str, day: date) -> "QuerySet[Code]":
    """Active codes of which the last term ended before a day; costs what is due."""
    return (
        Code.objects.filter(scheme=scheme, state=CodeState.ACTIVE)
        .annotate(ends=Max("terms__valid_until"))
        .filter(ends__lt=day)
    )


def strikes_off_on(code: Code) -> date | None:
    """The day on which a code of an ended term is struck off; None while a renewal protects it.

    The day after the term; with an unpaid renewal open, the day after its grace; when a renewal
    that protected the code ended without approval, the next business day after that (R-006).
    """
    term = register.current_term(code)
    assert term is not None
    assert term.valid_until is not None
    renewals = Application.objects.filter(code=code, procedure=f"{code.scheme}-renewal")
    if renewals.filter(state__in=PROTECTING).exists():
        return None
    waiting = renewals.filter(state=State.AWAITING_PAYMENT).select_related("invoice").first()
    if waiting is not None and waiting.invoice and waiting.invoice.status == SETTLED:
        return None  # paid this minute; the examiners get it in the next
    day = term.valid_until + timedelta(days=1)
    if waiting is not None and waiting.invoice is not None:
        return max(day, waiting.invoice.closes_on + timedelta(days=1))
    closed = (
        renewals.filter(state__in=[s.value for s in states.UNAPPROVED], examined_from__isnull=False)
        .order_by("-closed_at")
        .first()
    )
    if closed is not None and closed.closed_at and clock.day_of(closed.closed_at) >= day:
        return calendar.next_business_day(clock.day_of(closed.closed_at))
    return day


@transaction.atomic
def strike_off(code: Code) -> None:
    """Strike one code off and tell its contact."""
    register.strike_off(code, note=say("有効期間の満了"))
    term = register.current_term(code)
    assert term is not None
    present = register.image(code.entry)
    person = person_of(code.entry, present, "contact")
    if not person["email"]:
        return
    outbox.post(
        event="struck_off",
        about=code.number,
        to=person["email"],
        context={
            "recipient": person,
            "code": code.number,
            "term": term,
            "valid_until": shown.day(term.valid_until) if term.valid_until else "",
            "struck_off_on": clock.today(),
            "url": "/my/",
            "authority": settings.AUTHORITY,
        },
        wording=f"{code.scheme}-code",
        once=f"struck-off:{code.number}:{term.valid_until}",
        url="/my/",
    )
