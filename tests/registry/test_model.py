"""A life of renewals at random, against what must hold at every moment (reliability 10).

Two holders, one examiner, and time that only goes forward. The rules are the deeds that people
and the timetable do; whatever their order, the invariants below hold after each.
"""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from billing import deposits
from billing.models import Invoice, Refund
from core import clock
from notifications.models import Notice
from portal.demonstration import deeds
from registry import drafts, expiry, lifecycle, register, reminders
from registry.models import Application, Code, Decision, Reminder, Term
from registry.states import CLOSED, OPEN, RULES, UNNUMBERED, NotAllowed
from tests import cast

REFUSED = (NotAllowed, drafts.Refused, lifecycle.Incoherent)
PAID = {"under_examination", "decided", "approved", "sent_back", "rejected"}
WHO = some.sampled_from([0, 1])


class Life(RuleBasedStateMachine):
    """The house from 1 November 2026 on; both codes end on 31 January 2027."""

    @initialize()
    def open(self) -> None:
        self.now = clock.moment(date(2026, 11, 2))
        with clock.at(self.now):
            self.codes = [cast.shinonome(), cast.hamaya()]
            self.examiner = cast.examiner()

    def newest(self, who: int) -> Application | None:
        return Application.objects.filter(code=self.codes[who]).order_by("started_at", "pk").last()

    # What people do -------------------------------------------------------------------------

    @rule(days=some.sampled_from([0, 1, 3, 8, 30]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, minutes=7)

    @rule(who=WHO)
    def somebody_renews(self, who: int) -> None:
        code = Code.objects.get(pk=self.codes[who].pk)
        with clock.at(self.now), contextlib.suppress(*REFUSED):
            deeds.submit(deeds.write_renewal(code))

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
    def money_is_accounted_for_to_the_yen(self) -> None:
        assert deposits.balance().holds

    @invariant()
    def one_open_application_a_code(self) -> None:
        for code in self.codes:
            assert Application.objects.open().filter(code=code).count() <= 1

    @invariant()
    def nobody_is_examined_unpaid(self) -> None:
        for each in Application.objects.filter(state__in=PAID).select_related("invoice"):
            assert each.invoice.status == Invoice.Status.SETTLED

    @invariant()
    def a_term_for_every_approval_and_none_without(self) -> None:
        approved = set(Application.objects.filter(state="approved").values_list("pk", flat=True))
        granted = Term.objects.exclude(application=None).values_list("application", flat=True)
        assert sorted(granted, key=str) == sorted(approved, key=str)

    @invariant()
    def terms_follow_one_another_without_gap_or_overlap(self) -> None:
        for code in self.codes:
            terms = list(code.terms.order_by("valid_from"))
            for earlier, later in zip(terms, terms[1:], strict=False):
                assert later.valid_from == earlier.valid_until + timedelta(days=1)

    @invariant()
    def what_was_paid_for_nothing_is_owed(self) -> None:
        ended = Application.objects.filter(state__in=["rejected", "withdrawn", "lapsed"])
        for each in ended.filter(invoice__status=Invoice.Status.SETTLED):
            if each.state != "lapsed" or each.invoice.voided_at is None:
                owed = Refund.objects.filter(invoice=each.invoice, reason="unapproved")
                assert owed.exists(), each.receipt_number

    @invariant()
    def what_is_approved_is_not_owed_back(self) -> None:
        kept = Application.objects.filter(state="approved").values("invoice")
        assert not Refund.objects.live().filter(invoice__in=kept, reason="unapproved").exists()

    @invariant()
    def every_step_is_in_the_history_and_in_the_table(self) -> None:
        for each in Application.objects.all():
            state = "draft"
            for event in each.events.order_by("pk"):
                assert event.source == state
                assert state in RULES[event.action].sources
                state = event.target
            assert state == each.state

    @invariant()
    def numbers_have_no_gap(self) -> None:
        numbered = Application.objects.exclude(state__in=[each.value for each in UNNUMBERED])
        for year in ("26", "27", "28", "29", "30"):
            mine = numbered.filter(receipt_number__startswith=year)
            taken = sorted(mine.values_list("receipt_number", flat=True))
            assert taken == [f"{year}{n:05d}B" for n in range(1, len(taken) + 1)]

    @invariant()
    def closed_is_closed(self) -> None:
        for each in Application.objects.all():
            assert (each.closed_at is not None) == (each.state in CLOSED)

    @invariant()
    def a_decision_rests_on_decided_applications_only(self) -> None:
        resting = Decision.objects.filter(carried_out_at=None, taken_back_at=None)
        decided = Application.objects.filter(state="decided")
        assert set(resting.values_list("application", flat=True)) == set(
            decided.values_list("pk", flat=True)
        )

    @invariant()
    def everybody_is_told_once_of_each_thing(self) -> None:
        for each in Application.objects.exclude(receipt_number=""):
            told = Notice.objects.filter(about=each.receipt_number, channel="email")
            assert told.filter(event="received").count() == 1
            assert told.filter(event="approved").count() == (each.state == "approved")
            ended = told.filter(event__in=["rejected", "withdrawn"]).count()
            assert ended == (each.state in {"rejected", "withdrawn"})
        assert Reminder.objects.count() == len(set(Reminder.objects.values_list("term", "stage")))

    @invariant()
    def a_paid_renewal_in_hand_protects_its_code(self) -> None:
        for each in Application.objects.filter(state__in=["under_examination", "decided"]):
            assert each.code.is_live, each.receipt_number

    @invariant()
    def a_code_without_a_valid_term_is_gone_once_its_day_was_acted_on(self) -> None:
        for code in Code.objects.exclude(closed_on=None):
            term = register.current_term(code)
            assert term.valid_until < code.closed_on
            assert not Application.objects.filter(
                code=code, state__in=OPEN - {"awaiting_payment"}
            ).exists()


class TestLife(Life.TestCase, TestCase):  # type: ignore[misc,name-defined]
    """Each run in a transaction of its own."""


TestLife.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
class TestLongLife(Life.TestCase, TestCase):  # type: ignore[misc,name-defined]
    """At least 500 lives of 50 deeds."""


TestLongLife.settings = settings(
    max_examples=500, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
