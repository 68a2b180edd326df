"""Who sees what at the examiner's desk, and that nothing is edited there (X01, X13)."""

import re
from datetime import date

import pytest
from django.urls import reverse

from core.models import TrailEntry
from portal.demonstration import deeds
from registry import register
from registry.models import Application, Decision, StaffRole, TermsOfUse
from tests import cast
from tests.conftest import signed_in
from tests.registry.at_the_desk import NEW_ADDRESS, QUEUE, do, page, paid, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(code):
    return paid(code, NEW_ADDRESS)


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
