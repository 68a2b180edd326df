"""Everything that happened to an application, in one line of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.utils.translation import gettext as say

from notifications.models import Notice
from registry import lifecycle
from registry.models import Application, Decision
from registry.states import Action

TOLD_BY_DECISIONS = {Action.DECIDE, Action.TAKE_BACK}


@dataclass(frozen=True)
class Moment:
    """One line: when, who, what; the note beneath it, and a longer text to unfold."""

    at: datetime
    who: str
    what: str
    note: str = ""
    text: str = ""


def history(application: Application) -> list[Moment]:
    """Events, decisions, questions and answers, and all that was sent; the oldest first."""
    lines = chain(
        _events(application),
        _decisions(application),
        _messages(application),
        _notices(application),
    )
    return sorted(lines, key=lambda moment: moment.at)


def _events(application: Application) -> Iterator[Moment]:
    for event in application.events.select_related("by"):
        if event.action not in TOLD_BY_DECISIONS:
            yield Moment(event.at, _who(event.by), str(Action(event.action).label), event.note)


def _decisions(application: Application) -> Iterator[Moment]:
    for decision in application.decisions.select_related("by", "second_by"):
        what = say("判定：%(outcome)s") % {"outcome": decision.get_outcome_display()}
        yield Moment(decision.at, str(decision.by), what, decision.note, _fields(decision))
        if decision.second_at:
            yield Moment(decision.second_at, str(decision.second_by), say("2人目の承認"))
    backs = application.events.filter(action=Action.TAKE_BACK).select_related("by")
    for event in backs:
        yield Moment(event.at, _who(event.by), say("判定の取り消し"))


def _fields(decision: Decision) -> str:
    if not decision.fields:
        return ""
    return "\n".join(lifecycle.corrections(decision.application, decision.fields))


def _messages(application: Application) -> Iterator[Moment]:
    for message in application.messages.select_related("by"):
        what = say("質問") if message.from_staff else say("回答")
        yield Moment(message.at, _who(message.by), what, message.body)


def _notices(application: Application) -> Iterator[Moment]:
    for notice in Notice.objects.filter(about=application.receipt_number):
        is_mail = notice.channel == Notice.Channel.EMAIL
        what = f"{notice.get_channel_display()}：{notice.subject}"
        note = f"{notice.to}（{notice.get_status_display()}）" if is_mail else ""
        yield Moment(
            notice.queued_at,
            say("システム"),
            what,
            note or notice.get_status_display(),
            notice.body if is_mail else "",
        )


def _who(account: Any) -> str:
    return str(account) if account else say("システム")
