"""A life of renewals at random, against what must hold at every moment (reliability 10).

Two holders, one examiner, and time that only goes forward. The rules are the deeds that people
and the timetable do; whatever their order, the invariants below hold after each.
"""

import contextlib
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from billing import deposits
from billing.models import Invoice, Refund
from core import clock
from notifications.models import Notice
from portal.demonstration import deeds
from registry import drafts, expiry, lifecycle, reminders
from registry.models import Application, Code, Decision, Reminder, Term
from registry.states import CLOSED, OPEN, RULES, NotAllowed
from tests import cast

REFUSED = (NotAllowed, drafts.Refused, lifecycle.Incoherent)
PAID = {"under_examination", "decided", "approved", "sent_back", "rejected"}
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHO = some.sampled_from([0, 1])


class Life(RuleBasedStateMachine):
    """The house from 1 November 2026 on; both codes end on 31 January 2027."""

    def __init__(self) -> None:
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    @initialize()
    def open(self) -> None:
        self.now = clock.moment(date(2026, 11, 2))
        with clock.at(self.now), override_settings(PASSWORD_HASHERS=QUICK):
            self.codes = [cast.shinonome(), cast.hamaya()]
            self.examiner = cast.examiner()

    def newest(self, who: int) -> Application | None:
        """The application that was received last."""
        handed_in = Application.objects.exclude(receipt_number="").filter(code=self.codes[who])
        return handed_in.order_by("received_at", "receipt_number").last()

    # What people do -------------------------------------------------------------------------

    @rule(days=some.sampled_from([0, 1, 3, 8, 30]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=7)

    @rule(who=WHO)
    def somebody_renews(self, who: int) -> None:
        code = Code.objects.get(pk=self.codes[who].pk)
        with clock.at(self.now), contextlib.suppress(*REFUSED):
            deeds.submit(deeds.write_renewal(code))

    @rule(who=WHO)
    def somebody_renews_and_pays(self, who: int) -> None:
        self.somebody_renews(who)
        self.money_arrives(who, 3300, 0)

    @rule(
        who=WHO,
        amount=some.sampled_from([3300, 3300, 3300, 1000, 4000]),
        late=some.sampled_from([0, 0, 2, 10]),
    )
    def money_arrives(self, who: int, amount: int, late: int) -> None:
        application = self.newest(who)
        if application is None or application.invoice is None:
            return
        day = max(clock.day_of(self.now) - timedelta(days=late), application.invoice.issued_on)
        with clock.at(self.now):
            deeds.pay(application, amount, value_date=day)

    @rule(who=WHO, outcome=some.sampled_from(["approve", "approve", "reject", "send_back"]))
    def the_examiner_decides(self, who: int, outcome: str) -> None:
        application = self.newest(who)
        more = {
            "approve": {},
            "reject": {"reason": "kind"},
            "send_back": {"note": "電話番号", "fields": {"basics": ["phone"]}},
        }
        if application is not None:
            with clock.at(self.now), contextlib.suppress(*REFUSED):
                lifecycle.decide(application, outcome, by=self.examiner, **more[outcome])

    @rule(who=WHO)
    def the_examiner_takes_back(self, who: int) -> None:
        application = self.newest(who)
        if application is not None:
            with clock.at(self.now), contextlib.suppress(*REFUSED):
                lifecycle.take_back(application, by=self.examiner)

    @rule(who=WHO)
    def the_applicant_corrects(self, who: int) -> None:
        application = self.newest(who)
        if application is None or application.state != "sent_back":
            return
        self.now += timedelta(minutes=7)
        with clock.at(self.now):
            draft = drafts.Draft(application)
            step = draft.shown_steps[0]
            typed = {"basics-phone": ["0399998888"]}
            draft.save(step, typed, seen=draft.revision(step), by=application.account)
            token = drafts.Draft(application).token
            lifecycle.resubmit(application, token=token, by=application.account)

    @rule(who=WHO)
    def the_applicant_withdraws(self, who: int) -> None:
        application = self.newest(who)
        if application is not None:
            with clock.at(self.now), contextlib.suppress(*REFUSED):
                lifecycle.withdraw(application, by=application.account)

    # What the timetable does ----------------------------------------------------------------

    @rule()
    def the_minute_strikes(self) -> None:
        self.runs(lifecycle.begin_paid, lifecycle.carry_out_due)

    @rule()
    def midnight_strikes(self) -> None:
        self.runs(
            lifecycle.lapse_unpaid,
            lifecycle.lapse_unanswered,
            expiry.expire_codes,
            reminders.remind_renewals,
        )

    def runs(self, *jobs) -> None:
        with clock.at(self.now):
            for job in jobs:
                lines = list(job())
                assert not [line for line in lines if line.startswith("!")], lines
                again = list(job())
                assert again == [], (job.__name__, again)

    # What holds at every moment --------------------------------------------------------------

    @invariant()
    def everything_holds(self) -> None:
        seen = Seen()
        for check in CHECKS:
            check(seen)


class Seen:
    """The whole house at one moment, read once."""

    def __init__(self) -> None:
        self.codes = list(Code.objects.prefetch_related("terms"))
        self.applications = list(
            Application.objects.select_related("invoice", "code").prefetch_related("events")
        )
        self.decisions = list(Decision.objects.all())
        self.granted = list(Term.objects.exclude(application=None).values_list("application"))
        self.refunds = list(Refund.objects.live())
        self.notices = list(Notice.objects.filter(channel="email").values_list("about", "event"))
        self.reminders = list(Reminder.objects.values_list("term", "stage"))
        self.balance = deposits.balance()

    def within(self, *states: str) -> list[Application]:
        return [each for each in self.applications if each.state in states]


CHECKS = []


def holds(check):
    CHECKS.append(check)
    return check


@holds
def money_is_accounted_for_to_the_yen(seen: Seen) -> None:
    assert seen.balance.holds


@holds
def one_open_application_a_code(seen: Seen) -> None:
    busy = [each.code_id for each in seen.within(*OPEN)]
    assert len(busy) == len(set(busy))


@holds
def nobody_is_examined_unpaid(seen: Seen) -> None:
    assert all(each.invoice.status == Invoice.Status.SETTLED for each in seen.within(*PAID))


@holds
def a_term_for_every_approval_and_none_without(seen: Seen) -> None:
    approved = [each.pk for each in seen.within("approved")]
    assert sorted(pk for (pk,) in seen.granted) == sorted(approved)


@holds
def terms_follow_one_another_without_gap_or_overlap(seen: Seen) -> None:
    for code in seen.codes:
        terms = sorted(code.terms.all(), key=lambda term: term.valid_from)
        for earlier, later in zip(terms, terms[1:], strict=False):
            assert later.valid_from == earlier.valid_until + timedelta(days=1)


@holds
def what_was_paid_for_nothing_is_owed(seen: Seen) -> None:
    owed = {each.invoice_id for each in seen.refunds if each.reason == "unapproved"}
    for each in seen.within("rejected", "withdrawn", "lapsed"):
        heard_of_late = each.state == "lapsed" and each.invoice.voided_at is not None
        if each.invoice.status == Invoice.Status.SETTLED and not heard_of_late:
            assert each.invoice_id in owed, each.receipt_number


@holds
def what_is_approved_is_not_owed_back(seen: Seen) -> None:
    owed = {each.invoice_id for each in seen.refunds if each.reason == "unapproved"}
    assert not owed & {each.invoice_id for each in seen.within("approved")}


@holds
def every_step_is_in_the_history_and_in_the_table(seen: Seen) -> None:
    for each in seen.applications:
        state = "draft"
        for event in each.events.all():
            assert event.source == state
            assert state in RULES[event.action].sources
            state = event.target
        assert state == each.state


@holds
def numbers_have_no_gap(seen: Seen) -> None:
    taken = sorted(each.receipt_number for each in seen.applications if each.receipt_number)
    for year in {number[:2] for number in taken}:
        mine = [number for number in taken if number.startswith(year)]
        assert mine == [f"{year}{n:05d}B" for n in range(1, len(mine) + 1)]


@holds
def closed_is_closed(seen: Seen) -> None:
    assert all((each.closed_at is not None) == (each.state in CLOSED) for each in seen.applications)


@holds
def a_decision_rests_on_decided_applications_and_on_no_other(seen: Seen) -> None:
    resting = [
        each.application_id
        for each in seen.decisions
        if each.carried_out_at is None and each.taken_back_at is None
    ]
    assert sorted(resting) == sorted(each.pk for each in seen.within("decided"))


@holds
def everybody_is_told_once_of_each_thing(seen: Seen) -> None:
    for each in seen.applications:
        if each.receipt_number:
            told = [event for about, event in seen.notices if about == each.receipt_number]
            assert told.count("received") == 1
            assert told.count("approved") == (each.state == "approved")
            assert told.count("rejected") == (each.state == "rejected")
            assert told.count("withdrawn") == (each.state == "withdrawn")
    assert len(seen.reminders) == len(set(seen.reminders))


@holds
def a_paid_renewal_in_hand_protects_its_code(seen: Seen) -> None:
    assert all(each.code.is_live for each in seen.within("under_examination", "decided"))


@holds
def no_code_is_struck_off_within_its_term(seen: Seen) -> None:
    for code in seen.codes:
        if code.closed_on:
            assert max(term.valid_until for term in code.terms.all()) < code.closed_on


def lives(many: int, long: int) -> settings:
    return settings(
        max_examples=many,
        stateful_step_count=long,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.django_db
def test_a_dozen_lives_hold_every_invariant():
    run_state_machine_as_test(Life, settings=lives(12, 25))


@pytest.mark.slow
@pytest.mark.django_db
def test_five_hundred_lives_of_fifty_deeds_hold_every_invariant():
    run_state_machine_as_test(Life, settings=lives(500, 50))


@pytest.mark.django_db
def test_control_a_deed_that_forgets_the_money_breaks_an_invariant(monkeypatch):
    monkeypatch.setattr(lifecycle.ending.refunds, "release", lambda invoice, reason: [])
    life = Life()
    life.open()
    life.somebody_renews_and_pays(0)
    life.the_applicant_withdraws(0)

    with pytest.raises(AssertionError, match="2600001B"):
        what_was_paid_for_nothing_is_owed(Seen())
    life.teardown()
