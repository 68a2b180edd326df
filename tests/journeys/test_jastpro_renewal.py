"""The renewal as the manual tells it, page by page, over HTTP (F033 to F057)."""

from datetime import date

import pytest

from core import clock
from notifications.models import Notice
from portal.demonstration import deeds
from registry import register
from registry.models import Application, Code
from tests import cast
from tests.conftest import signed_in
from tests.journeys.walk import body, fields, here, press
from tests.registry.hostile import plain_pdf

pytestmark = pytest.mark.django_db
START = "/apply/jastpro-renewal/start/"


def begin(browser, code: Code) -> str:
    """The address of a new draft, up to its step."""
    response = browser.post(START, {"code": code.number}, follow=True)
    return here(response).removesuffix("filer/")


def filer(browser, draft: str):
    return press(browser, f"{draft}filer/", "_next", contact_check__is_current="yes")


def upload(name: str, data: bytes | None = None):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, plain_pdf() if data is None else data)


def the_application() -> Application:
    return Application.objects.get(procedure="jastpro-renewal")


@pytest.mark.rule("F033", "F040", "F021")
def test_an_unchanged_renewal_takes_six_presses_and_no_typing(applicant, code):
    page = applicant.post(START, {"code": code.number}, follow=True)
    assert "<h1>申込手続者情報の入力</h1>" in body(page)
    page = press(applicant, here(page), "_next", contact_check__is_current="yes")
    assert "<h1>更新登録内容の入力および確認資料の添付</h1>" in body(page)
    page = press(applicant, here(page), "_unchanged")
    assert "<h1>更新登録内容の確認および利用規約への同意</h1>" in body(page)
    assert "登録内容の変更はありません。" in body(page)
    page = press(applicant, here(page), "_submit", agree="on")
    assert "<h1>お支払い口座情報の確認及び請求書の発行</h1>" in body(page)

    application = the_application()
    assert application.state == "awaiting_payment"
    assert application.changed_count == 0
    assert application.invoice.total == 3300
    assert register.image(code.entry)["basics"]["name"] == "東雲通商株式会社"


@pytest.mark.rule("F048", "F049", "F050", "F052", "F055", "F056", "F057")
def test_after_handing_in_the_fee_the_account_and_the_days_are_shown(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_unchanged")
    page = body(press(applicant, f"{draft}check/", "_submit", agree="on"))
    for words in ("3,000円", "300円", "3,300円", "お支払い口座情報の表示", "銀行振込のみ"):
        assert words in page
    number = the_application().receipt_number

    page = body(applicant.get(f"{draft}done/"))

    assert number == "2600001B"
    assert "<h1>更新申込受付完了</h1>" in page
    for words in (number, "2026年11月27日（金）", "taro.kowan@shinonome.example.jp", "2営業日後"):
        assert words in page
    assert f"/my/applications/{number}/invoice.pdf" in page
    assert Notice.objects.filter(about=number, event="received").count() == 1


@pytest.mark.rule("F054")
def test_the_agency_page_leads_back_to_the_application(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_unchanged")
    press(applicant, f"{draft}check/", "_submit", agree="on")

    context = applicant.get(f"{draft}payment/").context
    page = body(applicant.get(context["account_url"]))

    assert "申し込みサイトへ戻る" in page
    assert f'href="{draft}done/"' in page


@pytest.mark.rule("F002")
@pytest.mark.parametrize(
    ("day", "opens"),
    [
        pytest.param(date(2026, 9, 30), False, id="the day before the window"),
        pytest.param(date(2026, 10, 1), True, id="the first day of the window"),
        pytest.param(date(2027, 1, 31), True, id="the last day of the term"),
        pytest.param(date(2027, 2, 1), False, id="the day after the term"),
    ],
)
def test_a_renewal_starts_within_its_window_only(applicant, code, day, opens):
    with clock.at(day):
        page = applicant.post(START, {"code": code.number}, follow=True)

    assert Application.objects.exists() is opens
    if not opens:
        assert here(page) == "/apply/jastpro-renewal/"
        assert ("2026年10月1日（木）から手続きできます。" in body(page)) is (
            day < date(2026, 12, 1)
        )


@pytest.mark.rule("F025")
def test_a_non_resident_is_told_the_way_on_paper(db):
    code = cast.pacific()
    browser = signed_in(deeds.member(code))

    page = browser.post(START, {"code": code.number}, follow=True)

    assert "郵送してください" in body(page)
    assert not Application.objects.exists()


@pytest.mark.rule("F034", "F035")
def test_a_missing_field_is_said_at_the_field_and_everything_else_is_kept(applicant, code):
    draft = begin(applicant, code)

    page = press(
        applicant,
        f"{draft}filer/",
        "_next",
        contact_check__is_current="yes",
        filer__family_name="",
        filer__department="輸入部",
    )

    assert here(page) == f"{draft}filer/?errors=1"
    html = body(page)
    assert "<title>エラー：" in html
    assert html.count("姓を入力してください。") == 2  # in the summary and at the field
    assert 'href="#id_filer-family_name"' in html
    assert fields(page)["filer-department"] == ["輸入部"]


@pytest.mark.rule("F036", "F008", "F009")
def test_kind_and_corporate_number_cannot_be_changed_by_any_post(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)

    sent = fields(applicant.get(f"{draft}registrant/"))
    assert "basics-kind" not in sent
    sent |= {"basics-kind": "individual", "basics-corporate_number": "7123456789012"}
    page = applicant.post(f"{draft}registrant/", {**sent, "_next": "1"}, follow=True)

    html = body(page)
    assert here(page) == f"{draft}check/"
    assert "変更はありません" in html
    assert "変更不可" in html


@pytest.mark.rule("F037", "F038", "F039", "F043", "F044")
def test_a_change_is_shown_before_and_after_with_a_mark_in_words(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)

    page = press(
        applicant,
        f"{draft}registrant/",
        "_next",
        registered_address__street="１−２−３　海岸ビル５階",
        registered_address_en__street="1-2-3 KAIGAN",
    )

    html = body(page)
    assert here(page) == f"{draft}check/"
    assert "変更は2か所です。" in html
    assert '<del><span class="vh">変更前：</span>2-29-11 八重洲ビル4階</del>' in html
    assert '<ins><span class="vh">変更後：</span>1-2-3 海岸ビル5階</ins>' in html
    assert html.count('<tr class="chg">') == 2


@pytest.mark.rule("F042", "F041", "F022", "F019")
def test_a_changed_legal_address_needs_a_paper_and_says_so(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    step = f"{draft}registrant/"

    page = press(applicant, step, "_next", legal_address__street="9-9-9")

    html = body(page)
    words = "登記住所の変更があるため、印鑑証明書または履歴事項全部証明書を添付してください。"
    assert here(page) == f"{step}?errors=1"
    assert f'<a href="#id_file">{words}</a>' in html
    assert "2026年8月20日（木）以降に発行されたもの。" in html
    assert applicant.get(f"{draft}check/").status_code == 303

    sent = fields(applicant.get(step)) | {"_kind": "full_history"}
    page = applicant.post(
        step, {**sent, "_file": upload("登記 (1).pdf"), "_next": "1"}, follow=True
    )

    assert here(page) == f"{draft}check/"
    assert "登記 (1).pdf" in body(page)


def test_before_anything_is_changed_the_page_says_which_change_needs_which_paper(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)

    html = body(applicant.get(f"{draft}registrant/"))

    assert "登録内容を変更しない場合、書類は必要ありません。" in html
    assert "登記住所の変更：印鑑証明書または履歴事項全部証明書" in html
    assert "会社名の変更：印鑑証明書と履歴事項全部証明書" in html


def test_a_file_is_attached_listed_refused_and_removed_without_leaving_the_step(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    step = f"{draft}registrant/"
    sent = fields(applicant.get(step)) | {"_kind": "full_history"}

    page = applicant.post(
        step, {**sent, "_file": upload("証明書.pdf"), "_attach": "1"}, follow=True
    )
    assert "証明書.pdf" in body(page)
    sent = fields(page) | {"_kind": "full_history"}
    page = applicant.post(
        step, {**sent, "_file": upload("見積.docx", b"PK\x03\x04 no"), "_next": "1"}, follow=True
    )
    assert "PDF、PNG、JPGのファイルを選択してください（選択されたファイル：見積.docx）。" in body(
        page
    )
    assert here(page) == f"{step}?errors=1"
    assert "証明書.pdf" in body(page)

    attachment = the_application().attachments.get()
    page = press(applicant, step, f"_remove_file:{attachment.pk}")

    assert "「証明書.pdf」を削除しました。" in body(page)
    assert not the_application().attachments.present().exists()


def test_attaching_nothing_says_what_to_choose(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)

    page = press(applicant, f"{draft}registrant/", "_attach")

    assert "のファイルを選択してください。" in body(page)


@pytest.mark.rule("F046", "F047")
def test_without_consent_nothing_is_handed_in(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_unchanged")
    assert "利用規約全文" in body(applicant.get(f"{draft}check/"))

    page = press(applicant, f"{draft}check/", "_submit")

    assert 'href="#id_agree"' in body(page)
    assert the_application().state == "draft"


@pytest.mark.rule("F045")
def test_back_from_the_check_page_everything_is_there_and_a_correction_leads_back(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_next", basics__representative="東雲 二郎")
    check = applicant.get(f"{draft}check/")
    assert check.context["back"] == f"{draft}registrant/"

    page = press(
        applicant,
        f"{draft}registrant/?return=check",
        "_next",
        basics__representative="東雲 三郎",
    )

    assert here(page) == f"{draft}check/"
    assert "東雲 三郎" in body(page)


def test_what_was_confirmed_is_what_is_handed_in(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_unchanged")
    shown = fields(applicant.get(f"{draft}check/"))
    press(applicant, f"{draft}registrant/", "_next", basics__representative="東雲 二郎")

    page = applicant.post(f"{draft}check/", {**shown, "agree": "on"}, follow=True)

    assert "もう一度確認してください" in body(page)
    assert "東雲 二郎" in body(page)
    assert the_application().state == "draft"


def test_a_register_that_moved_is_shown_anew_before_anything_is_handed_in(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_unchanged")
    shown = fields(applicant.get(f"{draft}check/"))
    register.amend(code.entry, {"basics": {"representative": "東雲 四郎"}}, reason="職権訂正")

    page = applicant.post(f"{draft}check/", {**shown, "agree": "on"}, follow=True)

    assert "登録内容が更新されたため" in body(page)
    assert the_application().state == "draft"
    press(applicant, f"{draft}check/", "_submit", agree="on")
    assert the_application().content["basics"]["representative"] == "東雲 四郎"


def test_a_refusal_that_came_to_hold_meanwhile_is_said_on_the_check_page(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_unchanged")

    with clock.at(date(2027, 2, 1)):
        page = press(applicant, f"{draft}check/", "_submit", agree="on")

    assert "有効期間が2027年1月31日（日）に満了したため" in body(page)
    assert the_application().state == "draft"


@pytest.mark.rule("F015", "F013", "F014")
def test_the_contact_is_changed_on_the_way_and_the_renewal_goes_on(applicant, code):
    draft = begin(applicant, code)
    html = body(applicant.get(f"{draft}filer/"))
    assert "taro.kowan@shinonome.example.jp" in html

    page = press(applicant, f"{draft}filer/", "_contact")
    assert "<h1>担当者情報の変更</h1>" in body(page)
    contact = here(page)
    sent = fields(page) | {"contact-family_name": "海野", "contact-email": "umino@example.jp"}
    page = applicant.post(contact, {**sent, "_next": "1"}, follow=True)

    assert here(page) == f"{draft}filer/"
    assert "担当者情報を変更しました" in body(page)
    assert "umino@example.jp" in body(page)
    assert register.image(code.entry)["contact"]["email"] == "umino@example.jp"
    told = Notice.objects.filter(event="approved").values_list("to", flat=True)
    assert set(told) == {"taro.kowan@shinonome.example.jp", "umino@example.jp"}


def test_the_contact_page_of_my_page_goes_on_with_what_was_begun(applicant, code):
    first = applicant.get("/my/contact/", follow=True)
    press(applicant, here(first), "_save", contact__family_name="海野")

    again = applicant.get("/my/contact/", follow=True)

    assert here(again) == here(first)
    assert fields(again)["contact-family_name"] == ["海野"]
    assert Application.objects.count() == 1


def test_a_contact_page_never_leads_to_another_site(applicant, code):
    page = applicant.get("/my/contact/?next=https://evil.example/", follow=True)
    assert "next=" not in here(page)

    forged = f"{here(page)}?next=//evil.example/"
    answer = applicant.post(forged, {**fields(page), "_next": "1"})

    assert answer["Location"] == "/my/"


def test_a_contact_that_changed_must_be_changed_first(applicant, code):
    draft = begin(applicant, code)

    page = press(applicant, f"{draft}filer/", "_next", contact_check__is_current="no")

    assert "先に「担当者情報の変更」で担当者を変更し" in body(page)


def test_a_post_code_fills_the_address_and_offers_an_english_candidate(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    step = f"{draft}registrant/"

    page = press(
        applicant,
        step,
        "_lookup:registered_address",
        registered_address__postal_code="１０５−０００３",
    )

    sent = fields(page)
    assert sent["registered_address-prefecture"] == ["東京都"]
    assert sent["registered_address-city"] == ["港区西新橋"]
    assert sent["registered_address-street"] == ["2-29-11 八重洲ビル4階"]
    assert sent["registered_address_en-city"] == ["MINATO-KU"]
    assert "候補です。正しいか確認してください。" in body(page)
    assert "エラー" not in body(page)[: body(page).index("<main")]


def test_a_post_code_with_several_places_lets_one_choose(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    step = f"{draft}registrant/"

    page = press(
        applicant,
        step,
        "_lookup:legal_address",
        legal_address__postal_code="498-0000",
        basics__representative="東雲 二郎",
    )
    html = body(page)
    assert "この郵便番号には複数の住所があります" in html
    assert "愛知県弥富市" in html
    assert "三重県桑名郡木曽岬町" in html
    assert fields(page)["basics-representative"] == ["東雲 二郎"]

    chosen = next(
        number
        for number, place in enumerate(page.context["parts"][1].helper.layout[1].finding.places)
        if place.prefecture == "三重県"
    )
    sent = fields(page) | {"_place:legal_address": str(chosen), "_lookup:legal_address": "1"}
    page = applicant.post(here(page), sent, follow=True)

    assert fields(page)["legal_address-prefecture"] == ["三重県"]
    assert fields(page)["legal_address-city"][0].startswith("桑名郡木曽岬町")


def test_a_post_code_that_nobody_knows_is_no_error(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)

    page = press(
        applicant,
        f"{draft}registrant/",
        "_lookup:legal_address",
        legal_address__postal_code="000-0000",
    )

    assert "見つかりませんでした。住所を直接入力してください。" in body(page)
    assert 'class="summary"' not in body(page)


def test_what_was_sent_back_is_all_that_can_be_changed(applicant, code, examiner, today):
    application = deeds.submit(
        deeds.write_renewal(
            code, {"basics": {"representative": "東雲 二郎", "name_en": "SHINONOM"}}
        )
    )
    deeds.pay(application)
    deeds.decide(
        application,
        "send_back",
        by=examiner,
        note="会社名（英文）の綴りを確認してください。",
        fields={"basics": ["name_en"]},
    )
    draft = f"/apply/jastpro-renewal/d/{application.pk}/"
    today.shift(600)

    page = applicant.get(draft, follow=True)
    html = body(page)
    assert "会社名（英文）の綴りを確認してください。" in html
    assert "2026年12月4日（金）までに再提出してください。" in html
    assert set(fields(page)) == {"csrfmiddlewaretoken", "seen", "basics-name_en"}
    forged = fields(page) | {"basics-name": "別の会社", "basics-name_en": "SHINONOME", "_next": "1"}
    page = applicant.post(here(page), forged, follow=True)
    assert "修正して再提出する" in body(page)
    page = press(applicant, here(page), "_submit")

    application.refresh_from_db()
    assert application.state == "under_examination"
    assert application.content["basics"]["name"] == "東雲通商株式会社"
    assert application.content["basics"]["name_en"] == "SHINONOME"
    assert application.content["basics"]["representative"] == "東雲 二郎"


@pytest.mark.rule("F059", "F060", "F061", "F063", "F005")
def test_the_whole_way_from_start_to_the_new_term(applicant, code, examiner):
    draft = begin(applicant, code)
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_next", basics__phone="０３−３５５５−００００")
    press(applicant, f"{draft}check/", "_submit", agree="on")
    application = the_application()
    assert application.state == "awaiting_payment"

    deeds.pay(application)
    deeds.decide(application, "approve", by=examiner)

    term = register.current_term(code)
    assert (term.valid_from, term.valid_until) == (date(2027, 2, 1), date(2030, 1, 31))
    assert term.usable_from == date(2026, 11, 25)
    assert register.image(code.entry)["basics"]["phone"] == "0335550000"
    html = body(applicant.get(f"{draft}done/"))
    assert "2026年11月25日（水）" in html


def test_a_file_sent_by_itself_keeps_its_name_and_saves_nothing_else(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    step = f"{draft}registrant/"
    name = "見積 書 (1)+&amp;.pdf"
    sent = {"_kind": "full_history", "_upload": "1"}

    answer = applicant.post(step, sent | {"_file": upload(name)})
    refused = applicant.post(step, sent | {"_file": upload("y.pdf", b"no")})

    assert answer.json() == {"errors": []}
    assert "PDF、PNG、JPGのファイルを選択してください" in refused.json()["errors"][0]
    assert the_application().attachments.get().name == name
    assert not the_application().answers.filter(step="registrant").exists()
