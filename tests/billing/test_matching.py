from datetime import date

import pytest

from billing import deposits, invoicing, refunds
from billing.models import Deposit, Invoice, Refund
from core import clock
from portal.models import Account
from tests.billing import books

IN_TIME = date(2026, 11, 27)
TOO_LATE = date(2026, 11, 28)


def owed():
    return sorted(Refund.objects.live().values_list("reason", "amount"))


def lying(invoice):
    return sorted(invoice.allocations.live().values_list("amount", flat=True))


SITUATIONS = [
    pytest.param([(3300, 24)], ["exact"], "settled", 24, [3300], [], id="exact"),
    pytest.param([(3300, 27)], ["exact"], "settled", 27, [3300], [], id="on the last day"),
    pytest.param([(2860, 24)], ["short"], "open", None, [2860], [], id="bank fee taken off"),
    pytest.param([(3299, 24)], ["short"], "open", None, [3299], [], id="one yen short"),
    pytest.param(
        [(2860, 24), (440, 26)], ["short", "exact"], "settled", 26, [440, 2860], [], id="in parts"
    ),
    pytest.param(
        [(440, 26), (2860, 24)],
        ["short", "exact"],
        "settled",
        26,
        [440, 2860],
        [],
        id="in parts, heard of in the other order",
    ),
    pytest.param(
        [(1000, 24), (1000, 24), (1300, 24)],
        ["short", "short", "exact"],
        "settled",
        24,
        [1000, 1000, 1300],
        [],
        id="three parts on one day, two of them equal",
    ),
    pytest.param([(4000, 24)], ["excess"], "settled", 24, [3300], [("excess", 700)], id="too much"),
    pytest.param(
        [(3000, 24), (1000, 25)],
        ["short", "excess"],
        "settled",
        25,
        [300, 3000],
        [("excess", 700)],
        id="too much in parts",
    ),
    pytest.param(
        [(3300, 24), (3300, 24)],
        ["exact", "double"],
        "settled",
        24,
        [3300],
        [("double", 3300)],
        id="twice",
    ),
    pytest.param([(3300, 28)], ["late"], "open", None, [], [], id="a day late"),
    pytest.param(
        [(2860, 24), (440, 28)],
        ["short", "late"],
        "open",
        None,
        [2860],
        [],
        id="the rest a day late",
    ),
    pytest.param(
        [(3300, 24), (3300, 28)],
        ["exact", "double"],
        "settled",
        24,
        [3300],
        [("double", 3300)],
        id="once more after the deadline",
    ),
    pytest.param(
        [(9_999_999_999, 24)],
        ["excess"],
        "settled",
        24,
        [3300],
        [("excess", 9_999_996_699)],
        id="ten digits",
    ),
]


@pytest.mark.rule("F052", "X08", "X09")
@pytest.mark.parametrize(("paid", "states", "status", "day", "matched", "back"), SITUATIONS)
def test_every_deposit_ends_in_a_named_state(invoice, paid, states, status, day, matched, back):
    found = [books.deposit(invoice, yen, date(2026, 11, on)) for yen, on in paid]

    invoice.refresh_from_db()
    assert [each.state for each in found] == states
    assert invoice.status == status
    assert invoice.settled_on == (day and date(2026, 11, day))
    assert lying(invoice) == matched
    assert owed() == back
    assert deposits.balance().holds


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"account_number": "9999999"}, id="a number never lent"),
        pytest.param({"branch_code": "102"}, id="another branch"),
        pytest.param({"source": "other"}, id="another agency"),
        pytest.param({"value_date": date(2026, 11, 19)}, id="before the account was lent"),
    ],
)
def test_money_on_an_unknown_account_waits_for_a_person(invoice, changes):
    found = deposits.hear(books.notice(invoice, 3300, **{"value_date": IN_TIME, **changes}))

    assert (found.state, found.account) == ("unknown", None)
    assert list(Deposit.objects.unmatched()) == [found]
    invoice.refresh_from_db()
    assert invoice.status == "open"
    assert deposits.balance() == deposits.Balance(3300, 0, 3300, 0)


def test_the_same_notice_again_changes_nothing(invoice):
    notice = books.notice(invoice, 3300, IN_TIME)

    first, second = deposits.hear(notice), deposits.hear(notice)

    assert first == second
    assert deposits.balance() == deposits.Balance(3300, 3300, 0, 0)


def test_a_notice_that_contradicts_an_earlier_one_is_refused(invoice):
    notice = books.notice(invoice, 3300, IN_TIME)
    deposits.hear(notice)

    with pytest.raises(deposits.Contradicted, match="内容の異なる"):
        deposits.hear(books.notice(invoice, 3301, IN_TIME, notice_id=notice.notice_id))


@pytest.mark.rule("F058")
def test_money_in_time_that_is_heard_of_after_the_lapse_settles_the_invoice(invoice):
    with clock.at(date(2026, 12, 3)):
        invoicing.void(invoice, Invoice.VoidReason.LAPSED)
    with clock.at(date(2026, 12, 8)):
        found = books.deposit(invoice, 3300, IN_TIME)

    invoice.refresh_from_db()
    assert found.state == "exact"
    assert (invoice.status, invoice.settled_on, invoice.was_void) == ("settled", IN_TIME, True)
    assert list(Invoice.objects.revived()) == [invoice]


def test_money_of_the_day_after_the_deadline_revives_nothing(invoice):
    invoicing.void(invoice, Invoice.VoidReason.LAPSED)

    found = books.deposit(invoice, 3300, TOO_LATE)

    invoice.refresh_from_db()
    assert (found.state, invoice.status) == ("late", "void")
    assert deposits.balance() == deposits.Balance(3300, 0, 3300, 0)


@pytest.mark.rule("F058")
def test_parts_paid_before_the_lapse_count_when_the_rest_is_heard_of_late(invoice):
    books.deposit(invoice, 2860)
    invoicing.void(invoice, Invoice.VoidReason.LAPSED)
    assert owed() == [("lapsed", 2860)]

    books.deposit(invoice, 400, IN_TIME)
    assert owed() == [("lapsed", 400), ("lapsed", 2860)]
    books.deposit(invoice, 40, IN_TIME)

    invoice.refresh_from_db()
    assert invoice.status == "settled"
    assert lying(invoice) == [40, 400, 2860]
    assert owed() == []
    assert deposits.balance() == deposits.Balance(3300, 3300, 0, 0)


def test_a_part_whose_refund_is_on_its_way_no_longer_counts(invoice, django_user_model):
    accountant = django_user_model.objects.create(username="a", kind=Account.Kind.STAFF)
    books.deposit(invoice, 2860)
    invoicing.void(invoice, Invoice.VoidReason.LAPSED)
    refunds.order(Refund.objects.get(), by=accountant)

    found = books.deposit(invoice, 440, IN_TIME)

    invoice.refresh_from_db()
    assert (found.state, invoice.status) == ("short", "void")
    assert owed() == [("lapsed", 440), ("lapsed", 2860)]


@pytest.mark.parametrize("reason", ["withdrawn", "mistaken"])
def test_money_for_a_withdrawn_application_goes_back(invoice, reason):
    invoicing.void(invoice, Invoice.VoidReason(reason))

    found = books.deposit(invoice, 3300)

    invoice.refresh_from_db()
    assert (found.state, invoice.status) == ("unclaimed", "void")
    assert owed() == [("unclaimed", 3300)]


def test_a_settled_invoice_closes_its_account_and_a_short_one_leaves_it_open(invoice):
    books.deposit(invoice, 3000)
    invoice.account.refresh_from_db()
    assert invoice.account.closed_at is None

    books.deposit(invoice, 300)
    invoice.account.refresh_from_db()
    assert invoice.account.closed_at is not None


def test_a_number_lent_again_means_the_lending_of_the_value_date(invoice):
    invoicing.void(invoice, Invoice.VoidReason.WITHDRAWN)
    later = books.invoice(on=date(2027, 1, 20), about="2700001B")
    later.account.number = invoice.account.number
    later.account.save()

    old = books.deposit(invoice, 3300, date(2026, 11, 25))
    new = deposits.hear(books.notice(later, 3300, date(2027, 1, 20)))

    assert (old.account, old.state) == (invoice.account, "unclaimed")
    assert (new.account, new.state) == (later.account, "exact")
