"""The examiner's desk, through HTTP: the queue, the review page, the deeds (X01, X02)."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import Refund
from core import clock
from core.models import TrailEntry
from notifications.models import Notice
from portal.demonstration import deeds
from registry import drafts, lifecycle, register
from registry.models import Application, Decision, StaffRole, Term, TermsOfUse
from tests import cast
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/admin/registry/application/"
NEW_ADDRESS = {
    "registered_address": {
        "postal_code": "1050003",
        "prefecture": "東京都",
        "city": "港区西新橋",
        "street": "1-2-3",
    }
}


def paid(code, changes=None) -> Application:
    """A renewal that waits for an examiner."""
    application = deeds.submit(deeds.write_renewal(code, changes))
    deeds.pay(application)
    application.refresh_from_db()
    return application


def page(application) -> str:
    return reverse("admin:registry_application_change", args=[application.pk])


def do(browser, application, deed, **typed):
    """Press a button of the review page."""
    fields = {f"{deed}-{name}": value for name, value in typed.items()}
    return browser.post(
        reverse("admin:registry_application_do", args=[application.pk, deed]), fields
    )


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def application(code):
    return paid(code, NEW_ADDRESS)


# The queue ---------------------------------------------------------------------------------


@pytest.mark.rule("F059", "X01")
def test_the_queue_shows_what_is_paid_and_nothing_that_is_not(desk, code):
    unpaid = deeds.submit(deeds.write_renewal(cast.hamaya()))
    ready = paid(code)

    shown = text(desk.get(QUEUE))

    assert ready.receipt_number in shown
    assert unpaid.receipt_number not in shown
    assert unpaid.receipt_number in text(desk.get(f"{QUEUE}?queue=unpaid"))


@pytest.mark.rule("X01")
def test_the_oldest_stands_first_and_corrections_before_it(desk, examiner, code):
    with clock.at(date(2026, 11, 10)):
        older = paid(cast.hamaya())
    with clock.at(date(2026, 11, 11)):
        again = paid(cast.takahashi(), {"basics": {"phone": "0279225678"}})
    with clock.at(date(2026, 11, 12)):
        newer = paid(code)
        fields = {"basics": ["phone"]}
        deeds.decide(again, "send_back", by=examiner, note="電話番号", fields=fields)
    hand_in_again(again)

    shown = text(desk.get(QUEUE))

    places = [shown.index(each.receipt_number) for each in (again, older, newer)]
    assert places == sorted(places)
    assert "（再提出済み）" in shown


def hand_in_again(application, phone="0279229999"):
    application.refresh_from_db()
    draft = drafts.Draft(application)
    step = draft.shown_steps[0]
    draft.save(step, {"basics-phone": [phone]}, seen=draft.revision(step), by=application.account)
    draft = drafts.Draft(application)
    lifecycle.resubmit(application, token=draft.token, by=application.account)
    application.refresh_from_db()


def test_a_case_ages_in_business_days_and_not_while_the_applicant_has_it(desk, examiner, code):
    with clock.at(date(2026, 11, 13)):  # Friday; 20 November is five business days later
        application = paid(code, NEW_ADDRESS)

    assert "5営業日" in text(desk.get(QUEUE))

    deeds.decide(
        application,
        "send_back",
        by=examiner,
        note="番地",
        fields={"registered_address": ["street"]},
    )
    assert "営業日" not in text(desk.get(f"{QUEUE}?queue=sent_back"))


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("{number}", id="the receipt number"),
        pytest.param(" {number_wide} ", id="the receipt number in full width"),
        pytest.param("P00A 1B2C-0000", id="the code with space and hyphen"),
        pytest.param("{corporate}", id="the corporate number"),
        pytest.param("東雲通", id="the beginning of the name"),
        pytest.param("シノノメ", id="the beginning of the kana"),
        pytest.param("しののめ", id="hiragana"),
        pytest.param("ｼﾉﾉﾒ", id="narrow kana"),
    ],
)
@pytest.mark.rule("X01")
def test_an_application_is_found_by(desk, application, typed):
    number = application.receipt_number
    wide = "".join(chr(ord(char) + 0xFEE0) for char in number)
    other = paid(cast.hamaya())
    asked = typed.format(
        number=number,
        number_wide=wide,
        corporate=application.entry.registrant.corporate_number,
    )

    shown = text(desk.get(QUEUE, {"q": asked}))

    assert number in shown
    assert other.receipt_number not in shown


@pytest.mark.parametrize(
    "typed", ["商会", "%", "_", "' OR 1=1 --", "ー", "　", "😀", "\u202e", "あ" * 5000]
)
def test_a_search_that_finds_nothing_says_so_and_never_fails(desk, application, typed):
    response = desk.get(QUEUE, {"q": typed})

    assert response.status_code == 200
    if typed.strip():
        assert application.receipt_number not in text(response)


@pytest.mark.parametrize("asked", ["q=%00", "queue=nonsense", "p=x", "o=99.-1", "state__exact=x"])
def test_a_broken_address_of_the_queue_is_no_error(desk, application, asked):
    assert desk.get(f"{QUEUE}?{asked}").status_code in {200, 302}


def test_a_hundred_rows_cost_as_many_queries_as_one(desk, application):
    desk.get(QUEUE)  # the session is written at its first request
    with CaptureQueriesContext(connection) as one:
        desk.get(f"{QUEUE}?queue=all")
    fresh = []
    for number in range(100):
        fields = {
            each.attname: getattr(application, each.attname)
            for each in Application._meta.concrete_fields
            if not each.primary_key
        }
        fresh.append(
            Application(
                **fields | {"receipt_number": f"26{50000 + number}B", "exclusive": f"test:{number}"}
            )
        )
    Application.objects.bulk_create(fresh)

    with CaptureQueriesContext(connection) as hundred:
        shown = text(desk.get(f"{QUEUE}?queue=all"))

    assert "2650099B" in shown or "2650049B" in shown
    assert len(hundred) == len(one)


def test_the_saved_views_say_how_many_there_are(desk, examiner, application):
    do(desk, application, "take")

    shown = text(desk.get(QUEUE))

    assert "審査できる申込（1）" in shown
    assert "自分の担当（1）" in shown
    assert "担当なし（0）" in shown


# Who may what ------------------------------------------------------------------------------


@pytest.mark.rule("X01")
def test_an_examiner_of_another_scheme_finds_nothing_there(application):
    stranger = signed_in(cast.examiner("gs1", scheme="gs1"))

    assert application.receipt_number not in text(stranger.get(f"{QUEUE}?queue=all"))
    assert stranger.get(page(application)).status_code == 404
    assert do(stranger, application, "approve").status_code == 404
    code = reverse("admin:registry_code_change", args=[application.code_id])
    entry = reverse("admin:registry_entry_change", args=[application.entry_id])
    for url in (code, entry):
        assert stranger.get(url).status_code in {302, 404}  # Django's admin leads home instead
        assert "東雲" not in text(stranger.get(url, follow=True))


def test_who_administers_all_but_examines_another_scheme_only_looks(application):
    someone = cast.administrator()
    StaffRole.objects.create(account=someone, role="examiner", scheme="gs1")
    browser = signed_in(someone)

    assert "判定" in text(browser.get(page(application)))
    assert "/do/approve/" not in text(browser.get(page(application)))
    assert do(browser, application, "approve").status_code == 403


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_those_who_only_read_are_offered_no_deed(application, who):
    browser = signed_in(getattr(cast, who)())

    response = browser.get(page(application))

    assert response.status_code == 200
    assert "/do/" not in text(response)
    assert do(browser, application, "reject", reason="other", note="x").status_code == 403
    application.refresh_from_db()
    assert application.state == "under_examination"


def test_accountants_and_members_have_no_business_here(application, member):
    assert signed_in(cast.accountant()).get(page(application)).status_code == 403
    assert signed_in(member).get(page(application)).status_code in {302, 403}


def test_a_draft_is_nobodys_business_but_the_applicants(desk, code):
    draft = deeds.write_renewal(code)

    assert desk.get(page(draft)).status_code == 404
    assert do(desk, draft, "approve").status_code == 404


@pytest.mark.parametrize("key", ["x", "1", "history", "00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_is_404(desk, key):
    assert desk.get(f"{QUEUE}{key}/change/").status_code == 404


# The review page ---------------------------------------------------------------------------


@pytest.mark.rule("F044")
def test_changes_stand_before_and_after_marked_in_words_too(desk, application):
    shown = text(desk.get(page(application)))

    assert "変更点（4）" in shown or "変更点（" in shown
    assert "<del>" in shown
    assert "<ins>" in shown
    assert "変更前：" in shown
    assert "変更後：" in shown
    assert re.search(r"変更なし \d+項目を表示", shown)
    assert "現在の登録" not in shown


def test_a_register_that_moved_meanwhile_shows_in_a_third_column(desk, application):
    register.amend(application.entry, {"basics": {"phone": "0312345678"}}, reason="職権による訂正")

    shown = text(desk.get(page(application)))

    assert "現在の登録" in shown
    assert "03-1234-5678" in shown
    assert "申込み後に登録内容が変わっている" in shown


def test_a_contact_that_changed_meanwhile_is_no_concern_of_the_renewal(desk, application):
    register.amend(application.entry, {"contact": {"phone": "0312345678"}}, reason="担当者の変更")

    assert "申込み後に登録内容は変わっていない" in text(desk.get(page(application)))


def test_automatic_checks_are_said_in_words(desk, application):
    shown = text(desk.get(page(application)))

    assert "法人番号の検査用数字は正しい" in shown
    assert "同じ法人番号の有効なコードは他にない" in shown
    assert "3,300円の入金を照合済み" in shown
    assert "登録住所は郵便番号と一致" in shown
    assert "申込み後に登録内容は変わっていない" in shown


def test_a_post_code_that_does_not_fit_is_a_doubt(desk, code):
    wrong = {"registered_address": NEW_ADDRESS["registered_address"] | {"city": "千代田区丸の内"}}
    application = paid(code, wrong)

    assert "登録住所が郵便番号と一致しない" in text(desk.get(page(application)))


@pytest.mark.rule("X13")
def test_looking_and_searching_and_deciding_are_in_the_trail(desk, examiner, application):
    desk.get(page(application))
    desk.get(QUEUE, {"q": "東雲"})
    do(desk, application, "approve")

    deeds_of = TrailEntry.objects.filter(account=examiner).values_list("deed", "about")
    number = application.receipt_number
    assert {
        ("application.view", number),
        ("search.applications", "東雲"),
        ("application.approve", number),
    } <= set(deeds_of)


# Nothing is edited -------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["change", "delete", "add"])
def test_nothing_can_be_posted_to_the_forms_of_the_admin(desk, application, address):
    url = f"{QUEUE}add/" if address == "add" else f"{QUEUE}{application.pk}/{address}/"
    columns = {each.name: "approved" for each in Application._meta.concrete_fields}
    before = Application.objects.filter(pk=application.pk).values().get()

    response = desk.post(url, columns | {"post": "yes", "_save": "1"})

    assert response.status_code == 403
    assert Application.objects.filter(pk=application.pk).values().get() == before


def test_no_column_moves_by_a_deed_that_carries_every_column(desk, examiner, application):
    """Every deed's POST with every column of every model beside its own fields."""
    columns = {
        each.name: "approved"
        for model in (Application, Decision)
        for each in model._meta.concrete_fields
    }
    before = Application.objects.filter(pk=application.pk).values().get()

    do(desk, application, "take", **{})
    desk.post(reverse("admin:registry_application_do", args=[application.pk, "take"]), columns)
    desk.post(
        reverse("admin:registry_application_do", args=[application.pk, "ask"]),
        columns | {"ask-note": "確認させてください。"},
    )

    after = Application.objects.filter(pk=application.pk).values().get()
    assert after == before | {"examiner_id": examiner.pk}


@pytest.mark.parametrize("model", ["code", "entry", "registrant"])
def test_pages_of_the_register_are_read_only(desk, application, model):
    things = {
        "code": application.code,
        "entry": application.entry,
        "registrant": application.entry.registrant,
    }
    thing = things[model]
    before = type(thing).objects.filter(pk=thing.pk).values().get()
    url = reverse(f"admin:registry_{model}_change", args=[thing.pk])

    assert desk.get(url).status_code == 200
    assert "_save" not in text(desk.get(url))
    forged = {each.name: "struck_off" for each in type(thing)._meta.concrete_fields}
    assert desk.post(url, forged).status_code == 403
    assert desk.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert desk.post(reverse(f"admin:registry_{model}_add"), forged).status_code == 403
    assert type(thing).objects.filter(pk=thing.pk).values().get() == before


@pytest.mark.parametrize(
    ("model", "typed"),
    [
        ("code", "p00a 1b2c"),
        ("entry", "しののめ"),
        ("registrant", "東雲"),
        ("entry", "P00A1B2C0000"),
    ],
)
def test_the_register_is_searched_as_forgivingly(desk, code, model, typed):
    cast.minato()

    shown = text(desk.get(reverse(f"admin:registry_{model}_changelist"), {"q": typed}))

    assert "みなと" not in shown
    assert "東雲" in shown or "P00A1B2C0000" in shown


def test_a_deed_by_get_does_nothing(desk, application):
    url = reverse("admin:registry_application_do", args=[application.pk, "approve"])

    assert desk.get(url).status_code == 302
    application.refresh_from_db()
    assert application.state == "under_examination"


def test_an_unknown_deed_is_404(desk, application):
    assert do(desk, application, "annul").status_code == 404
    assert do(desk, application, "lapse").status_code == 404


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


# The first page ----------------------------------------------------------------------------


def test_the_first_page_counts_the_queues_for_examiners(desk, application):
    shown = text(desk.get("/admin/"))

    assert re.search(r"審査できる申込\s*<b>1件</b>", shown)


def test_the_first_page_of_others_has_only_what_their_roles_open(application):
    accountant = text(signed_in(cast.accountant()).get("/admin/"))
    administrator = text(signed_in(cast.administrator()).get("/admin/"))

    assert "審査できる申込" not in accountant + administrator
    assert "/admin/registry/" not in accountant
    assert "/admin/billing/invoice/" in accountant
    assert "/admin/registry/termsofuse/" in administrator


# Rules that are data -----------------------------------------------------------------------


@pytest.mark.rule("X16")
def test_terms_in_force_stay_as_people_agreed_to_them(application):
    browser = signed_in(cast.administrator())
    present = TermsOfUse.objects.first()
    url = reverse("admin:registry_termsofuse_change", args=[present.pk])

    assert browser.post(url, {"text": "x", "title": "x"}).status_code == 403
    future = TermsOfUse.objects.create(
        scheme="jastpro", version="2030", effective_from=date(2030, 1, 1), title="新", text="本文"
    )
    url = reverse("admin:registry_termsofuse_change", args=[future.pk])
    changed = {
        "scheme": "jastpro",
        "version": "2030",
        "effective_from": "2030-01-01",
        "title": "改",
        "text": "本文",
    }
    assert browser.post(url, changed).status_code == 302
    future.refresh_from_db()
    assert future.title == "改"
