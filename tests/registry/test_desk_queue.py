"""The queue and the first page of the admin, through HTTP (X01)."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from portal.demonstration import deeds
from registry import drafts, lifecycle
from registry.models import Application
from tests import cast
from tests.conftest import signed_in
from tests.registry.at_the_desk import NEW_ADDRESS, QUEUE, do, paid, text

pytestmark = pytest.mark.django_db


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

    assert len(set(re.findall(r">(265\d{4}B)<", shown))) >= 49  # a page of fifty
    assert len(hundred) == len(one)


def test_the_saved_views_say_how_many_there_are(desk, examiner, application):
    do(desk, application, "take")

    shown = text(desk.get(QUEUE))

    assert "審査できる申込（1）" in shown
    assert "自分の担当（1）" in shown
    assert "担当なし（0）" in shown


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
