"""更新の手続きの案内: computed from what is due and not yet said, never from "it is midnight"."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext as say

from billing import fees
from core import calendar, clock, shown
from notifications import outbox
from registry import procedures, register
from registry.lifecycle.telling import person_of, post_letter
from registry.models import Application, Reminder, ReminderStage, Term
from registry.models.applications import OPEN_VALUES
from registry.procedures.base import Letter
from registry.states import CodeState

logger = logging.getLogger(__name__)
WINDOW = "window"


def remind_renewals(scheme: str = "jastpro") -> Iterator[str]:
    """Say each stage of each ending term once; a missed week is caught up by its last stage.

    Only the latest stage that is due is said; those before it that were missed are entered in
    the ledger with it, so that nobody gets three mails on one morning (R-003, R-004).
    """
    today = clock.today()
    stages = list(ReminderStage.objects.filter(scheme=scheme))
    if not stages:
        return
    for term in _ending(scheme, stages, today):
        due = [stage for stage in stages if said_on(stage, term) <= today]
        due.sort(key=lambda stage: said_on(stage, term))
        said = {reminder.stage for reminder in term.reminders.all()}
        fresh = [stage for stage in due if stage.key not in said]
        if not fresh or (due[-1].key in said):
            continue
        try:
            line = _say(term, fresh)
        except IntegrityError:
            continue  # another process was quicker
        except (DatabaseError, LookupError, ValueError, TypeError) as error:
            logger.exception("%s", term.code.number)
            yield f"!{term.code.number} {type(error).__name__}"
        else:
            yield line


def said_on(stage: ReminderStage, term: Term) -> date:
    """The day of a stage: the window day, or so many days before the end of the term."""
    assert term.valid_until is not None
    if stage.days_before is None:
        rule = settings.JASTPRO_RENEWAL_WINDOW_RULE
        return calendar.renewal_window_opens(term.valid_until, rule)
    return term.valid_until - timedelta(days=stage.days_before)


def _ending(scheme: str, stages: list[ReminderStage], today: date) -> Iterator[Term]:
    """Terms that end soon and of which nothing was submitted; the last of each active code."""
    busy = Application.objects.filter(
        procedure=f"{scheme}-renewal", state__in=OPEN_VALUES, code__isnull=False
    )
    longest = max((stage.days_before or 0 for stage in stages), default=0)
    until = max(calendar.last_of_month(today, 4), today + timedelta(days=longest))
    terms = Term.objects.filter(
        code__scheme=scheme,
        code__state=CodeState.ACTIVE,
        valid_until__gte=today,
        valid_until__lte=until,
    ).exclude(code__in=busy.values("code"))
    later = Term.objects.filter(code__scheme=scheme, valid_until__gt=until).values("code")
    yield from (
        terms.exclude(code__in=later)
        .select_related("code__entry__registrant")
        .prefetch_related("reminders")
        .order_by("valid_until", "pk")
        .iterator(chunk_size=200)
    )


@transaction.atomic
def _say(term: Term, stages: list[ReminderStage]) -> str:
    for stage in stages:
        Reminder.objects.create(term=term, stage=stage.key, at=clock.now())
    stage, code = stages[-1], term.code
    words, key = reminder_words(term), f"remind:{code.number}:{term.valid_until}:{stage.key}"
    told = []
    person = words["recipient"]
    if any(each.sends_email for each in stages) and person["email"]:
        outbox.post(
            event="renewal_reminder",
            about=code.number,
            to=person["email"],
            context=words,
            wording=f"{code.scheme}-renewal",
            once=key,
            url=words["url"],
        )
        told.append(say("電子メール"))
    if any(each.sends_letter for each in stages):
        channel = Letter("renewal_reminder")
        post_letter(code.entry, channel, words, key, wording=f"{code.scheme}-renewal")
        told.append(say("書面"))
    return f"{code.number} {stage.key} {'・'.join(told)}"


def reminder_words(term: Term) -> dict:
    """What the notice says; the same dates as my page (R-007)."""
    code = term.code
    assert term.valid_until is not None
    valid_from, valid_until = register.next_term(code)
    return {
        "recipient": person_of(code.entry, register.image(code.entry), "contact"),
        "code": code.number,
        "term": term,
        "new_term": {"valid_from": valid_from, "valid_until": valid_until},
        "valid_until": shown.day(term.valid_until),
        "fee": _fee(code.scheme),
        "opens_on": register.renewal_opens_on(code),
        "days_left": (term.valid_until - clock.today()).days,
        "recommended_by": register.recommended_by(term.valid_until),
        "url": "/my/",
        "authority": settings.AUTHORITY,
        "is_non_resident": code.entry.registrant.kind == "non_resident",
    }


def _fee(scheme: str) -> int | None:
    """What a renewal costs today, in yen, tax included; None where it costs nothing."""
    fee = procedures.get(f"{scheme}-renewal").fee
    return fees.price(fee.code, on=clock.today()).amount if fee else None
