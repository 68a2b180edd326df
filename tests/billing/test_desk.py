"""The accountant's desk in the admin."""

from datetime import date

import pytest

from billing.models import Deposit, FeeRate, Invoice, Refund, TaxRate
from tests import cast
from tests.billing import books
from tests.conftest import signed_in

LISTS = (
    "invoice",
    "deposit",
    "refund",
    "paymentreceipt",
    "billingparty",
    "feerate",
    "taxrate",
)


@pytest.fixture
def accountant(rates):
    return signed_in(cast.accountant())


@pytest.fixture
def accountant2(rates):
    return signed_in(cast.accountant("accountant2"))


def act(browser, model, action, rows, **more):
    """Choose rows of a list and one deed; the page that follows."""
    answer = browser.post(
        f"/admin/billing/{model}/",
        {"action": action, "_selected_action": [row.pk for row in rows], **more},
        follow=True,
    )
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("model", LISTS)
def test_every_list_and_every_row_opens(accountant, invoice, model):
    books.deposit(invoice, 4000)
    books.deposit(invoice, 3300)

    listed = accountant.get(f"/admin/billing/{model}/")
    assert listed.status_code == 200
    for row in listed.context["cl"].result_list:
        assert accountant.get(f"/admin/billing/{model}/{row.pk}/change/").status_code == 200


@pytest.mark.rule("X15")
@pytest.mark.parametrize("model", LISTS)
def test_an_examiner_has_no_business_here(invoice, model):
    browser = signed_in(cast.examiner())

    assert browser.get(f"/admin/billing/{model}/").status_code == 403


@pytest.mark.rule("F052", "X20")
def test_the_accountant_sees_each_deposit_by_its_named_state_and_the_balance(accountant, invoice):
    books.deposit(invoice, 2860)
    books.deposit(invoice, 3300, date(2026, 11, 28))
    books.deposit(invoice, 1140)

    page = accountant.get("/admin/billing/deposit/").content.decode()

    for said in ("不足", "期限後入金", "過入金", "I-2026-00001", "700円（未処理）"):
        assert said in page
    assert "入金の合計 7,300円 ＝ 消込済 3,300円 ＋ 要対応 3,300円 ＋ 返金 700円" in page
    assert "合計が一致しません" not in page


def test_the_list_of_what_waits_shows_what_no_rule_could_decide(accountant, invoice):
    books.deposit(invoice, 2860)
    late = books.deposit(invoice, 3300, date(2026, 11, 28))

    def waiting():
        listed = accountant.get("/admin/billing/deposit/?waiting=1")
        return list(listed.context["cl"].result_list)

    assert waiting() == [late]
    assert "1件を処理しました。" in act(
        accountant, "deposit", "return_money", [late], note="期限後のため"
    )
    assert waiting() == []
    assert Refund.objects.get().note == "期限後のため"


@pytest.mark.parametrize("note", ["", "  ", "あ" * 201])
def test_sending_money_back_needs_a_reason(accountant, invoice, note):
    late = books.deposit(invoice, 3300, date(2026, 11, 28))

    page = act(accountant, "deposit", "return_money", [late], note=note)

    assert "返金する理由を200文字以内で入力してください。" in page
    assert not Refund.objects.exists()


def test_what_pays_an_invoice_is_not_sent_back_and_stops_nothing_else(accountant, invoice):
    exact = books.deposit(invoice, 3300)
    late = books.deposit(books.invoice(about="2600002B"), 3300, date(2026, 11, 28))

    page = act(accountant, "deposit", "return_money", [exact, late], note="x")

    assert "返金を待っている金額はありません。" in page
    assert "1件を処理しました。" in page


@pytest.mark.rule("X20")
def test_a_refund_passes_through_two_hands(accountant, accountant2, invoice):
    books.deposit(invoice, 4000)
    refund = Refund.objects.get()

    assert (
        "返金を待っている金額：700円" in accountant.get("/admin/billing/refund/").content.decode()
    )
    act(accountant, "refund", "order", [refund])
    assert "別の方が行ってください。" in act(accountant, "refund", "pay", [refund])
    refund.refresh_from_db()
    assert refund.status == "ordered"
    act(accountant2, "refund", "pay", [refund])

    refund.refresh_from_db()
    assert refund.status == "paid"
    assert "返金を待っている金額：0円" in accountant.get("/admin/billing/refund/").content.decode()
    assert "ほかの方が先に処理しました。" in act(accountant2, "refund", "order", [refund])


def test_an_arranged_refund_can_be_recalled(accountant, invoice):
    books.deposit(invoice, 4000)
    refund = Refund.objects.get()
    act(accountant, "refund", "order", [refund])

    act(accountant, "refund", "recall", [refund])

    refund.refresh_from_db()
    assert refund.status == "due"


@pytest.mark.rule("X15")
@pytest.mark.parametrize("who", [cast.auditor, cast.administrator])
def test_who_may_only_read_does_no_deed(invoice, who):
    books.deposit(invoice, 4000)
    refund = Refund.objects.get()
    browser = signed_in(who())

    assert browser.get("/admin/billing/refund/").status_code == 200
    browser.post("/admin/billing/refund/", {"action": "order", "_selected_action": [refund.pk]})

    refund.refresh_from_db()
    assert refund.status == "due"


FORGED = {
    "status": "settled",
    "settled_on": "2026-11-20",
    "state": "exact",
    "amount": "1",
    "total": "1",
    "by": "1",
    "second_by": "2",
}


@pytest.mark.parametrize("model", ["invoice", "deposit", "refund", "paymentreceipt"])
@pytest.mark.parametrize("page", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_no_forged_form_changes_the_books(accountant, invoice, model, page):
    books.deposit(invoice, 2860)
    before = [list(rows.objects.values()) for rows in (Invoice, Deposit, Refund)]

    answer = accountant.post(f"/admin/billing/{model}/{page.format(pk=1)}", FORGED)

    assert answer.status_code in (302, 403, 404)  # 302 and 404: there is no such row
    assert [list(rows.objects.values()) for rows in (Invoice, Deposit, Refund)] == before


def fee(**changes):
    wanted = {
        "code": "jastpro.renewal",
        "tier": "",
        "amount": "3850",
        "effective_from": "2027-04-01",
        "note": "",
    }
    return {**wanted, **changes}


@pytest.mark.rule("X16")
def test_a_new_fee_is_entered_in_advance_and_can_be_mended_until_its_day(accountant, today):
    accountant.post("/admin/billing/feerate/add/", fee())
    row = FeeRate.objects.get(amount=3850)

    accountant.post(f"/admin/billing/feerate/{row.pk}/change/", fee(amount="3960"))
    row.refresh_from_db()
    assert row.amount == 3960

    today.move_to(1_806_600_000)  # 2 April 2027
    browser = signed_in(cast.administrator())
    assert (
        browser.post(f"/admin/billing/feerate/{row.pk}/change/", fee(amount="1")).status_code == 403
    )
    assert (
        browser.post(f"/admin/billing/feerate/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    )
    row.refresh_from_db()
    assert row.amount == 3960


@pytest.mark.rule("X16")
@pytest.mark.parametrize("day", ["2026-11-20", "2019-10-02", "2026-11-19"])
def test_no_fee_begins_today_or_in_the_past(accountant, day):
    page = accountant.post("/admin/billing/feerate/add/", fee(effective_from=day)).content.decode()

    assert "適用開始日は明日以降の日付を入力してください。" in page
    assert FeeRate.objects.filter(code="jastpro.renewal").count() == 1


def test_a_fee_of_nothing_and_a_tax_of_everything_are_refused_in_words(accountant):
    assert accountant.post("/admin/billing/feerate/add/", fee(amount="0")).status_code == 200
    assert (
        accountant.post(
            "/admin/billing/taxrate/add/", {"percent": "100", "effective_from": "2030-04-01"}
        ).status_code
        == 200
    )
    assert not FeeRate.objects.filter(amount=0).exists()
    assert TaxRate.objects.count() == 1


def test_the_desk_finds_an_invoice_by_number_payer_or_account(accountant, invoice):
    books.invoice(about="2600002B")

    for words in ("I-2026-00001", "2600001B", "2600001"):
        listed = accountant.get("/admin/billing/invoice/", {"q": words})
        assert invoice in listed.context["cl"].result_list
    assert (
        len(accountant.get("/admin/billing/invoice/", {"q": "東雲"}).context["cl"].result_list) == 2
    )
