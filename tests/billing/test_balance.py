"""Whatever happens in whatever order, every yen is somewhere (goals 7 and 9)."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import deposits, invoicing, refunds
from billing.models import Allocation, Deposit, Invoice, Refund
from tests.billing import books

START = date(2026, 11, 20)
EVENTS = st.one_of(
    st.tuples(
        st.just("pay"),
        st.integers(0, 3),
        st.sampled_from([1, 440, 1100, 2860, 3300, 4000]),
        st.integers(0, 10),
    ),
    st.tuples(st.just("lapse"), st.integers(0, 2)),
    st.tuples(st.just("withdraw"), st.integers(0, 2)),
    st.tuples(st.just("end unapproved"), st.integers(0, 2)),
    st.tuples(st.just("tell again"), st.integers(0, 20)),
    st.tuples(st.just("order"), st.integers(0, 20)),
    st.tuples(st.just("return"), st.integers(0, 20)),
)


class Books:
    """Three invoices; a fourth account that nobody knows."""

    def __init__(self, staff):
        self.staff = staff
        self.invoices = [books.invoice(on=START) for _ in range(3)]
        self.notices = []

    def play(self, event):
        name, *values = event
        getattr(self, name.replace(" ", "_"))(*values)

    def pay(self, which, amount, after):
        known = which < len(self.invoices)
        invoice = self.invoices[which if known else 0]
        changes = {} if known else {"account_number": "9999999"}
        notice = books.notice(invoice, amount, START + timedelta(days=after), **changes)
        self.notices.append(notice)
        deposits.hear(notice)

    def lapse(self, which):
        self._void(which, Invoice.VoidReason.LAPSED)

    def withdraw(self, which):
        self._void(which, Invoice.VoidReason.WITHDRAWN)

    def _void(self, which, reason):
        try:
            invoicing.void(self.invoices[which], reason)
        except invoicing.AlreadySettled:
            self.invoices[which].refresh_from_db()
            assert self.invoices[which].status == "settled"

    def end_unapproved(self, which):
        invoice = self.invoices[which]
        invoice.refresh_from_db()
        if invoice.status == "settled":
            refunds.release(invoice, Refund.Reason.UNAPPROVED)

    def tell_again(self, which):
        if self.notices:
            deposits.hear(self.notices[which % len(self.notices)])

    def order(self, which):
        due = list(Refund.objects.due().order_by("pk"))
        if due:
            refunds.order(due[which % len(due)], by=self.staff)

    def return_(self, which):
        waiting = list(Deposit.objects.unmatched().order_by("pk"))
        if waiting:
            try:
                refunds.return_deposit(waiting[which % len(waiting)], by=self.staff, note="x")
            except refunds.NothingLeft:
                assert Refund.objects.filter(reason="hand").exists()

    def __getattr__(self, name):
        if name == "return":
            return self.return_
        raise AttributeError(name)


def check(played):
    told = {notice.notice_id: notice.amount for notice in played.notices}
    assert deposits.balance().received == sum(told.values())
    assert deposits.balance().holds
    for deposit in Deposit.objects.all():
        lies = sum(each.amount for each in deposit.allocations.filter(undone_at=None))
        goes = sum(each.amount for each in deposit.refunds.exclude(status="cancelled"))
        rest = deposit.amount - lies - goes
        assert rest >= 0
        assert rest == 0 or (deposit.state in ("late", "unknown") and rest == deposit.amount)
    for invoice in Invoice.objects.all():
        lying = sum(each.amount for each in invoice.allocations.live())
        ended = Refund.objects.filter(invoice=invoice, reason="unapproved").exists()
        match invoice.status:
            case "settled":
                assert lying == (0 if ended else invoice.total)
                assert invoice.settled_on <= invoice.due_on
            case "open":
                assert lying < invoice.total
            case "void":
                assert lying == 0
    late = Allocation.objects.filter(deposit__state__in=["late", "unknown", "double", "unclaimed"])
    assert not late.exists()


@pytest.mark.rule("X20")
@given(events=st.lists(EVENTS, max_size=25))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_deposits_always_equal_matched_plus_unmatched_plus_refunded(events, rates, examples):
    with examples() as staff:
        played = Books(staff)
        for event in events:
            played.play(event)
            check(played)


FIVE = ("part", "rest", "rest again", "lapse", "once more")


def test_all_orders_of_five_events_end_with_every_yen_in_its_place(rates, examples):
    """Whether the money is heard of before or after the lapse, the invoice ends settled."""
    for order in itertools.permutations(FIVE):
        with examples() as staff:
            played = Books(staff)
            invoice = played.invoices[0]
            part = books.notice(invoice, 2860, date(2026, 11, 24))
            rest = books.notice(invoice, 440, date(2026, 11, 27))
            more = books.notice(invoice, 3300, date(2026, 11, 30))
            played.notices = [part, rest, more]
            deeds = {
                "part": lambda part=part: deposits.hear(part),
                "rest": lambda rest=rest: deposits.hear(rest),
                "rest again": lambda rest=rest: deposits.hear(rest),
                "once more": lambda more=more: deposits.hear(more),
                "lapse": lambda played=played: played.lapse(0),
            }
            for name in order:
                deeds[name]()
            check(played)
            invoice.refresh_from_db()
            assert (invoice.status, invoice.settled_on) == ("settled", date(2026, 11, 27)), order
            last = Deposit.objects.get(notice_id=more.notice_id)
            assert last.state in ("late", "double"), order
