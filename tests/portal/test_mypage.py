"""My page: what to do next, codes and terms, the list of applications, one application."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from notifications.models import News
from portal.demonstration import deeds
from registry import lifecycle, register
from registry.models import Application, Code, Entry
from tests import cast
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def page(browser: Client, path: str = "/my/", **query) -> str:
    answer = browser.get(path, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def renewal(code: Code) -> Application:
    return deeds.submit(deeds.write_renewal(code))


@pytest.mark.rule("F007")
def test_the_page_shows_the_end_of_the_term_the_days_left_and_a_banner(applicant):
    html = page(applicant)

    assert "2027年1月31日（日）" in html
    assert "あと72日" in html
    assert "有効期間の満了まで<strong>あと72日</strong>です" in html
    assert "更新受付中" in html


@pytest.mark.rule("F033")
def test_in_the_window_the_one_primary_button_starts_the_renewal(applicant):
    html = page(applicant)

    assert html.count(">更新申込</button>") == 1
    assert 'action="/apply/jastpro-renewal/start/"' in html
    assert html.count("btn primary") == 1


@pytest.mark.rule("F002", "F033")
@pytest.mark.parametrize(("day", "is_open"), [(date(2026, 7, 31), False), (date(2026, 8, 1), True)])
def test_the_button_wakes_on_the_first_day_of_the_window(db, day, is_open):
    code = cast.shinonome(valid_until=date(2026, 11, 30))
    browser = signed_in(deeds.member(code))

    with clock.at(day):
        html = page(browser)

    assert ('action="/apply/jastpro-renewal/start/"' in html) is is_open
    assert ("2026年8月1日から手続きできます" in html) is not is_open
    assert ('aria-disabled="true"' in html) is not is_open
    assert "更新申込</button>" in html


@pytest.mark.rule("F025")
def test_a_non_resident_is_shown_the_paper_route_and_no_button(db):
    html = page(signed_in(deeds.member(cast.pacific())))

    assert "更新申込</button>" not in html
    assert "/guide/jastpro/paper/" in html
    assert "Webではお申し込みいただけません" in html


@pytest.mark.rule("F026")
@pytest.mark.parametrize("who", ["shinonome", "hamaya", "takahashi"])
def test_nobody_else_is_offered_the_paper_route(db, who):
    html = page(signed_in(deeds.member(getattr(cast, who)())))

    assert "/guide/jastpro/paper/" not in html
    assert "更新申込</button>" in html


@pytest.mark.rule("F013")
def test_the_contact_can_be_changed_from_the_page(applicant):
    assert 'href="/my/contact/">担当者情報の変更' in page(applicant)


def test_the_strip_has_a_cell_a_month_and_says_itself_in_a_sentence(applicant):
    html = page(applicant)

    strip = html.split('class="months line"')[1].split("</div>")[0]
    assert strip.count("<i") == 36
    assert strip.count('"past"') == 32
    assert strip.count('"open now"') == 1
    assert strip.count("open") == 4
    assert "2024年2月1日から2027年1月31日までの36か月。いまは34か月目です。" in strip


def test_an_unpaid_renewal_shows_amount_account_and_deadline(code, applicant):
    application = renewal(code)

    html = page(applicant)

    account = application.invoice.account
    assert "3,300円のお支払いをお願いします（2026年11月27日（金）まで・あと7日）" in html
    assert f'data-copy="{account.number}"' in html
    assert application.invoice.payer_name in html
    assert f"/agency/{account.key}/" in html
    assert f"/my/applications/{application.receipt_number}/invoice.pdf" in html
    assert "更新申込</button>" not in html


def test_a_paid_renewal_is_said_to_be_examined(code, applicant):
    application = renewal(code)
    deeds.pay(application)

    html = page(applicant)

    assert "更新審査中" in html
    assert "いま必要な手続きはありません" in html
    assert f"受付番号 {application.receipt_number}" in html


@pytest.mark.rule("F063", "F005")
def test_after_completion_the_page_shows_the_new_term_and_the_day_of_naccs(
    code, applicant, examiner
):
    application = renewal(code)
    deeds.pay(application)
    deeds.decide(application, "approve", by=examiner)

    html = page(applicant)

    assert "2030年1月31日" in html
    assert "2026年11月25日（水）" in html
    assert "2026年11月25日（水）から" in page(
        applicant, f"/my/applications/{application.receipt_number}/"
    )


def test_what_was_sent_back_comes_first_with_the_examiners_words(code, applicant, examiner):
    application = renewal(code)
    deeds.pay(application)
    deeds.decide(
        application,
        "send_back",
        by=examiner,
        note="英文住所の階数をご確認ください。",
        fields={"registered_address_en": ["building"]},
    )

    html = page(applicant)

    assert "修正して再提出してください（2026年12月4日（金）まで）" in html
    assert "英文住所の階数をご確認ください。" in html
    assert f"/apply/jastpro-renewal/d/{application.pk}/" in html


def test_a_draft_is_found_again(code, applicant):
    application = deeds.write_renewal(code)

    html = page(applicant)

    assert "続きから入力できます（2/2 入力済み・2026年12月20日（日）まで保存）" in html
    assert f"/apply/jastpro-renewal/d/{application.pk}/" in html
    assert "更新申込</button>" in html


@pytest.mark.rule("F006")
def test_a_struck_off_code_is_shown_as_such_with_the_way_to_a_new_one(code, applicant):
    register.strike_off(code, note="有効期間の満了")

    html = page(applicant)

    assert "抹消" in html
    assert "新規登録のご案内" in html
    assert "更新申込</button>" not in html


@pytest.mark.rule("F015")
def test_the_contact_is_confirmed_with_one_press(db):
    code = cast.minato()
    browser = signed_in(deeds.member(code))
    assert "担当者情報は最新ですか" in page(browser)

    answer = browser.post("/my/contact/confirm/", {"entry": code.entry_id})

    assert answer.status_code == 302
    assert Entry.objects.get(pk=code.entry_id).contact_confirmed_on == date(2026, 11, 20)
    html = page(browser)
    assert "次は2027年10月1日（金）の更新受付開始です。" in html
    assert "/my/codes/" in html


@pytest.mark.parametrize("entry", ["", "x", "9" * 5000, "１", "-1", "\x00", "others"])
def test_nobody_confirms_a_contact_that_is_not_theirs(applicant, entry):
    stranger = cast.minato()
    key = stranger.entry_id if entry == "others" else entry

    answer = applicant.post("/my/contact/confirm/", {"entry": key})

    assert answer.status_code == 404
    assert Entry.objects.get(pk=stranger.entry_id).contact_confirmed_on is None


def test_news_for_members_stands_beside_the_notices(code, applicant):
    News.objects.create(title="年末年始の休業", body="12月29日から休みます。", audience="members")
    News.objects.create(title="職員へ", body="…", audience="staff")
    application = renewal(code)

    html = page(applicant)

    assert "年末年始の休業" in html
    assert "職員へ" not in html
    assert application.receipt_number in html.split('id="notices"')[1]


def test_a_struck_off_code_shows_no_strip_and_no_window(code, applicant):
    register.strike_off(code, note="有効期間の満了")

    html = page(applicant)

    assert "months line" not in html
    assert "終了日" in html


def test_a_member_without_a_code_is_shown_the_guide(db):
    from portal.accounts import people

    account = people.create("member", name="新規 太郎", password="x")

    html = page(signed_in(account))

    assert "登録されているコードはありません" in html


def many(code: Code, number: int) -> None:
    """More codes for the same registrant, each in an entry of its own."""
    for each in range(number):
        entry = register.enter(
            kind="jastpro",
            scheme="jastpro",
            registrant=code.entry.registrant,
            particulars=register.image(code.entry),
            reason="支店",
        )
        more = register.allot(entry, f"P77{each:05d}0000", exclusive=False)
        ends = date(2027, 2, 28) + timedelta(days=each)
        register.grant_term(more, date(2024, 3, 1), ends)


@pytest.mark.rule("X04")
def test_the_page_costs_the_same_with_one_code_and_with_many(code, applicant):
    applicant.get("/my/")
    with CaptureQueriesContext(connection) as one:
        page(applicant)
    many(code, 45)
    with CaptureQueriesContext(connection) as more:
        html = page(applicant)

    assert len(more) == len(one)
    assert "1〜20件/46件" in html
    first = html.split("<tbody>")[1]
    assert first.index("P00A") < first.index("P770")


def test_the_second_page_of_codes_still_knows_what_is_urgent(code, applicant):
    many(code, 25)

    html = page(applicant, page="2")

    assert "21〜26件/26件" in html
    assert "コードP00A1B2C0000の有効期間は" in html


@pytest.mark.parametrize("asked", ["0", "-1", "999", "x", "１", ""])
def test_a_page_that_is_not_there_leads_to_one_that_is(code, applicant, asked):
    assert "マイページ" in page(applicant, page=asked)


# The list ----------------------------------------------------------------------------------


@pytest.fixture
def two(code, member, examiner):
    """An application closed on 20 November and one of 1 December."""
    first = renewal(code)
    deeds.pay(first)
    deeds.decide(first, "reject", by=examiner, note="書類が一致しません。", reason="documents")
    with clock.at(date(2026, 12, 1)):
        second = renewal(code)
    return first, second


@pytest.mark.rule("F141")
def test_the_list_has_its_columns(two, applicant):
    html = page(applicant, "/my/applications/")

    for column in (
        "申込種別",
        "申込分類",
        "受付番号",
        "申込担当者名",
        "申込日",
        "ステータス",
        "審査終了日",
        "詳細",
    ):
        assert f">{column}</th>" in html
    assert "1〜2件/2件" in html
    assert "却下" in html
    assert "入金待ち" in html


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ({"number": "26"}, 2),
        ({"number": "２６００００１"}, 1),
        ({"number": "99"}, 0),
        ({"filer": "港湾"}, 2),
        ({"filer": "湾　太"}, 2),
        ({"filer": "山田"}, 0),
        ({"received_from": "2026/12/1"}, 1),
        ({"received_to": "令和8年11月20日"}, 1),
        ({"received_from": "20261120", "received_to": "20261201"}, 2),
        ({"closed_from": "2026/11/20", "closed_to": "2026/11/20"}, 1),
        ({"closed_from": "2026/11/21"}, 0),
        ({"number": "%"}, 0),
        ({"number": "_"}, 0),
    ],
)
def test_the_list_is_searched(two, applicant, query, hits):
    with clock.at(date(2026, 12, 2)):
        html = page(applicant, "/my/applications/", **query)

    assert html.count("/my/applications/26") == hits


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"received_from": "きのう"}, "申込日（から）は「2026/11/20」の形で入力してください。"),
        (
            {"closed_from": "2026/12/2", "closed_to": "2026/12/1"},
            "審査終了日の終わりは、始まりと同じ日か後の日を入力してください。",
        ),
        ({"number": "9" * 100_000}, "受付番号（前方一致）"),
        ({"filer": "\x00"}, "申込担当者名"),
        ({"received_from": "9" * 100_000}, "申込日（から）"),
    ],
)
def test_a_condition_that_cannot_be_read_is_said_at_its_field(two, applicant, query, said):
    html = page(applicant, "/my/applications/", **query)

    assert "エラー：" in html
    assert said in html


def test_an_empty_result_says_what_to_loosen(two, applicant):
    assert "条件に合う申込はありません" in page(applicant, "/my/applications/", number="99")


def test_the_pager_keeps_the_conditions(code, member, applicant, examiner):
    for _each in range(21):
        lifecycle.withdraw(renewal(code), by=member)

    html = page(applicant, "/my/applications/", filer="港湾", page="2")

    assert "21〜21件/21件" in html
    assert "?filer=%E6%B8%AF%E6%B9%BE&amp;page=1" in html


# One application ---------------------------------------------------------------------------


def test_the_application_is_shown_as_it_was_handed_in(code, applicant):
    application = deeds.submit(deeds.write_renewal(code, {"basics": {"phone": "0312345678"}}))
    register.amend(code.entry, {"basics": {"phone": "0355555555"}}, reason="職権")

    html = page(applicant, f"/my/applications/{application.receipt_number}/")

    assert "変更した項目は1件です" in html
    assert "<ins>" in html
    assert "03-1234-5678" in html
    assert "03-5555-5555" not in html
    assert "請求書を発行しました" in html


def test_the_papers_that_were_given_can_be_looked_at_and_downloaded(code, applicant):
    application = deeds.write_renewal(code, {"legal_address": {"street": "1-2-3"}})
    for name in ("印鑑 証明書 (1).pdf", "別紙.pdf"):
        data = io.BytesIO()
        sheet = pikepdf.new()
        sheet.add_blank_page()
        sheet.docinfo["/Title"] = name
        sheet.save(data)
        deeds.attach(application, "seal_certificate", data.getvalue(), name)
    deeds.submit(application)
    application.refresh_from_db()

    html = page(applicant, f"/my/applications/{application.receipt_number}/")

    given = application.attachments.first()
    assert "印鑑 証明書 (1).pdf" in html
    assert f"/files/{given.pk}/download/" in html
    assert f"/files/of/{application.pk}/all.zip" in html


def test_a_decision_that_rests_is_not_told(code, applicant, examiner):
    application = renewal(code)
    deeds.pay(application)
    application.refresh_from_db()
    lifecycle.decide(application, "reject", by=examiner, note="まだ秘密", reason="documents")

    html = page(applicant, f"/my/applications/{application.receipt_number}/")

    assert "審査中" in html
    assert "まだ秘密" not in html
    assert "却下" not in html


def test_a_rejection_is_told_with_its_reason_and_the_refund(code, applicant, two):
    html = page(applicant, f"/my/applications/{two[0].receipt_number}/")

    assert "確認資料と登録内容が一致しないため" in html
    assert "書類が一致しません。" in html
    assert "手数料は返金します" in html


def test_a_question_is_answered_in_the_thread(code, applicant, examiner):
    application = renewal(code)
    deeds.pay(application)
    lifecycle.ask(application, "建物名は変わりましたか。", by=examiner)
    assert "審査担当者からの質問に回答してください" in page(applicant)
    path = f"/my/applications/{application.receipt_number}/"

    for _press in range(2):
        applicant.post(f"{path}answer/", {"body": "いいえ、\r\n変わっていません。"})

    html = page(applicant, path)
    assert html.count("変わっていません。") == 1
    assert [each.from_staff for each in application.messages.all()] == [True, False]
    assert "質問に回答" not in page(applicant)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "回答を入力してください。"),
        ("あ" * 2001, "回答は2000文字以内で入力してください（入力された文字数：2001文字）。"),
        ("右から\u202e左", "回答に使えない文字があります：U+202E"),
        ("a\x00b", "回答"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_given_back_with_its_words(
    code, applicant, examiner, body, said
):
    application = renewal(code)
    lifecycle.ask(application, "質問です。", by=examiner)

    answer = applicant.post(
        f"/my/applications/{application.receipt_number}/answer/", {"body": body}
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert application.messages.count() == 1


def test_a_closed_application_takes_no_answer(two, applicant):
    answer = applicant.post(
        f"/my/applications/{two[0].receipt_number}/answer/", {"body": "ひとこと"}, follow=True
    )

    assert "終了しているため" in answer.content.decode()
    assert two[0].messages.count() == 0


def test_an_application_is_withdrawn_after_a_page_that_asks(code, applicant):
    application = renewal(code)
    path = f"/my/applications/{application.receipt_number}/withdraw/"
    assert "申込みを取り下げますか" in page(applicant, path)
    application.refresh_from_db()
    assert application.state == "awaiting_payment"

    for _press in range(2):
        answer = applicant.post(path, follow=True)

    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert application.events.filter(action="withdraw").count() == 1
    assert "取下げ" in answer.content.decode()
    assert "更新申込</button>" in page(applicant)


# A code ------------------------------------------------------------------------------------


@pytest.mark.rule("F065")
def test_the_register_is_shown_with_its_history(code, applicant, examiner):
    application = deeds.submit(deeds.write_renewal(code, {"basics": {"phone": "0312345678"}}))
    deeds.pay(application)
    deeds.decide(application, "approve", by=examiner)

    html = page(applicant, f"/my/codes/{code.number}/")

    image, history = html.split("変更履歴")
    assert "03-1234-5678" in image
    assert "2027/02/01〜2030/01/31" in image
    assert "<del>" in history
    assert "03-5555" not in image
    assert application.receipt_number in history
    assert "担当者情報" in image


def test_a_sole_proprietor_reads_the_labels_of_its_kind(db):
    code = cast.hamaya()

    html = page(signed_in(deeds.member(code)), f"/my/codes/{code.number}/")

    assert "屋号（和文）" in html
    assert "会社名（和文）" not in html


def test_the_dates_go_into_a_calendar(code, applicant):
    answer = applicant.get(f"/my/codes/{code.number}/expiry.ics")

    text = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;VALUE=DATE:20261001\r\n" in text
    assert "DTSTART;VALUE=DATE:20270131\r\n" in text
    assert text.count("BEGIN:VALARM") == 3
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\n") == text.count("\r\n")


# Whose is it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/my/applications/{number}/",
        "/my/applications/{number}/withdraw/",
        "/my/applications/{number}/invoice.pdf",
        "/my/applications/{number}/receipt.pdf",
        "/my/codes/{code}/",
        "/my/codes/{code}/expiry.ics",
        "/my/documents/I-2026-00001.pdf",
        "/my/applications/%00/",
        "/my/codes/%00/",
        "/my/documents/%00.pdf",
        "/my/applications/髙/",
    ],
)
def test_a_stranger_gets_404_and_no_trace(code, path):
    application = renewal(code)
    stranger = signed_in(deeds.member(cast.minato()))

    answer = stranger.get(path.format(number=application.receipt_number, code=code.number))

    assert answer.status_code == 404
    assert "東雲" not in answer.content.decode()


def test_a_stranger_changes_nothing(code):
    application = renewal(code)
    stranger = signed_in(deeds.member(cast.minato()))
    path = f"/my/applications/{application.receipt_number}"

    assert stranger.post(f"{path}/withdraw/").status_code == 404
    assert stranger.post(f"{path}/answer/", {"body": "x"}).status_code == 404
    application.refresh_from_db()
    assert application.state == "awaiting_payment"


def test_a_strangers_page_holds_nothing_of_others(code):
    renewal(code)
    stranger = signed_in(deeds.member(cast.minato()))

    for path in ("/my/", "/my/applications/", "/my/documents/", "/my/notices/"):
        html = page(stranger, path)
        assert "東雲" not in html
        assert "1B2C" not in html


def test_without_a_sign_in_one_is_asked_for(db):
    answer = Client().get("/my/")

    assert answer.status_code == 302
    assert answer["Location"] == "/login/?next=%2Fmy%2F"


def test_staff_have_no_page_of_a_member(desk):
    assert desk.get("/my/").status_code == 403
