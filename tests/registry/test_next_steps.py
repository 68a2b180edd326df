"""What to do next: the rules agree with the procedures, and come in their order."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from portal.demonstration import deeds
from registry import drafts, lifecycle, next_steps, procedures, register
from registry.next_steps.holdings import Renewal
from tests import cast

pytestmark = pytest.mark.django_db


def kinds(code, day: date) -> list[str]:
    account = deeds.member(code)
    with clock.at(day):
        openings = next_steps.listed(account)
        return [each.kind for each in next_steps.steps_for(account, openings, day)]


@pytest.mark.rule("F002", "F006", "F025")
@pytest.mark.parametrize(
    "day",
    [
        date(2026, 9, 30),
        date(2026, 10, 1),
        date(2027, 1, 31),
        date(2027, 2, 1),
    ],
)
@pytest.mark.parametrize("who", ["shinonome", "pacific"])
def test_a_renewal_is_offered_exactly_where_the_procedure_does_not_refuse_it(who, day):
    code = getattr(cast, who)()
    renewal = procedures.get("jastpro-renewal")

    for _state in ("active", "struck off"):
        offered = next_steps.hold(code, day).renewal == Renewal.OPEN
        assert offered == (renewal.refusal(code.entry, code, day) == "")
        if code.is_live:
            register.strike_off(code, note="有効期間の満了")


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 9, 30), "contact"),
        (date(2026, 10, 1), "renew"),
        (date(2027, 1, 31), "renew"),
        (date(2027, 2, 1), "ended"),
    ],
)
def test_the_first_step_follows_the_calendar(day, first):
    assert kinds(cast.shinonome(), day)[0] == first


def test_with_the_contact_confirmed_there_is_nothing_to_do_before_the_window():
    code = cast.shinonome()
    with clock.at(date(2026, 9, 1)):
        register.confirm_contact(code.entry)

    assert kinds(code, date(2026, 9, 30)) == ["nothing"]
    assert kinds(code, date(2026, 10, 1)) == ["renew"]


def test_a_non_resident_is_led_to_paper():
    assert kinds(cast.pacific(), cast.TODAY)[0] == "paper"


def test_the_rules_come_in_their_order(examiner):
    code = cast.shinonome()
    other = deeds.write_renewal(code)
    application = deeds.submit(deeds.write_renewal(code))
    assert kinds(code, cast.TODAY) == ["pay", "continue"]
    deeds.pay(application)
    assert kinds(code, cast.TODAY) == ["continue"]
    application.refresh_from_db()
    lifecycle.ask(application, "質問です。", by=examiner)
    assert kinds(code, cast.TODAY) == ["answer", "continue"]

    deeds.decide(
        application,
        "send_back",
        by=examiner,
        note="電話番号をご確認ください。",
        fields={"basics": ["phone"]},
    )

    assert kinds(code, cast.TODAY) == ["correct", "continue"]
    drafts.discard(other)
    lifecycle.withdraw(application, by=application.account)
    assert kinds(code, cast.TODAY)[0] == "renew"


def test_an_overdue_payment_says_that_it_is_overdue():
    code = cast.shinonome()
    deeds.submit(deeds.write_renewal(code))
    account, day = deeds.member(code), date(2026, 11, 28)

    step = next_steps.steps_for(account, next_steps.listed(account), day)[0]

    assert step.kind == "pay"
    assert "お支払期限（2026年11月27日（金））を過ぎています" in step.headline


def test_a_renewed_code_is_valid_to_the_end_of_its_next_term(examiner):
    code = cast.shinonome()
    application = deeds.submit(deeds.write_renewal(code))
    deeds.pay(application)
    deeds.decide(application, "approve", by=examiner)

    holding = next_steps.hold(code, cast.TODAY)

    assert holding.term.valid_until == date(2027, 1, 31)
    assert holding.valid_until == date(2030, 1, 31)
    assert holding.mark[0] == "有効"
    assert holding.renewal == Renewal.NOT_YET
    assert holding.opens_on == date(2029, 10, 1)


def test_what_begins_soonest_to_end_comes_first_and_the_ended_last():
    code = cast.shinonome()
    for number, ends in (("P990000A0000", 5), ("P990000B0000", -400), ("P990000C0000", 30)):
        entry = register.enter(
            kind="jastpro",
            scheme="jastpro",
            registrant=code.entry.registrant,
            particulars={"basics": {"name": "支店"}},
            reason="支店",
        )
        more = register.allot(entry, number, exclusive=False)
        until = cast.TODAY + timedelta(days=ends)
        register.grant_term(more, until - timedelta(days=1000), until)
        if ends < 0:
            register.strike_off(more, note="満了")

    found = [each.number for each in next_steps.in_order(deeds.member(code))]

    assert found == ["P990000A0000", "P990000C0000", "P00A1B2C0000", "P990000B0000"]


def test_many_codes_of_which_most_are_being_renewed_do_not_hide_the_one_that_is_not():
    code = cast.shinonome()
    for each in range(25):
        entry = register.enter(
            kind="jastpro",
            scheme="jastpro",
            registrant=code.entry.registrant,
            particulars=register.image(code.entry),
            reason="支店",
        )
        more = register.allot(entry, f"P88{each:05d}0000", exclusive=False)
        register.grant_term(more, date(2024, 1, 1), date(2026, 12, 31))
        drafts.start("jastpro-renewal", account=deeds.member(code), entry=entry, code=more)
    account = deeds.member(code)
    openings = next_steps.listed(account)

    with CaptureQueriesContext(connection) as asked:
        steps = next_steps.steps_for(account, openings, cast.TODAY)

    assert len(openings) == 20
    assert len(asked) < 12
    assert [each.holding.code.number for each in steps if each.kind == "renew"] == [code.number]
