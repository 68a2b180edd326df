from datetime import date

import pytest
from django.db import transaction

from billing import fees, invoicing
from billing.invoicing import BillTo
from billing.models import FeeRate, Invoice, Refund
from core.models import Counter
from notifications.models import IssuedDocument
from tests.billing import books

pytestmark = pytest.mark.usefixtures("rates")


@pytest.mark.rule("F057")
def test_an_invoice_freezes_what_it_prints():
    invoice = books.invoice()
    FeeRate.objects.update(amount=9999)

    invoice.refresh_from_db()
    line = invoice.lines.get()

    assert (invoice.number, invoice.year, invoice.total) == ("I-2026-00001", 2026, 3300)
    assert (invoice.name, invoice.person) == ("東雲通商株式会社", "港湾 太郎")
    assert invoice.issuer["registration_number"] == "T7123456789012"
    assert (line.quantity, line.unit_amount, line.amount, line.tax_percent) == (1, 3000, 3000, 10)
    assert [(each.percent, each.net, each.tax) for each in invoice.taxes.all()] == [(10, 3000, 300)]
    assert invoice.tax == 300
    assert invoice.status == Invoice.Status.OPEN


@pytest.mark.rule("F050", "F056")
def test_an_account_is_lent_with_the_invoice():
    first, second = books.invoice(), books.invoice()

    assert first.account.number == "2600001"
    assert second.account.number == "2600002"
    assert first.account.deadline == first.due_on
    assert len(str(first.account.key)) == 36


@pytest.mark.parametrize(
    ("on", "at_most", "due_on", "closes_on"),
    [
        pytest.param(
            date(2026, 11, 20), None, date(2026, 11, 27), date(2026, 12, 2), id="seven days"
        ),
        pytest.param(
            date(2027, 1, 28),
            date(2027, 1, 31),
            date(2027, 1, 31),
            date(2027, 2, 3),
            id="never after the expiry, even on a Sunday",
        ),
        pytest.param(
            date(2027, 1, 31),
            date(2027, 1, 31),
            date(2027, 1, 31),
            date(2027, 2, 3),
            id="on the last day",
        ),
        pytest.param(
            date(2026, 12, 22),
            None,
            date(2026, 12, 29),
            date(2027, 1, 6),
            id="the grace skips the New Year",
        ),
    ],
)
@pytest.mark.rule("F058")
def test_the_deadline_is_seven_days_on_and_the_grace_three_business_days(
    on, at_most, due_on, closes_on
):
    invoice = books.invoice(on=on, at_most=at_most)

    assert (invoice.due_on, invoice.closes_on) == (due_on, closes_on)


def test_nothing_is_billed_that_could_not_be_paid_in_time():
    with pytest.raises(ValueError, match="2027-01-31"):
        books.invoice(on=date(2027, 2, 1), at_most=date(2027, 1, 31))
    assert not Invoice.objects.exists()


def test_numbers_run_on_without_a_gap_and_begin_anew_in_april():
    numbers = [
        books.invoice(on=day).number
        for day in (date(2027, 3, 31), date(2027, 3, 31), date(2027, 4, 1))
    ]

    assert numbers == ["I-2026-00001", "I-2026-00002", "I-2027-00001"]


def test_a_deed_that_fails_later_gives_its_number_back():
    class Broken(Exception):
        pass

    @transaction.atomic
    def bill_and_break():
        books.invoice()
        raise Broken

    with pytest.raises(Broken):
        bill_and_break()

    assert not Counter.objects.filter(last__gt=0).exists()
    assert books.invoice().number == "I-2026-00001"
    assert IssuedDocument.objects.count() == 1


def test_without_a_fee_there_is_no_invoice():
    with pytest.raises(fees.NoRate):
        books.invoice(fee="jastpro.unheard-of")
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize(
    ("kana", "payer"),
    [
        ("シノノメツウショウカブシキガイシャ", "2600001B シノノメツウショウ"),
        ("カブシキガイシャシノノメツウショウ", "2600001B シノノメツウショウ"),
        ("タカハシ ハナコ", "2600001B タカハシ ハナコ"),
        ("", "2600001B"),
    ],
)
def test_the_payer_is_asked_to_put_the_receipt_number_before_the_name(kana, payer):
    assert books.invoice(bill_to=BillTo(name="名", kana=kana)).payer_name == payer


def test_invoices_are_found_by_what_is_to_be_done_about_them():
    invoice = books.invoice()  # due on the 27th, closes on 2 December

    assert list(Invoice.objects.due_soon(date(2026, 11, 24), 3)) == [invoice]
    assert not Invoice.objects.due_soon(date(2026, 11, 23), 3)
    assert not Invoice.objects.due_soon(date(2026, 11, 28), 3)
    assert not Invoice.objects.past_grace(date(2026, 12, 2))
    assert list(Invoice.objects.past_grace(date(2026, 12, 3))) == [invoice]


@pytest.mark.rule("F058")
def test_a_void_invoice_closes_its_account_and_voiding_twice_is_voiding_once():
    invoice = books.invoice()

    invoicing.void(invoice, Invoice.VoidReason.LAPSED)
    invoicing.void(invoice, Invoice.VoidReason.WITHDRAWN)

    invoice.refresh_from_db()
    assert (invoice.status, invoice.void_reason) == ("void", "lapsed")
    assert invoice.voided_at is not None
    invoice.account.refresh_from_db()
    assert invoice.account.closed_at is not None
    assert not Refund.objects.exists()


def test_a_paid_invoice_is_not_voided_and_the_caller_learns_of_it():
    invoice = books.invoice()
    books.deposit(invoice, 3300)

    with pytest.raises(invoicing.AlreadySettled, match="入金済みのため、取り消せません。"):
        invoicing.void(invoice, Invoice.VoidReason.LAPSED)


def test_what_was_paid_in_part_goes_back_when_the_invoice_becomes_void():
    invoice = books.invoice()
    books.deposit(invoice, 1000)
    books.deposit(invoice, 500)

    invoicing.void(invoice, Invoice.VoidReason.LAPSED)
    invoicing.void(invoice, Invoice.VoidReason.LAPSED)

    refunds = Refund.objects.order_by("amount")
    assert [(each.amount, each.reason, each.about) for each in refunds] == [
        (500, "lapsed", "2600001B"),
        (1000, "lapsed", "2600001B"),
    ]
    assert not invoice.allocations.live().exists()
