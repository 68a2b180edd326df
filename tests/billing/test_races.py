"""What happens at the same moment. Each race has a control that loses without our care."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from billing import deposits, documents, invoicing, receipts, refunds, webhook
from billing.deposit_notices import DepositNotice
from billing.models import Deposit, Invoice, PaymentReceipt, Refund
from billing.sandbox import SandboxAgency
from notifications.models import PaperBytes
from tests.billing import books
from tests.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DAY = date(2026, 11, 24)


@pytest.fixture
def invoice(transactional_db):
    books.rates()
    return books.invoice()


def numbers_of(jobs):
    together(*jobs)
    return sorted(Invoice.objects.values_list("number", flat=True))


def test_twelve_invoices_at_once_have_following_numbers_and_accounts_of_their_own(invoice):
    numbers = numbers_of([books.invoice] * 12)

    assert numbers == [f"I-2026-{n:05d}" for n in range(1, 14)]
    accounts = [each.account.number for each in Invoice.objects.all()]
    assert len(set(accounts)) == 13


def test_one_message_fifty_times_at_once_is_one_deposit_and_fifty_times_200(invoice):
    headers, body = SandboxAgency().message(books.notice(invoice, 3300, DAY))

    answers = together(*[lambda: webhook.receive(headers, body)] * 50)

    assert [answer.status for answer in answers] == [200] * 50
    assert len({str(answer.content) for answer in answers}) == 1
    assert deposits.balance() == deposits.Balance(3300, 3300, 0, 0)


def test_control_a_naive_look_before_writing_is_raced(invoice):
    """Look, then write, without the row's own key deciding: several believe to be the first."""
    gate = threading.Barrier(6)

    def naive():
        is_new = not Deposit.objects.filter(notice_id="naive").exists()
        gate.wait(30)
        return is_new

    assert together(*[naive] * 6) == [True] * 6

    def write():
        with transaction.atomic():
            Deposit.objects.create(
                source="sandbox",
                notice_id="naive",
                branch_code="101",
                account_number="9999999",
                amount=1,
                value_date=DAY,
            )

    assert together(*[write] * 6).count(IntegrityError) == 5


def test_eight_different_payments_at_once_settle_once_and_seven_go_back(invoice):
    notices = [books.notice(invoice, 3300, DAY) for _ in range(8)]

    together(*[lambda notice=notice: deposits.hear(notice) for notice in notices])

    assert sorted(Deposit.objects.values_list("state", flat=True)) == ["double"] * 7 + ["exact"]
    assert deposits.balance() == deposits.Balance(26400, 3300, 0, 23100)


def test_parts_that_come_at_once_are_all_counted(invoice):
    notices = [books.notice(invoice, 1100, DAY) for _ in range(3)]

    together(*[lambda notice=notice: deposits.hear(notice) for notice in notices])

    invoice.refresh_from_db()
    assert invoice.status == "settled"
    assert sum(each.amount for each in invoice.allocations.live()) == 3300


def test_control_parts_that_are_added_up_without_the_lock_are_all_short(invoice):
    """Each looks before any has written: nobody sees the others' part, and nothing is settled."""
    gate = threading.Barrier(3)

    def naive():
        missing = invoice.total - sum(each.amount for each in invoice.allocations.live())
        gate.wait(30)
        return missing > 1100

    assert together(*[naive] * 3) == [True] * 3


def test_money_and_lapse_at_once_end_settled_either_way(invoice):
    notice = books.notice(invoice, 3300, DAY)

    results = together(
        lambda: deposits.hear(notice).state,
        lambda: invoicing.void(invoice, Invoice.VoidReason.LAPSED),
    )

    invoice.refresh_from_db()
    assert invoice.status == "settled"
    assert "exact" in results
    assert deposits.balance() == deposits.Balance(3300, 3300, 0, 0)


def test_two_accountants_cannot_pay_one_refund_twice(invoice, django_user_model):
    people = [django_user_model.objects.create(username=f"a{n}", kind="staff") for n in range(5)]
    books.deposit(invoice, 4000)
    refund = Refund.objects.get()
    refunds.order(refund, by=people[0])

    results = together(
        *[lambda person=person: refunds.pay(refund, by=person) for person in people[1:]]
    )

    assert results.count(None) == 1
    assert results.count(refunds.NotNow) == 3


def test_six_readers_at_once_get_the_same_invoice(invoice):
    results = together(*[lambda: documents.invoice_pdf(Invoice.objects.get())[0] for _ in range(6)])

    assert len(set(results)) == 1
    assert PaperBytes.objects.count() == 1


def test_of_several_first_prints_of_a_receipt_one_is_the_original(invoice):
    books.deposit(invoice, 3300)
    results = together(*[lambda: receipts.issue(invoice, on=DAY).number] * 4)
    assert results == ["R-2026-00001"] * 4

    prints = together(
        *[lambda: documents.receipt_pdf(PaymentReceipt.objects.get())[1] for _ in range(4)]
    )

    assert sum("再発行" not in name for name in prints) == 1
    assert PaymentReceipt.objects.get().prints == 4


def test_a_notice_is_the_unit_of_money_not_the_message(invoice):
    """Two messages with numbers of their own about one deposit are one deposit."""
    notice = books.notice(invoice, 3300, DAY)
    again = DepositNotice(**vars(notice))

    results = together(lambda: deposits.hear(notice).pk, lambda: deposits.hear(again).pk)

    assert len(set(results)) == 1
    assert Deposit.objects.count() == 1
