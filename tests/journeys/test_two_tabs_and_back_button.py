"""Two tabs, the back button, reload, pressing twice: nothing is lost and nothing happens twice."""

import pytest

from registry.models import Application
from tests.journeys.test_jastpro_renewal import begin, filer, the_application
from tests.journeys.walk import body, fields, here, press

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F070", "F221")]


@pytest.fixture
def draft(applicant, code) -> str:
    return begin(applicant, code)


def submit(applicant, draft: str):
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_unchanged")
    return press(applicant, f"{draft}check/", "_submit", agree="on")


def test_a_stale_save_shows_both_values_and_saves_neither(applicant, draft):
    old_tab = fields(applicant.get(f"{draft}filer/"))
    press(applicant, f"{draft}filer/", "_save", filer__department="輸入部")

    sent = old_tab | {"filer-department": "輸出部", "_next": "1"}
    page = applicant.post(f"{draft}filer/", sent)

    html = body(page)
    assert page.status_code == 409
    assert "この項目は別の画面で12:0" in html
    assert "輸出部" in html
    assert "輸入部" in html
    assert html.count('<tr class="chg">') == 1
    assert the_application().answers.get().data["filer-department"] == ["輸入部"]


def test_the_losing_tab_can_still_save_what_it_has(applicant, draft):
    old_tab = fields(applicant.get(f"{draft}filer/"))
    press(applicant, f"{draft}filer/", "_save", filer__department="輸入部")
    sent = old_tab | {"filer-department": "輸出部", "_next": "1"}
    conflict = applicant.post(f"{draft}filer/", sent)

    page = applicant.post(f"{draft}filer/", fields(conflict) | {"_mine": "1"}, follow=True)

    assert here(page) == f"{draft}filer/"
    assert fields(page)["filer-department"] == ["輸出部"]


def test_the_losing_tab_can_take_what_is_saved(applicant, draft):
    old_tab = fields(applicant.get(f"{draft}filer/"))
    press(applicant, f"{draft}filer/", "_save", filer__department="輸入部")
    conflict = applicant.post(f"{draft}filer/", old_tab | {"filer-department": "輸出部"})

    page = applicant.get(conflict.context["action"])

    assert fields(page)["filer-department"] == ["輸入部"]


def test_an_unchanged_renewal_is_not_saved_over_what_another_tab_typed(applicant, draft):
    filer(applicant, draft)
    old_tab = fields(applicant.get(f"{draft}registrant/"))
    press(applicant, f"{draft}registrant/", "_save", basics__representative="東雲 二郎")

    page = applicant.post(f"{draft}registrant/", old_tab | {"_unchanged": "1"})

    assert page.status_code == 409
    assert "東雲 一郎" in body(page)
    assert "東雲 二郎" in body(page)
    page = applicant.post(f"{draft}registrant/", fields(page) | {"_unchanged": "1"}, follow=True)
    assert here(page) == f"{draft}check/"
    assert "変更はありません" in body(page)


def test_the_same_press_twice_is_no_conflict(applicant, draft):
    sent = fields(applicant.get(f"{draft}filer/"))
    sent |= {"contact_check-is_current": "yes", "_next": "1"}

    first = applicant.post(f"{draft}filer/", sent)
    second = applicant.post(f"{draft}filer/", sent)

    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"] == f"{draft}registrant/"


def test_every_post_redirects_so_that_back_and_reload_send_nothing_again(applicant, draft):
    for button in ("_next", "_save", "_autosave_", "_contact", "_lookup:legal_address", "_attach"):
        sent = fields(applicant.get(f"{draft}filer/"))
        assert applicant.post(f"{draft}filer/", sent | {button: "1"}).status_code == 303
    assert "no-store" in applicant.get(f"{draft}filer/")["Cache-Control"]


def test_two_drafts_of_one_code_do_not_mix(applicant, code, draft):
    press(applicant, f"{draft}filer/", "_save", filer__department="一つ目")
    other = begin(applicant, code)
    press(applicant, f"{other}filer/", "_save", filer__department="二つ目")

    assert other != draft
    assert fields(applicant.get(f"{draft}filer/"))["filer-department"] == ["一つ目"]
    assert fields(applicant.get(f"{other}filer/"))["filer-department"] == ["二つ目"]


def test_starting_again_goes_on_with_a_draft_that_was_left_empty(applicant, code, draft):
    assert begin(applicant, code) == draft
    assert Application.objects.count() == 1


def test_handing_in_twice_and_from_two_tabs_gives_one_number(applicant, draft):
    filer(applicant, draft)
    press(applicant, f"{draft}registrant/", "_unchanged")
    shown = fields(applicant.get(f"{draft}check/")) | {"agree": "on", "_submit": "1"}

    first = applicant.post(f"{draft}check/", shown, follow=True)
    second = applicant.post(f"{draft}check/", shown, follow=True)

    number = the_application().receipt_number
    assert number in body(first)
    assert f"この申込は受付済みです（受付番号 {number}）" in body(second)
    assert Application.objects.filter(receipt_number=number).count() == 1


def test_after_handing_in_every_page_of_the_draft_says_so(applicant, draft):
    open_tab = fields(applicant.get(f"{draft}filer/"))
    submit(applicant, draft)
    number = the_application().receipt_number

    for page in ("", "filer/", "registrant/", "check/", "documents/", "discard/"):
        answer = applicant.get(f"{draft}{page}")
        assert answer.status_code == 200
        assert f"受付番号 {number}" in body(answer)
    late = applicant.post(f"{draft}filer/", open_tab | {"_next": "1"})
    assert late.status_code == 303
    saved = applicant.post(f"{draft}filer/", open_tab | {"_autosave": "1"})
    assert (saved.status_code, saved.json()) == (409, {"closed": draft})
    assert the_application().answers.get(step="filer").revision == 1


def test_a_second_renewal_of_the_same_code_is_refused_with_words(applicant, code, draft):
    press(applicant, f"{draft}filer/", "_save", filer__department="一つ目")
    other = begin(applicant, code)
    submit(applicant, other)

    page = submit(applicant, draft)

    assert "同じ手続きの申込みが既に受け付けられています。" in body(page)
    assert Application.objects.filter(state="draft").count() == 1


def test_an_autosave_says_when_and_which_revision_comes_next(applicant, draft):
    sent = fields(applicant.get(f"{draft}filer/")) | {"filer-email": "まだ途中", "_autosave": "1"}

    first = applicant.post(f"{draft}filer/", sent).json()
    again = applicant.post(f"{draft}filer/", sent | {"seen": first["seen"]}).json()

    assert first["seen"] == 1
    assert again["seen"] == 2
    assert first["saved_at"].startswith("12:0")
    page = applicant.get(f"{draft}filer/")
    assert fields(page)["filer-email"] == ["まだ途中"]
    assert 'class="summary"' not in body(page)  # nobody has tried to go on yet


def test_a_stale_autosave_overwrites_nothing(applicant, draft):
    old_tab = fields(applicant.get(f"{draft}filer/"))
    press(applicant, f"{draft}filer/", "_save", filer__department="輸入部")

    answer = applicant.post(
        f"{draft}filer/", old_tab | {"filer-department": "輸出部", "_autosave": "1"}
    )

    assert (answer.status_code, answer.json()) == (409, {"stale": True})
    assert the_application().answers.get().data["filer-department"] == ["輸入部"]


def test_a_draft_is_given_up_only_after_being_asked(applicant, draft):
    page = applicant.get(f"{draft}discard/")
    assert "元に戻せません" in body(page)
    assert Application.objects.count() == 1

    page = applicant.post(f"{draft}discard/", follow=True)

    assert here(page) == "/my/"
    assert Application.objects.count() == 0
    assert applicant.get(f"{draft}filer/").status_code == 404


def test_what_was_handed_in_cannot_be_given_up_as_a_draft(applicant, draft):
    submit(applicant, draft)

    applicant.post(f"{draft}discard/")

    assert the_application().state == "awaiting_payment"
