"""Any POST of any shape: words at the field, nothing lost, never a 500."""

import pytest

from registry.models import Application
from tests.journeys.test_jastpro_renewal import begin, filer, the_application
from tests.journeys.walk import body, fields, here, press

pytestmark = pytest.mark.django_db

NASTY = [
    pytest.param("", id="empty"),
    pytest.param("   　", id="blanks"),
    pytest.param("長" * 100_000, id="100,000 characters"),
    pytest.param("a\x00b", id="NUL"),
    pytest.param("\ud800", id="a lone surrogate"),
    pytest.param("abc\u202egnp.exe", id="text turned round"),
    pytest.param("港湾👩‍💻太郎", id="emoji"),
    pytest.param("ﾐﾅﾄ", id="half-width kana"),
    pytest.param("１２３４５６７", id="full-width digits"),
    pytest.param("<script>alert(1)</script>", id="HTML"),
    pytest.param("' OR 1=1 --", id="SQL"),
    pytest.param("{{ 7*7 }}{% now 'Y' %}", id="a template"),
    pytest.param("a\r\nb\tc", id="lines"),
    pytest.param("=cmd|'/c calc'!A1", id="a formula"),
    pytest.param("\ufeff\u200b\u00ad", id="nothing to be seen"),
]


@pytest.fixture
def draft(applicant, code) -> str:
    return begin(applicant, code)


def sendable(value: str) -> str | bytes:
    """A lone surrogate as the bytes that a broken client sends."""
    return value.encode("utf-8", "surrogatepass") if "\ud800" in value else value


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("step", ["filer", "registrant"])
def test_every_field_takes_anything(applicant, draft, step, nasty):
    filer(applicant, draft)
    page = f"{draft}{step}/"
    sent = fields(applicant.get(page))
    mine = [name for name in sent if "-" in name and name != "contact_check-is_current"]
    some = mine if len(nasty) < 1000 else mine[:6]
    sent |= {name: sendable(nasty) for name in some} | {"_next": "1"}

    answer = applicant.post(page, sent)

    assert answer.status_code == 303
    seen = applicant.get(answer["Location"])
    assert seen.status_code == 200
    for part in seen.context["parts"] if "errors=1" in answer["Location"] else []:
        for name, messages in part.form.errors.items():
            assert name in part.form.fields
            assert all(words.endswith("。") for words in messages)
    kept = the_application().answers.get(step=step).data
    shown = nasty.replace("\x00", "\ufffd")
    for name in some:
        if "\ud800" not in nasty:
            assert kept[name] == [shown]
    assert "<script>alert" not in body(seen)
    assert "49" not in [kept[name] for name in some]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a\x00b", "姓に使えない文字があります：「U+FFFD」。"),
        ("港\u202e湾", "姓に使えない文字があります：「U+202E」。"),
        ("港👩湾", "姓に使えない文字があります：「👩」。"),
        ("長" * 34, "姓は30文字以内で入力してください（入力された文字数：34文字）。"),
        ("長" * 100_000, "（入力された文字数：100000文字）。"),
        ("", "姓を入力してください。"),
    ],
    ids=["NUL", "turned", "emoji", "34 characters", "100,000 characters", "empty"],
)
def test_the_field_says_what_is_wrong(applicant, draft, value, words):
    page = press(applicant, f"{draft}filer/", "_next", filer__family_name=value)

    assert body(page).count(words) == 2


@pytest.mark.parametrize(
    "seen", ["", "0", "-1", "abc", "１", "1" * 400, "1.5", "\x00", "99999999999999", "null"]
)
def test_an_odd_revision_is_an_old_one(applicant, draft, seen):
    press(applicant, f"{draft}filer/", "_save", filer__department="輸入部")
    sent = fields(applicant.get(f"{draft}filer/")) | {"seen": seen, "filer-department": "輸出部"}

    answer = applicant.post(f"{draft}filer/", sent | {"_next": "1"})

    assert answer.status_code == 409
    assert "輸入部" in body(answer)
    assert "輸出部" in body(answer)


def test_a_first_save_needs_no_revision(applicant, draft):
    sent = fields(applicant.get(f"{draft}filer/"))
    del sent["seen"]

    assert applicant.post(f"{draft}filer/", sent | {"_save": "1"}).status_code == 303


def test_a_post_without_fields_empties_none(applicant, draft):
    press(applicant, f"{draft}filer/", "_save", filer__department="輸入部")
    seen = fields(applicant.get(f"{draft}filer/"))["seen"]

    applicant.post(f"{draft}filer/", {"seen": seen, "_next": "1"})

    assert fields(applicant.get(f"{draft}filer/"))["filer-department"] == ["輸入部"]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"filer-family_name": ["一", "二", "三"]},
        {"filer-nothing": "x", "nothing-at-all": "y", "basics-name": "別の会社"},
        {"contact_check-is_current": "maybe"},
        {"contact_check-is_current": ["yes", "no"]},
        {"_next": ["1", "1"], "_save": "1", "_unchanged": "1", "_lookup": "1"},
        {"_lookup:": "1"},
        {"_lookup:filer": "1"},
        {"_lookup:registered_address": "1", "_place:registered_address": "99999"},
        {"_remove_row:x": "1"},
        {"_remove_row:-1": "1"},
        {"_add_row": "1"},
        {"_remove_file:../../etc/passwd": "1"},
        {"_remove_file:\x00": "1"},
        {"_attach": "1", "_kind": "nothing"},
        {"_mine": "1", "_theirs": "1"},
        {"_": "1"},
        {"_next:more": "1"},
        {"": ""},
        {"seen": ["1", "2"]},
    ],
    ids=str,
)
@pytest.mark.parametrize("step", ["filer", "registrant"])
def test_a_post_of_any_shape_is_answered(applicant, draft, step, more):
    filer(applicant, draft)

    for sent in (more, fields(applicant.get(f"{draft}{step}/")) | more):
        answer = applicant.post(f"{draft}{step}/", sent)
        assert answer.status_code in {303, 409}
        assert applicant.get(f"{draft}{step}/").status_code == 200
    assert Application.objects.get().state == "draft"


def test_a_press_on_the_check_page_before_the_steps_leads_to_the_steps(applicant, draft):
    answer = applicant.post(f"{draft}check/", {"token": "x", "agree": "on"}, follow=True)

    assert here(answer) == f"{draft}filer/?errors=1"
    assert Application.objects.get().state == "draft"


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "\x00", "あ" * 1000])
def test_a_token_that_is_not_the_pages_hands_nothing_in(applicant, draft, token):
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_unchanged")

    answer = applicant.post(f"{draft}check/", {"token": token, "agree": "on"}, follow=True)

    assert "もう一度確認してください" in body(answer)
    assert Application.objects.get().state == "draft"


@pytest.mark.parametrize(
    "query",
    [
        "look=registered_address",
        "look=nothing",
        "look=legal_address&place=x",
        "look=%00",
        "errors=%ff",
        "return=/evil",
        "next=https://evil.example/",
        "next=%5C%5Cevil.example",
        "next=//evil.example",
        "look=registered_address&look=legal_address",
    ],
)
def test_any_query_shows_the_page(applicant, draft, query):
    filer(applicant, draft)

    page = applicant.get(f"{draft}registrant/?{query}")

    assert page.status_code == 200
    assert "evil" not in body(page)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_not_taken(applicant, draft, method):
    for page in ("filer/", "check/", "documents/", "discard/"):
        assert getattr(applicant, method)(f"{draft}{page}").status_code == 405


@pytest.mark.parametrize("number", ["", "P00A1B2D0000", "x" * 5000, "\x00", "P00A1B2C0000\u202e"])
def test_a_start_for_a_code_that_is_not_mine_is_not_found(applicant, code, number):
    from tests import cast

    cast.minato()

    answer = applicant.post("/apply/jastpro-renewal/start/", {"code": number})

    # Without a number the only code there is is meant.
    assert answer.status_code == (404 if number else 303)
    assert Application.objects.count() == (0 if number else 1)


def test_a_body_that_is_no_form_changes_nothing(applicant, draft):
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", ""):
        answer = applicant.generic("POST", f"{draft}filer/", b"\xff\xfe{", content_type=kind)
        assert answer.status_code in {303, 400, 409}
    assert Application.objects.get().state == "draft"


def test_too_many_fields_are_refused_with_a_page(applicant, draft):
    answer = applicant.post(f"{draft}filer/", {f"filer-{n}": "x" for n in range(2100)})

    assert answer.status_code in {400, 413}
    assert "<h1" in body(answer)
