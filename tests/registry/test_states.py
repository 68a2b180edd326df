"""The table of states: every state against every action, for applications and for codes."""

import itertools
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from core import clock
from portal.demonstration import deeds
from registry import states
from registry.models import Application, Code
from registry.states import (
    CLOSED,
    CODE_RULES,
    LIVE,
    OPEN,
    RULES,
    UNNUMBERED,
    Action,
    By,
    CodeAction,
    CodeState,
    State,
)
from registry.words import MARKS, WORDS

pytestmark = pytest.mark.django_db
NOTHING_LEFT_TO_DO = {State.REJECTED, State.WITHDRAWN, State.ANNULLED}


@pytest.fixture
def invoice(code):
    return deeds.submit(deeds.write_renewal(code)).invoice


def standing(state: State, invoice=None) -> Application:
    """An application that stands in a state, with what the constraints ask of that state."""
    return Application.objects.create(
        procedure="jastpro-renewal",
        scheme="jastpro",
        state=state,
        receipt_number="" if state in UNNUMBERED else "2690001B",
        closed_at=clock.now() if state in CLOSED else None,
        invoice=invoice if state == State.AWAITING_PAYMENT else None,
        respond_by=date(2026, 12, 4) if state == State.SENT_BACK else None,
    )


def wanted(action: Action, source: State, invoice) -> dict:
    """What the target state asks for."""
    target = RULES[action].target
    fields = {}
    if source in UNNUMBERED and target not in UNNUMBERED:
        fields["receipt_number"] = "2690001B"
    if target == State.AWAITING_PAYMENT:
        fields["invoice"] = invoice
    if target == State.SENT_BACK:
        fields["respond_by"] = date(2026, 12, 4)
    return fields


@pytest.mark.parametrize("state", list(State))
def test_every_action_follows_the_table_or_is_refused(state, invoice):
    for action in Action:
        with transaction.atomic():  # an event is written once: each pair is undone as a whole
            application = standing(state, invoice)
            if state in RULES[action].sources:
                follows_the_table(application, action, wanted(action, state, invoice))
            else:
                is_refused(application, action)
            transaction.set_rollback(True)


def follows_the_table(application, action, fields):
    source, target = application.state, RULES[action].target
    states.move(application, action, **fields)

    application.refresh_from_db()
    assert application.state == target
    assert (application.closed_at is not None) == (target in CLOSED)
    event = application.events.get()
    assert (event.action, event.source, event.target) == (action, source, target)


def is_refused(application, action):
    with pytest.raises(states.NotAllowed) as refusal:
        states.move(application, action)

    assert str(State(application.state).label) in str(refusal.value)
    assert str(refusal.value).endswith("。")
    assert not application.events.exists()


def test_who_is_late_is_told_where_the_application_stands_now():
    application = standing(State.UNDER_EXAMINATION)
    late = Application.objects.get(pk=application.pk)
    states.move(application, Action.DECIDE)

    with pytest.raises(states.NotAllowed, match="「決裁中」の申込は判定できません"):
        states.move(late, Action.DECIDE)
    assert application.events.count() == 1


def test_only_a_late_deposit_and_a_missed_duty_leave_a_closed_state():
    leaving = {(rule.action, source) for rule in RULES.values() for source in rule.sources & CLOSED}

    assert leaving == {(Action.REVIVE, State.LAPSED), (Action.ANNUL, State.APPROVED)}


def test_every_state_can_be_reached_and_every_open_one_left():
    reached = {rule.target for rule in RULES.values()}
    left = set().union(*(rule.sources for rule in RULES.values()))

    assert reached | {State.DRAFT} == set(State)
    assert left == set(State) - NOTHING_LEFT_TO_DO
    assert OPEN | CLOSED | {State.DRAFT} == set(State)
    assert set(RULES) == set(Action)


@pytest.mark.parametrize("state", list(State))
def test_the_buttons_of_each_actor_come_from_the_table(state):
    for by in By:
        offered = states.actions(state, by)

        assert all(RULES[action].by == by and state in RULES[action].sources for action in offered)
    examiner = {State.UNDER_EXAMINATION: [Action.DECIDE], State.DECIDED: [Action.TAKE_BACK]}
    assert states.actions(state, By.EXAMINER) == examiner.get(state, [])


def test_every_state_has_words_for_everybody_and_a_mark_beside_the_colour():
    assert set(WORDS) == set(MARKS) == set(State)
    assert all(len(words) == 3 and all(map(str, words)) for words in WORDS.values())
    assert all(icon and level for icon, level in MARKS.values())


@pytest.mark.parametrize(
    ("state", "broken"),
    [
        pytest.param(State.RECEIVED, {"receipt_number": ""}, id="received without a number"),
        pytest.param(State.DRAFT, {"receipt_number": "2690001B"}, id="a draft with a number"),
        pytest.param(State.APPROVED, {"closed_at": None}, id="closed at no time"),
        pytest.param(State.UNDER_EXAMINATION, {"closed_at": "now"}, id="open and closed"),
        pytest.param(State.AWAITING_PAYMENT, {"invoice": None}, id="waiting for no invoice"),
        pytest.param(State.SENT_BACK, {"respond_by": None}, id="sent back without a day"),
    ],
)
def test_the_database_keeps_the_states_honest(state, broken, invoice):
    application = standing(state, invoice)
    if broken.get("closed_at"):
        broken = {"closed_at": clock.now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**broken)


# Codes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "action"), list(itertools.product(CodeState, CodeAction)))
def test_every_code_state_against_every_action(code, state, action):
    closed_on = None if state in LIVE else date(2026, 11, 1)
    Code.objects.filter(pk=code.pk).update(state=state, closed_on=closed_on)
    code.refresh_from_db()
    sources, target = CODE_RULES[action]

    if state in sources:
        states.move_code(code, action, note="確認")
        code.refresh_from_db()
        assert code.state == target
        assert code.closed_on == (None if target in LIVE else date(2026, 11, 20))
        assert code.events.get().note == "確認"
    else:
        with pytest.raises(states.NotAllowed, match=str(CodeState(state).label)):
            states.move_code(code, action)
        assert not code.events.exists()


def test_a_surrendered_cancelled_or_expired_code_never_lives_again():
    gone = {CodeState.SURRENDERED, CodeState.CANCELLED, CodeState.EXPIRED}

    assert not any(sources & gone for sources, _target in CODE_RULES.values())
