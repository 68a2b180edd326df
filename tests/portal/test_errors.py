"""Error pages: what happened, is my input safe, what to do, a number to quote; never a trace."""

import re

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from portal import errors
from tests.portal.people_at_the_door import hanako, sign_in, taro

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.probe_urls")]


@pytest.fixture
def visitor():
    """A browser that gets error pages where the test client would raise."""
    return Client(raise_request_exception=False)


PAGES = [
    ("/probe/suspicious/", 400, "送られた内容を読み取れませんでした"),
    ("/probe/shut/", 403, "この画面は表示できません"),
    ("/nowhere/", 404, "ページが見つかりません"),
    ("/probe/slowed/", 429, "しばらく待ってからお試しください"),
    ("/probe/broken/", 500, "画面を表示できませんでした"),
    ("/probe/locked/", 503, "ただいま混み合っています"),
]


@pytest.mark.parametrize(("path", "status", "heading"), PAGES, ids=[str(page[1]) for page in PAGES])
@pytest.mark.parametrize("who", ["nobody", "member", "staff"])
def test_every_failure_has_a_page_of_ours(visitor, who, path, status, heading):
    if who == "member":
        taro()
        sign_in(visitor)
    if who == "staff":
        hanako()
        sign_in(visitor, "admin")

    answer = visitor.get(path)

    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in page
    assert f"<title>{heading}｜コード管理ポータル</title>" in page
    assert re.search(r'番号 <span class="code">[0-9A-F]{8}</span>', page)
    assert f"ERR-0{status}" in page
    assert "入力内容" in page
    assert "marker" not in page
    assert "Traceback" not in page


def test_the_number_on_the_page_is_found_in_the_log(visitor, caplog):
    page = visitor.get("/probe/broken/").content.decode()

    number = re.search(r'<span class="code">([0-9A-F]{8})</span>', page)[1]
    assert f"{number} 500 GET '/probe/broken/'" in caplog.text


def test_a_line_break_in_an_address_does_not_break_the_log(visitor, caplog):
    caplog.set_level("INFO", "portal.errors")

    visitor.get("/nowhere/%0d%0aforged%1b[31m/")

    lines = [record.getMessage() for record in caplog.records if record.name == "portal.errors"]
    assert len(lines) == 1
    assert "\\r\\nforged\\x1b" in lines[0]


def test_the_page_for_a_failure_needs_no_database(django_assert_num_queries):
    request = RequestFactory().get("/")

    with django_assert_num_queries(0):
        answer = errors.server_error(request)

    assert answer.status_code == 500


def test_a_page_that_cannot_be_drawn_still_says_something(settings):
    settings.TEMPLATES = []

    answer = errors.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "画面を表示できませんでした" in answer.content.decode()


def test_a_busy_database_says_when_to_come_back(visitor):
    assert visitor.get("/probe/locked/")["Retry-After"] == "10"


def test_a_busy_database_before_the_view_is_busy_too(visitor, monkeypatch):
    """The session is read in a middleware, where no view's exception handler reaches."""
    taro()
    sign_in(visitor)

    def away(self):
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)

    assert visitor.get("/my/").status_code == 503


@pytest.mark.parametrize(
    ("why", "busy"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("no such table: x"), False),
        (ValueError("database is locked"), False),
    ],
)
def test_only_a_database_that_refused_counts_as_busy(why, busy):
    if connection.vendor == "sqlite":
        assert errors.is_busy(why) is busy
    else:
        assert errors.is_busy(why) is isinstance(why, OperationalError)


def test_too_much_at_once_is_413(visitor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = visitor.post("/probe/posted/", {"text": "あ" * 1000})

    assert answer.status_code == 413
    assert "送信する内容が大きすぎます" in answer.content.decode()


def test_too_many_fields_are_413(visitor):
    answer = visitor.post("/probe/posted/", {f"f{n}": "" for n in range(2001)})

    assert answer.status_code == 413


def test_a_page_that_lay_open_too_long_says_so_and_leads_on():
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(
        "/password/reset/",
        {"sign_in_name": "x"},
        headers={"referer": "http://testserver/password/reset/?a=1"},
    )

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "画面を開いてから時間がたったため、送信できませんでした。" in page
    assert 'href="/password/reset/?a=1">続きから入力する' in page


def test_a_page_that_lay_open_too_long_keeps_what_was_typed():
    taro()
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/login/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)[1]
    sign_in_answer = strict.post(
        "/login/",
        {
            "sign_in_name": "P00A1B2C0000",
            "password": "kaze-to-nami-88",
            "csrfmiddlewaretoken": token,
        },
    )
    assert sign_in_answer.status_code == 302

    answer = strict.post("/apply/x/step/", {"company": "東雲通商", "csrfmiddlewaretoken": "old"})

    assert "入力された内容は取ってあります。" in answer.content.decode()
    assert strict.get("/apply/x/step/").content.decode() == "東雲通商"


def test_a_forged_post_from_elsewhere_is_given_no_session(settings):
    strict = Client(enforce_csrf_checks=True)

    strict.post("/apply/x/step/", {"company": "x"}, headers={"origin": "https://evil.example"})

    assert settings.SESSION_COOKIE_NAME not in strict.cookies


@pytest.mark.parametrize("referer", ["https://evil.example/x", "javascript:alert(1)", "x" * 5000])
def test_the_way_on_never_leads_out_of_the_house(referer):
    strict = Client(enforce_csrf_checks=True)

    page = strict.post("/logout/", headers={"referer": referer}).content.decode()

    assert 'href="/">続きから入力する' in page


@pytest.mark.parametrize("status", [400, 413, 500, 503])
def test_static_error_pages_ask_nothing_of_their_surroundings(status):
    page = render_to_string(f"{status}.html", {"number": "12AB34CD"})

    assert "12AB34CD" in page
    assert "csrf" not in page
    assert "<script" not in page
