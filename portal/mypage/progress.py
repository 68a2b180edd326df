"""進行状況: the events of an application in words for the applicant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from registry.models import Application, ApplicationEvent
from registry.states import Action

# What a decision is stays in the house until it is carried out.
WORDS = {
    Action.SUBMIT: _("申込みを受け付けました"),
    Action.SEEK_CONSENT: _("社内の承認を依頼しました"),
    Action.CONSENT: _("社内で承認され、申込みを受け付けました"),
    Action.DECLINE: _("社内で差し戻されました"),
    Action.REQUEST_PAYMENT: _("請求書を発行しました"),
    Action.TO_DESK: _("窓口で確認しています"),
    Action.SEND_BACK: _("差し戻しました"),
    Action.RESUBMIT: _("再提出を受け付けました"),
    Action.APPROVE: _("審査が完了しました"),
    Action.REJECT: _("却下しました"),
    Action.WITHDRAW: _("取り下げました"),
    Action.LAPSE: _("取り消しました"),
    Action.REVIVE: _("期限内の入金を確認し、審査を始めました"),
    Action.ANNUL: _("無効になりました"),
}
SAYS_WHY = {Action.SEND_BACK, Action.REJECT, Action.WITHDRAW, Action.LAPSE, Action.ANNUL}


@dataclass(frozen=True)
class Line:
    """One line: when, what, and a note where the applicant is told why."""

    at: datetime
    word: str
    note: str


def lines(application: Application, events: Iterable[ApplicationEvent]) -> list[Line]:
    """The events that the applicant sees, the oldest first."""
    found = []
    for event in events:
        word = _word(application, event)
        if word:
            note = event.note if event.action in SAYS_WHY else ""
            found.append(Line(event.at, word, note))
    return found


def _word(application: Application, event: ApplicationEvent) -> str:
    if event.action == Action.BEGIN:
        if application.invoice_id:
            return say("入金を確認し、審査を始めました")
        return say("審査を始めました")
    words = WORDS.get(Action(event.action))
    return str(words) if words else ""
