"""An application in every state of the table; those no procedure reaches yet, by the table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core import clock
from portal.demonstration import deeds
from portal.demonstration.holders import SHINONOME
from registry import lifecycle, states
from registry.models import Application, Code
from registry.states import Action, State

EXPIRY = date(2027, 1, 31)
NOTE = "登記事項証明書の全ページを添付してください。"


def in_state(state: State, number: int, examiner: Any) -> Application:
    """A renewal of a code of its own, brought to the state; `number` tells the codes apart."""
    holder = replace(
        SHINONOME,
        code=f"P00A1B5{number:01X}0000",
        mail=f"state{number}@example.jp",
        twelve=f"0109011000{number:02d}",
    )
    application = WAYS[state](deeds.enter(holder, valid_until=EXPIRY), examiner)
    application.refresh_from_db()
    assert application.state == state
    return application


def written(code: Code, examiner: Any) -> Application:
    return deeds.write_renewal(code)


def filed(code: Code, examiner: Any) -> Application:
    return deeds.submit(written(code, examiner))


def paid(code: Code, examiner: Any) -> Application:
    application = filed(code, examiner)
    deeds.pay(application)
    application.refresh_from_db()
    return application


def resting(code: Code, examiner: Any) -> Application:
    application = paid(code, examiner)
    lifecycle.decide(application, "approve", by=examiner)
    return application


def decided(outcome: str, **more: Any) -> Callable[[Code, Any], Application]:
    def way(code: Code, examiner: Any) -> Application:
        application = paid(code, examiner)
        deeds.decide(application, outcome, by=examiner, **more)
        return application

    return way


def withdrawn(code: Code, examiner: Any) -> Application:
    application = filed(code, examiner)
    lifecycle.withdraw(application, by=application.account)
    return application


def lapsed(code: Code, examiner: Any) -> Application:
    with clock.at(clock.today() - timedelta(days=30)):
        application = filed(code, examiner)
    list(lifecycle.lapse_unpaid())
    return application


def moved(first: Callable[[Code, Any], Application], action: Action, **fields: Any):
    def way(code: Code, examiner: Any) -> Application:
        application = first(code, examiner)
        application.refresh_from_db()
        states.move(application, action, **fields)
        return application

    return way


WAYS: dict[State, Callable[[Code, Any], Application]] = {
    State.DRAFT: written,
    State.AWAITING_CONSENT: moved(written, Action.SEEK_CONSENT),
    State.RECEIVED: moved(
        written, Action.SUBMIT, receipt_number="2699999B", received_at=clock.moment(EXPIRY)
    ),
    State.AWAITING_PAYMENT: filed,
    State.AT_DESK: moved(filed, Action.TO_DESK),
    State.UNDER_EXAMINATION: paid,
    State.DECIDED: resting,
    State.SENT_BACK: decided("send_back", note=NOTE, fields={"basics": ["name_en"]}),
    State.APPROVED: decided("approve"),
    State.REJECTED: decided("reject", reason="other", note="内容を確認できませんでした。"),
    State.WITHDRAWN: withdrawn,
    State.LAPSED: lapsed,
    State.ANNULLED: moved(decided("approve"), Action.ANNUL),
}
