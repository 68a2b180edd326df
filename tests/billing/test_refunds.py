from datetime import date

import pytest
from django.db import IntegrityError, transaction

from billing import deposits, refunds
from billing.models import Refund
from core.models import TrailEntry
from tests.billing import books

pytestmark = pytest.mark.rule("X20")


@pytest.fixture
def one(django_user_model):
    return django_user_model.objects.create(username="one", kind="staff")


@pytest.fixture
def other(django_user_model):
    return django_user_model.objects.create(username="other", kind="staff")


@pytest.fixture
def refund(invoice):
    books.deposit(invoice, 4000)
    return Refund.objects.get()


def test_an_application_that_ends_unapproved_after_payment_leaves_a_refund_due(invoice):
    books.deposit(invoice, 3300)

    first = refunds.release(invoice, Refund.Reason.UNAPPROVED)
    again = refunds.release(invoice, Refund.Reason.UNAPPROVED)

    assert [(each.amount, each.status, each.payee_kana) for each in first] == [
        (3300, "due", "ｼﾉﾉﾒﾂｳｼﾖｳ")
    ]
    assert again == []
    invoice.refresh_from_db()
    assert invoice.status == "settled"  # it was paid; that stays true
    assert deposits.balance() == deposits.Balance(3300, 0, 0, 3300)


def test_money_from_several_payers_goes_back_to_each(invoice):
    deposits.hear(books.notice(invoice, 3000, date(2026, 11, 24), payer_kana="ｱ"))
    deposits.hear(books.notice(invoice, 1000, date(2026, 11, 24), payer_kana="ｲ"))

    refunds.release(invoice, Refund.Reason.UNAPPROVED)

    assert sorted(Refund.objects.values_list("payee_kana", "amount", "reason")) == [
        ("ｱ", 3000, "unapproved"),
        ("ｲ", 300, "unapproved"),
        ("ｲ", 700, "excess"),
    ]
    assert deposits.balance().holds


def test_two_people_see_a_refund_out(refund, one, other):
    refunds.order(refund, by=one)
    refunds.pay(refund, by=other)

    assert (refund.amount, refund.status) == (700, "ordered")
    refund.refresh_from_db()
    assert (refund.status, refund.by, refund.second_by) == ("paid", one, other)
    assert list(TrailEntry.objects.order_by("pk").values_list("deed", "account")) == [
        ("refund.order", one.pk),
        ("refund.pay", other.pk),
    ]


def test_one_person_alone_pays_nothing_back(refund, one):
    refunds.order(refund, by=one)

    with pytest.raises(refunds.SamePerson, match="別の方"):
        refunds.pay(refund, by=one)
    refund.refresh_from_db()
    assert refund.status == "ordered"


def test_the_database_refuses_one_person_too(refund, one):
    refunds.order(refund, by=one)

    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.update(status="paid", second_by=one, paid_at="2026-11-20T00:00:00Z")


def test_what_was_not_arranged_cannot_be_paid_and_nothing_is_paid_twice(refund, one, other):
    with pytest.raises(refunds.NotNow):
        refunds.pay(refund, by=other)
    refunds.order(refund, by=one)
    with pytest.raises(refunds.NotNow):
        refunds.order(refund, by=other)
    refunds.pay(refund, by=other)
    with pytest.raises(refunds.NotNow):
        refunds.pay(refund, by=other)


def test_an_arranged_refund_can_be_put_back_on_the_list(refund, one, other):
    refunds.order(refund, by=one)
    refunds.recall(refund, by=other)
    refunds.order(refund, by=other)

    refund.refresh_from_db()
    assert (refund.status, refund.by) == ("ordered", other)


def test_a_person_sends_late_money_back(invoice, one):
    late = books.deposit(invoice, 3300, date(2026, 11, 28))

    refund = refunds.return_deposit(late, by=one, note="期限後のため")

    assert (refund.amount, refund.reason, refund.about) == (3300, "hand", "2600001B")
    assert deposits.balance() == deposits.Balance(3300, 0, 0, 3300)
    with pytest.raises(refunds.NothingLeft):
        refunds.return_deposit(late, by=one, note="もう一度")


def test_money_that_pays_an_invoice_is_not_sent_back_by_hand(invoice, one):
    exact = books.deposit(invoice, 3300)

    with pytest.raises(refunds.NothingLeft, match="返金を待っている金額はありません。"):
        refunds.return_deposit(exact, by=one, note="x")
