import html
import re
import uuid
from datetime import date

import pytest
from django.core import signing
from django.test import Client

from billing import agency, invoicing, signatures
from billing.models import Deposit, Invoice, Refund
from tests.billing import books

BACK = "/my/applications/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/done/"


@pytest.fixture
def invoice(db, settings):
    settings.DEMO = True
    books.rates()
    return books.invoice()


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def url_of(invoice, back=BACK):
    return agency.current().page_url(invoice.account, back=back)


def look(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def press(browser, invoice, kind):
    """Press a button of the panel as a browser does, token and hidden field included."""
    page = look(browser, url_of(invoice))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    answer = browser.post(f"/agency/{invoice.account.key}/deposit/", {**hidden, "kind": kind})
    assert answer.status_code == 303
    invoice.refresh_from_db()
    return look(browser, answer["Location"])


@pytest.mark.rule("F051")
def test_the_page_shows_account_amount_and_deadline_and_the_same_after_a_reload(browser, invoice):
    page = look(browser, url_of(invoice))

    for said in (
        "みなと決済代行（サンドボックス）",
        "みなと見本銀行",
        "八丁堀支店",
        "普通",
        "2600001",
        "ミナトケッサイダイコウ",
        "3,300円",
        "2026年11月27日（金）",
    ):
        assert said in page
    assert "2600001" in look(browser, url_of(invoice))


@pytest.mark.rule("F052")
def test_the_page_says_who_bears_the_transfer_fee(browser, invoice):
    assert "銀行振込手数料は、お客様のご負担でお願いいたします。" in look(browser, url_of(invoice))


def test_the_page_names_nobody_but_the_payee(browser, invoice):
    page = look(browser, url_of(invoice))

    for private in ("東雲", "シノノメ", "港湾 太郎", "P00A1B2C0000", "2600001B", "西新橋"):
        assert private not in page


@pytest.mark.rule("F053")
def test_the_page_can_be_printed_without_javascript(browser, invoice):
    page = look(browser, url_of(invoice))
    link = html.unescape(re.search(r'href="([^"]+)" data-print>このページを印刷する', page)[1])

    plain = look(browser, f"/agency/{invoice.account.key}/{link}")

    assert "2600001" in plain
    assert "ブラウザーの印刷機能" in plain
    assert "体験用：入金を送る" not in plain
    assert BACK in plain


@pytest.mark.rule("F054")
def test_the_way_back_leads_to_the_application(browser, invoice):
    assert f'href="{BACK}">申し込みサイトへ戻る' in look(browser, url_of(invoice))


@pytest.mark.parametrize(
    "back",
    [
        "",
        "https://evil.example/",
        "/my/",
        signing.dumps("/my/", salt="another"),
        signing.dumps("https://evil.example/", salt="agency.back"),
        signing.dumps("//evil.example/", salt="agency.back"),
        signing.dumps("/\\evil.example/", salt="agency.back"),
        signing.dumps(["/my/"], salt="agency.back"),
        "\x00" * 10,
        "x" * 10_000,
    ],
    ids=range(10),
)
def test_a_way_back_that_is_not_ours_leads_home(browser, invoice, back):
    answer = browser.get(f"/agency/{invoice.account.key}/", {"back": back})

    assert answer.status_code == 200
    assert 'href="/">申し込みサイトへ戻る' in answer.content.decode()


def test_an_unknown_key_is_404_and_search_engines_stay_away(browser, invoice):
    assert browser.get(f"/agency/{uuid.uuid4()}/").status_code == 404
    answer = browser.get(url_of(invoice))
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.rule("X09", "F059")
@pytest.mark.parametrize(
    ("kind", "state", "status", "owed"),
    [
        ("exact", "exact", "settled", []),
        ("short", "short", "open", []),
        ("excess", "excess", "settled", [700]),
        ("late", "late", "open", []),
    ],
)
def test_each_button_ends_in_its_named_state(browser, invoice, kind, state, status, owed):
    page = press(browser, invoice, kind)

    deposit = Deposit.objects.get()
    assert "応答 200：入金通知を受け付けました。" in page
    assert deposit.get_state_display() in page
    assert (deposit.state, invoice.status) == (state, status)
    assert [refund.amount for refund in Refund.objects.all()] == owed


def test_the_rest_after_a_short_deposit_settles_the_invoice(browser, invoice):
    page = press(browser, invoice, "short")
    assert "2,860円のご入金を確認しました。あと440円をお振り込みください。" in page

    page = press(browser, invoice, "exact")

    assert "お支払いを確認しました。" in page
    assert invoice.status == "settled"


def test_a_repeated_notice_is_taken_and_does_nothing(browser, invoice):
    assert "先に入金を送ってください。" in press(browser, invoice, "repeated")
    press(browser, invoice, "exact")

    page = press(browser, invoice, "repeated")

    assert "応答 200" in page
    assert Deposit.objects.count() == 1


def test_a_second_payment_is_a_double_one(browser, invoice):
    press(browser, invoice, "exact")
    press(browser, invoice, "exact")

    assert sorted(Deposit.objects.values_list("state", flat=True)) == ["double", "exact"]


@pytest.mark.rule("F058")
def test_after_the_lapse_the_panel_sends_money_in_time_that_is_heard_of_late(
    browser, invoice, today
):
    invoicing.void(invoice, Invoice.VoidReason.LAPSED)
    today.move_to(1_796_000_000)  # 30 November 2026

    page = press(browser, invoice, "exact")

    assert "お支払いを確認しました。" in page
    assert (invoice.status, invoice.settled_on) == ("settled", date(2026, 11, 27))


@pytest.mark.parametrize("kind", ["", "free", "\x00", "x" * 100_000])
def test_an_unknown_button_is_answered_in_words(browser, invoice, kind):
    assert "送る入金を選択してください。" in press(browser, invoice, kind)
    assert not Deposit.objects.exists()


def test_the_panel_speaks_through_the_signature_check(browser, invoice, monkeypatch):
    """A panel that signs with a secret of its own gets the refusal that a stranger gets."""
    genuine = signatures.headers
    monkeypatch.setattr(
        signatures, "headers", lambda event_id, body, _secret: genuine(event_id, body, "stranger")
    )

    page = press(browser, invoice, "exact")

    assert "応答 401：署名を確認できません。" in page
    assert not Deposit.objects.exists()


def test_outside_the_demonstration_there_is_no_panel(browser, invoice, settings):
    settings.DEMO = False

    assert "体験用：入金を送る" not in look(browser, url_of(invoice))
    answer = Client().post(f"/agency/{invoice.account.key}/deposit/", {"kind": "exact"})
    assert answer.status_code == 404
    assert not Deposit.objects.exists()


def test_the_panel_is_posted_to_with_a_token_only(browser, invoice):
    url = f"/agency/{invoice.account.key}/deposit/"

    assert browser.post(url, {"kind": "exact"}).status_code == 403
    assert Client().get(url).status_code == 405


def test_surrogates_and_noise_in_the_hidden_field_break_nothing(invoice):
    answer = Client().post(
        f"/agency/{invoice.account.key}/deposit/", {"kind": "exact", "back": "\x00\u202e" * 50}
    )

    assert answer.status_code == 303
    assert Client().get(answer["Location"]).status_code == 200


def test_the_page_has_no_inline_script_or_style(browser, invoice):
    page = look(browser, url_of(invoice))

    assert not re.search(r"<style|<script>|\sstyle=|\son\w+=", page)
