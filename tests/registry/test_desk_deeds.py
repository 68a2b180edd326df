"""The deeds of the review page, through HTTP (X02)."""

import re
from datetime import date, timedelta

import pytest

from billing.models import Refund
from core import clock
from notifications.models import Notice
from portal.demonstration import deeds
from registry import lifecycle
from registry.models import Decision, Term
from tests import cast
from tests.conftest import signed_in
from tests.registry.at_the_desk import NEW_ADDRESS, do, page, paid, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(code):
    return paid(code, NEW_ADDRESS)


# The deeds ---------------------------------------------------------------------------------


@pytest.mark.rule("X02")
def test_an_approval_rests_and_nothing_leaves_before(desk, application):
    sent = Notice.objects.count()

    response = do(desk, application, "approve", note="確認しました。")
    shown = text(desk.get(response.url))

    assert "「承認」と判定済み" in shown
    assert re.search(r"あと1分\d+秒|あと2分0秒", shown)
    assert "判定を取り消す" in shown
    assert Notice.objects.count() == sent
    assert not Term.objects.filter(application=application).exists()


def test_the_case_falls_to_who_decides(desk, examiner, application):
    do(desk, application, "approve")

    application.refresh_from_db()
    assert application.examiner == examiner


def test_taken_back_it_is_as_if_nothing_had_been(desk, application):
    do(desk, application, "approve")

    do(desk, application, "take_back")
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert list(lifecycle.carry_out_due()) == []

    application.refresh_from_db()
    assert application.state == "under_examination"
    assert not Notice.objects.filter(event="approved").exists()
    assert "/do/approve/" in text(desk.get(page(application)))


def test_too_late_it_cannot_be_taken_back(desk, application):
    do(desk, application, "approve")
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert list(lifecycle.carry_out_due()) == [f"{application.receipt_number} 承認"]

    response = do(desk, application, "take_back")

    assert response.status_code == 409
    assert "「承認」の申込は判定の取り消しできません" in text(response)


@pytest.mark.rule("X02")
def test_sending_back_names_fields_and_papers_and_says_so_in_words(desk, application):
    response = do(
        desk,
        application,
        "send_back",
        fields_to_correct=["registered_address.street", "documents.full_history"],
        note="番地を登記のとおりに直してください。",
    )

    shown = text(desk.get(response.url))
    assert "申込者にはこう見えます" in shown
    assert "登録住所（和文）：番地・建物名" in shown
    decision = Decision.objects.get()
    assert decision.fields == {"registered_address": ["street"], "documents": ["full_history"]}
    with clock.at(clock.now() + timedelta(minutes=3)):
        list(lifecycle.carry_out_due())
    body = Notice.objects.get(event="sent_back").body
    assert "登録住所（和文）：番地・建物名" in body
    assert "番地を登記のとおりに直してください。" in body


def test_type_and_corporate_number_cannot_be_sent_back(desk, application):
    shown = text(desk.get(page(application)))

    assert 'value="basics.name"' in shown
    assert 'value="basics.kind"' not in shown
    assert 'value="basics.corporate_number"' not in shown
    response = do(desk, application, "send_back", fields_to_correct=["basics.kind"], note="種別")
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("deed", "typed", "message"),
    [
        ("send_back", {"note": "直してください"}, "直していただく項目を1つ以上選択してください。"),
        (
            "send_back",
            {"fields_to_correct": ["basics.phone"]},
            "何をどう直せばよいかを、申込者への連絡に入力してください。",
        ),
        ("reject", {"note": "理由"}, "却下の理由を選択してください。"),
        (
            "reject",
            {"reason": "other"},
            "「その他」の場合は、理由を申込者への連絡に入力してください。",
        ),
        ("ask", {}, "質問を入力してください。"),
        ("ask", {"note": "あ" * 2001}, "2000文字以内で入力してください"),
    ],
)
def test_what_a_deed_lacks_is_said_at_the_field_and_nothing_typed_is_lost(
    desk, application, deed, typed, message
):
    response = do(desk, application, deed, **typed)

    shown = text(response)
    assert response.status_code == 422
    assert message in shown
    assert "<title>エラー：" in shown
    assert "<details open>" in shown
    if "note" in typed:
        assert typed["note"] in shown
    application.refresh_from_db()
    assert application.state == "under_examination"


def test_who_is_late_keeps_what_was_typed(desk, application):
    other = signed_in(cast.examiner("examiner2"))
    do(other, application, "approve")

    response = do(
        desk, application, "send_back", fields_to_correct=["basics.phone"], note="長い説明文です。"
    )

    assert response.status_code == 409
    assert "「決裁中」の申込は判定できません" in text(response)
    assert "長い説明文です。" in text(response)
    assert Decision.objects.count() == 1


@pytest.mark.rule("F012", "X02")
def test_a_rejection_tells_its_reason_and_owes_the_fee(desk, application):
    do(desk, application, "reject", reason="kind", note="新規にお申し込みください。")
    with clock.at(clock.now() + timedelta(minutes=3)):
        list(lifecycle.carry_out_due())

    body = Notice.objects.get(event="rejected").body
    assert "法人と個人事業者の間の変更は、更新では行えないため" in body
    assert "新規にお申し込みください。" in body
    assert Refund.objects.get().amount == 3300


def test_a_question_leaves_the_case_where_it_is_and_its_answer_shows(desk, member, application):
    do(desk, application, "ask", note="住所の読みを教えてください。")
    lifecycle.answer(application, "ニシシンバシです。", by=member)

    shown = text(desk.get(page(application)))

    application.refresh_from_db()
    assert application.state == "under_examination"
    assert "住所の読みを教えてください。" in shown
    assert "ニシシンバシです。" in shown
    assert Notice.objects.filter(event="question").count() == 1


def test_what_is_typed_is_shown_as_text_and_never_as_html(desk, application):
    do(desk, application, "ask", note="<script>alert(1)</script>")

    shown = text(desk.get(page(application)))

    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_a_case_is_taken_taken_over_and_given_back(desk, examiner, application):
    second = cast.examiner("examiner2")
    other = signed_in(second)

    do(desk, application, "take")
    assert "佐藤 恵 さんから担当を引き継ぐ" in text(other.get(page(application)))
    do(other, application, "take")
    do(desk, application, "release")  # no longer mine

    application.refresh_from_db()
    assert application.examiner == second
    do(other, application, "release")
    application.refresh_from_db()
    assert application.examiner is None


def test_the_next_case_is_offered(desk, application):
    following = paid(cast.hamaya())

    do(desk, application, "approve")

    assert f"次の1件へ（{following.receipt_number}）" in text(desk.get(page(application)))


def test_the_history_tells_everything_including_the_mails(desk, application):
    do(desk, application, "approve", note="確認しました。")
    with clock.at(clock.now() + timedelta(minutes=3)):
        list(lifecycle.carry_out_due())

    shown = text(desk.get(page(application)))

    for word in ("申込", "請求", "審査開始", "判定：承認", "更新登録完了のお知らせ", "書面"):
        assert word in shown[shown.index('id="history"') :]


@pytest.mark.parametrize(
    "outcome", ["approve", "reject", "send_back", "withdraw", "lapse", "decided", "unpaid"]
)
def test_the_page_opens_in_every_state(desk, examiner, code, outcome):
    application = deeds.submit(deeds.write_renewal(code, NEW_ADDRESS))
    if outcome == "lapse":
        with clock.at(date(2026, 12, 20)):
            list(lifecycle.lapse_unpaid())
    elif outcome != "unpaid":
        deeds.pay(application)
        application.refresh_from_db()
    if outcome == "withdraw":
        lifecycle.withdraw(application, by=application.account)
    if outcome == "decided":
        lifecycle.decide(application, "approve", by=examiner)
    if outcome in {"approve", "reject", "send_back"}:
        more = {"fields": {"basics": ["phone"]}} if outcome == "send_back" else {}
        deeds.decide(application, outcome, by=examiner, note="確認", **more)

    assert desk.get(page(application)).status_code == 200
