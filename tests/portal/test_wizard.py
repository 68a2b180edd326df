"""What every page of the wizard owes: its frame, its marks, its way without scripts."""

import re

import pytest
from django.urls import reverse

from core import clock
from portal.demonstration import deeds
from portal.wizard.ways import safe_path
from tests import cast
from tests.conftest import signed_in
from tests.journeys.test_jastpro_renewal import begin, filer
from tests.journeys.walk import body, fields, press

pytestmark = pytest.mark.django_db
STEPS = ("filer/", "registrant/")


@pytest.fixture
def draft(applicant, code) -> str:
    return begin(applicant, code)


def pages(applicant, draft) -> dict[str, str]:
    """Every page of a renewal from its first step to the done page, by name."""
    found = {"filer": body(applicant.get(f"{draft}filer/"))}
    found["errors"] = body(press(applicant, f"{draft}filer/", "_next", filer__email="x"))
    filer(applicant, draft)
    press(applicant, f"{draft}filer/", "_next", filer__email="a@example.jp")
    found["registrant"] = body(applicant.get(f"{draft}registrant/"))
    found["discard"] = body(applicant.get(f"{draft}discard/"))
    press(applicant, f"{draft}registrant/", "_next", basics__representative="東雲 二郎")
    found["check"] = body(applicant.get(f"{draft}check/"))
    press(applicant, f"{draft}check/", "_submit", agree="on")
    found["received"] = body(applicant.get(draft))
    found["payment"] = body(applicant.get(f"{draft}payment/"))
    found["done"] = body(applicant.get(f"{draft}done/"))
    found["guide"] = body(applicant.get("/apply/jastpro-renewal/"))
    return found


def test_every_page_has_one_heading_unique_ids_and_links_that_lead_somewhere(applicant, draft):
    for name, html in pages(applicant, draft).items():
        ids = re.findall(r'\sid="([^"]*)"', html)
        assert html.count("<h1") == 1, name
        assert len(ids) == len(set(ids)), name
        for anchor in re.findall(r'href="#([^"]+)"', html):
            assert anchor in ids, (name, anchor)
        for described in re.findall(r'aria-(?:describedby|labelledby)="([^"]*)"', html):
            assert set(described.split()) <= set(ids), (name, described)
        for label in re.findall(r'<label[^>]*\sfor="([^"]*)"', html):
            assert label in ids, (name, label)


def test_no_page_breaks_the_content_policy(applicant, draft):
    for name, html in pages(applicant, draft).items():
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", html), name
        assert " required" not in re.sub(r"aria-required", "", html), name
        assert "placeholder=" not in html, name


def test_titles_name_the_page_the_procedure_and_errors(applicant, draft):
    found = pages(applicant, draft)

    title = re.search(r"<title>(.*?)</title>", found["filer"])[1]
    assert title == "申込手続者情報の入力｜更新申込｜コード管理ポータル"
    assert "<title>エラー：" in found["errors"]


def test_the_first_button_of_a_step_is_the_one_that_enter_presses(applicant, draft):
    html = body(applicant.get(f"{draft}filer/"))
    form = html[html.index('id="step-form"') :]

    assert re.search(r"<button[^>]*>", form)[0].count('name="_next"') == 1


@pytest.mark.parametrize("page", STEPS)
def test_the_task_list_stands_on_every_step_in_words_and_marks(applicant, draft, page):
    filer(applicant, draft)

    html = body(applicant.get(f"{draft}{page}"))

    assert "申込内容の入力状況" in html
    assert "✓</span>入力済み" in html
    assert "未入力" in html
    assert html.count('aria-current="step"') == 2  # the stage, and the line of the list


def test_a_half_done_step_is_orange_and_not_scolded(applicant, draft):
    press(applicant, f"{draft}filer/", "_save", filer__email="")

    page = applicant.get(f"{draft}filer/")

    assert "✎</span>入力中" in body(page)
    assert 'class="summary"' not in body(page)


def test_a_save_says_until_when_it_is_kept(applicant, draft):
    page = press(applicant, f"{draft}filer/", "_save")

    assert "2026年12月20日（日）まで、続きから入力できます。" in body(page)


def test_what_was_repaired_is_shown_as_it_will_be_kept(applicant, draft):
    filer(applicant, draft)

    page = press(
        applicant,
        f"{draft}registrant/",
        "_save",
        registered_address__street="２−２９−１１　八重洲ビル4階",
    )

    assert "「2-29-11 八重洲ビル4階」として保存します。" in body(page)


@pytest.mark.rule("F026")
def test_the_guidance_is_open_to_everybody_and_has_no_other_way(client, code):
    html = body(client.get("/apply/jastpro-renewal/"))

    assert "3,300円（税込。うち消費税 300円）" in html
    assert "ログインして申し込む" in html
    assert client.get("/apply/nothing/").status_code == 404


def test_the_guidance_offers_a_start_for_what_can_be_started(applicant, code):
    html = body(applicant.get("/apply/jastpro-renewal/"))
    assert f'<input type="hidden" name="code" value="{code.number}">' in html

    other = signed_in(deeds.member(cast.minato()))
    html = body(other.get("/apply/jastpro-renewal/"))
    assert "2027年10月1日（金）から手続きできます。" in html
    assert 'name="code"' not in html


def test_a_start_while_signed_out_comes_back_to_the_guidance(client, code):
    answer = client.post("/apply/jastpro-renewal/start/", {"code": code.number})
    assert answer["Location"].startswith("/login/?next=%2Fapply%2Fjastpro-renewal%2Fstart%2F")

    browser = signed_in(deeds.member(code))
    assert browser.get("/apply/jastpro-renewal/start/")["Location"] == "/apply/jastpro-renewal/"


def test_the_days_left_to_pay_warn_near_the_end_of_the_term(applicant, code):
    with clock.at(clock.moment(cast.EXPIRY)):
        draft = begin(applicant, code)
        filer(applicant, draft)
        press(applicant, f"{draft}registrant/", "_unchanged")
        html = body(applicant.get(f"{draft}check/"))

    assert "起算日" in html


def test_a_sole_proprietor_is_asked_for_a_trade_name(db):
    code = cast.hamaya()
    browser = signed_in(deeds.member(code))
    draft = begin(browser, code)
    filer(browser, draft)

    html = body(browser.get(f"{draft}registrant/"))

    assert "屋号（和文）" in html
    assert "会社名（和文）" not in html
    assert "代表者の役職" not in html
    assert "屋号の変更：住民票と開業届の写し" in html


def test_an_individuals_kanji_come_back_as_they_are(db):
    code = cast.takahashi()
    browser = signed_in(deeds.member(code))
    draft = begin(browser, code)
    filer(browser, draft)

    assert fields(browser.get(f"{draft}registrant/"))["basics-name"] == ["髙橋 﨑"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/my/", "/my/"),
        ("/apply/x/d/1/filer/?a=b", "/apply/x/d/1/filer/?a=b"),
        ("//evil.example/", ""),
        ("https://evil.example/", ""),
        ("/\\evil.example", ""),
        ("javascript:alert(1)", ""),
        ("my/", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_a_path_of_ours_is_a_way_back(path, kept):
    assert safe_path(path) == kept


def test_every_page_of_a_draft_is_behind_the_door(client, code, applicant, draft):
    for name in ("hub", "documents", "check", "payment", "done", "discard"):
        args = draft.removeprefix("/apply/").split("/d/")
        url = reverse(f"apply-{name}", args=[args[0], args[1].strip("/")])
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")
