"""The life of an application and of a code, as two tables; `move` is the only writer of `state`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from core import clock


class State(TextChoices):
    """Where an application stands; the words per scheme are in `registry.words`."""

    DRAFT = "draft", _("一時保存")
    AWAITING_CONSENT = "awaiting_consent", _("社内承認待ち")
    RECEIVED = "received", _("受付完了")
    AWAITING_PAYMENT = "awaiting_payment", _("入金待ち")
    AT_DESK = "at_desk", _("窓口確認中")
    UNDER_EXAMINATION = "under_examination", _("審査中")
    DECIDED = "decided", _("決裁中")
    SENT_BACK = "sent_back", _("差し戻し")
    APPROVED = "approved", _("承認")
    REJECTED = "rejected", _("却下")
    WITHDRAWN = "withdrawn", _("取下げ")
    LAPSED = "lapsed", _("取消")
    ANNULLED = "annulled", _("無効")


class Action(TextChoices):
    """What can be done to an application, in the imperative."""

    SUBMIT = "submit", _("申込")
    SEEK_CONSENT = "seek_consent", _("承認依頼")
    CONSENT = "consent", _("社内承認")
    DECLINE = "decline", _("社内差し戻し")
    REQUEST_PAYMENT = "request_payment", _("請求")
    TO_DESK = "to_desk", _("窓口受付")
    BEGIN = "begin", _("審査開始")
    DECIDE = "decide", _("判定")
    TAKE_BACK = "take_back", _("判定の取り消し")
    APPROVE = "approve", _("承認")
    REJECT = "reject", _("却下")
    SEND_BACK = "send_back", _("差し戻し")
    RESUBMIT = "resubmit", _("再提出")
    WITHDRAW = "withdraw", _("取下げ")
    LAPSE = "lapse", _("取消")
    REVIVE = "revive", _("復活")
    ANNUL = "annul", _("無効")


class By(TextChoices):
    """Who may take an action."""

    APPLICANT = "applicant", _("申込者")
    RESPONSIBLE_MANAGER = "responsible_manager", _("管理責任者")
    CLERK = "clerk", _("受付窓口")
    EXAMINER = "examiner", _("審査担当者")
    SYSTEM = "system", _("システム")


@dataclass(frozen=True)
class Rule:
    """One line of the table: from any of `sources` to `target`, by one kind of actor."""

    action: Action
    sources: frozenset[State]
    target: State
    by: By


def rule(action: Action, *sources: State, to: State, by: By) -> Rule:
    return Rule(action, frozenset(sources), to, by)


S, A = State, Action
RULES: dict[Action, Rule] = {
    r.action: r
    for r in (
        rule(A.SUBMIT, S.DRAFT, to=S.RECEIVED, by=By.APPLICANT),
        rule(A.SEEK_CONSENT, S.DRAFT, to=S.AWAITING_CONSENT, by=By.APPLICANT),
        rule(A.CONSENT, S.AWAITING_CONSENT, to=S.RECEIVED, by=By.RESPONSIBLE_MANAGER),
        rule(A.DECLINE, S.AWAITING_CONSENT, to=S.DRAFT, by=By.RESPONSIBLE_MANAGER),
        rule(A.REQUEST_PAYMENT, S.RECEIVED, to=S.AWAITING_PAYMENT, by=By.SYSTEM),
        rule(A.TO_DESK, S.RECEIVED, S.AWAITING_PAYMENT, to=S.AT_DESK, by=By.SYSTEM),
        rule(
            A.BEGIN, S.RECEIVED, S.AWAITING_PAYMENT, S.AT_DESK, to=S.UNDER_EXAMINATION, by=By.SYSTEM
        ),
        rule(A.DECIDE, S.UNDER_EXAMINATION, to=S.DECIDED, by=By.EXAMINER),
        rule(A.TAKE_BACK, S.DECIDED, to=S.UNDER_EXAMINATION, by=By.EXAMINER),
        # RECEIVED: procedures that take effect at once, without an examiner
        rule(A.APPROVE, S.DECIDED, S.RECEIVED, to=S.APPROVED, by=By.SYSTEM),
        rule(A.REJECT, S.DECIDED, to=S.REJECTED, by=By.SYSTEM),
        rule(A.SEND_BACK, S.DECIDED, to=S.SENT_BACK, by=By.SYSTEM),
        rule(A.RESUBMIT, S.SENT_BACK, to=S.UNDER_EXAMINATION, by=By.APPLICANT),
        rule(
            A.WITHDRAW,
            S.AWAITING_CONSENT,
            S.AWAITING_PAYMENT,
            S.AT_DESK,
            S.UNDER_EXAMINATION,
            S.SENT_BACK,
            to=S.WITHDRAWN,
            by=By.APPLICANT,
        ),
        rule(A.LAPSE, S.AWAITING_PAYMENT, S.SENT_BACK, to=S.LAPSED, by=By.SYSTEM),
        rule(A.REVIVE, S.LAPSED, to=S.UNDER_EXAMINATION, by=By.SYSTEM),
        rule(A.ANNUL, S.APPROVED, to=S.ANNULLED, by=By.SYSTEM),
    )
}
UNNUMBERED = {S.DRAFT, S.AWAITING_CONSENT}
EDITABLE = {S.DRAFT, S.SENT_BACK}
CLOSED = {S.APPROVED, S.REJECTED, S.WITHDRAWN, S.LAPSED, S.ANNULLED}
OPEN = set(State) - CLOSED - {S.DRAFT}
UNAPPROVED = {S.REJECTED, S.WITHDRAWN, S.LAPSED}


class NotAllowed(Exception):
    """The application is not in a state from which this can be done."""


def actions(state: str, by: By) -> list[Action]:
    """What an actor may do now, in the order of the table."""
    return [r.action for r in RULES.values() if r.by == by and state in r.sources]


def move(
    application: Any, action: Action, *, user: Any = None, note: str = "", **fields: Any
) -> None:
    """Carry an application along one rule and write the event, in the caller's transaction.

    The state in the database must still be the one that `application` was read with. Other
    columns may be set in the same UPDATE; `closed_at` is set and emptied here. Raises NotAllowed.
    """
    rule = RULES[action]
    source = application.state
    now = clock.now()
    fields["closed_at"] = now if rule.target in CLOSED else None
    rows = type(application).objects.filter(
        pk=application.pk, state=source, state__in=[s.value for s in rule.sources]
    )
    if not rows.update(state=rule.target.value, **fields):
        same = type(application).objects.filter(pk=application.pk)
        present = same.values_list("state", flat=True)
        raise NotAllowed(
            say(
                "「%(state)s」の申込は%(action)sできません。画面を開き直して状況を確認してください。"
            )
            % {
                "state": State(present.first() or source).label,
                "action": Action(action).label,
            }
        )
    application.state = rule.target.value
    for name, value in fields.items():
        setattr(application, name, value)
    application.events.create(
        action=action.value, source=source, target=rule.target.value, by=user, note=note, at=now
    )


class CodeState(TextChoices):
    """Where a code stands; renewal window and examination are questions, not states."""

    ACTIVE = "active", _("有効")
    SUSPENDED = "suspended", _("停止")
    SURRENDERED = "surrendered", _("返還済")
    STRUCK_OFF = "struck_off", _("抹消")
    CANCELLED = "cancelled", _("取消")
    EXPIRED = "expired", _("失効")


LIVE = {CodeState.ACTIVE, CodeState.SUSPENDED}


class CodeAction(StrEnum):
    SUSPEND = "suspend"
    RESUME = "resume"
    SURRENDER = "surrender"
    STRIKE_OFF = "strike_off"
    CANCEL = "cancel"
    EXPIRE = "expire"
    PUT_BACK = "put_back"


C = CodeState
CODE_RULES: dict[CodeAction, tuple[frozenset[CodeState], CodeState]] = {
    CodeAction.SUSPEND: (frozenset({C.ACTIVE}), C.SUSPENDED),
    CodeAction.RESUME: (frozenset({C.SUSPENDED}), C.ACTIVE),
    CodeAction.SURRENDER: (frozenset({C.ACTIVE, C.SUSPENDED}), C.SURRENDERED),
    CodeAction.STRIKE_OFF: (frozenset({C.ACTIVE, C.SUSPENDED}), C.STRUCK_OFF),
    CodeAction.CANCEL: (frozenset({C.ACTIVE, C.SUSPENDED}), C.CANCELLED),
    CodeAction.EXPIRE: (frozenset({C.ACTIVE, C.SUSPENDED}), C.EXPIRED),
    CodeAction.PUT_BACK: (frozenset({C.STRUCK_OFF}), C.ACTIVE),
}


def move_code(
    code: Any, action: CodeAction, *, by: Any = None, note: str = "", application: Any = None
) -> None:
    """Carry a code along its table and write the event; called by `registry.register` only."""
    sources, target = CODE_RULES[action]
    source = code.state
    now = clock.now()
    closed_on = None if target in LIVE else clock.day_of(now)
    rows = type(code).objects.filter(pk=code.pk, state=source, state__in=[s.value for s in sources])
    if not rows.update(state=target.value, closed_on=closed_on):
        raise NotAllowed(
            say("「%(state)s」のコードにこの操作はできません。")
            % {"state": CodeState(source).label}
        )
    code.state, code.closed_on = target.value, closed_on
    code.events.create(
        action=action.value,
        source=source,
        target=target.value,
        by=by,
        note=note,
        application=application,
        at=now,
    )
