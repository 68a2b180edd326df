"""Every answer carries the same strict headers, whatever it is."""

import re

import pytest
from django.test import Client

from tests.portal.people_at_the_door import hanako, sign_in, taro

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.probe_urls")]

ANSWERS = [
    ("/login/", 200),
    ("/my/", 302),
    ("/probe/suspicious/", 400),
    ("/probe/shut/", 403),
    ("/nowhere/", 404),
    ("/session/ping/", 405),
    ("/password/set/", 410),
    ("/probe/slowed/", 429),
    ("/probe/broken/", 500),
    ("/probe/locked/", 503),
    ("/static/css/portal.css", 200),
    ("/static/nothing.css", 404),
]


@pytest.mark.parametrize(("path", "status"), ANSWERS, ids=[path for path, _status in ANSWERS])
def test_every_answer_has_the_headers(path, status):
    answer = Client(raise_request_exception=False).get(path)

    policy = answer["Content-Security-Policy"]
    assert answer.status_code == status
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "static" in path or answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    answer.close()


def test_cookies_are_out_of_reach_of_scripts(client):
    taro()
    client.get("/login/")
    sign_in(client)

    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


def test_pages_of_people_are_not_kept_by_anything_on_the_way(client):
    taro()
    sign_in(client)

    for path in ("/login/", "/my/", "/my/security/", "/my/password/"):
        assert "no-store" in client.get(path)["Cache-Control"]
        assert "private" in client.get(path)["Cache-Control"]


INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)
MEMBER_PAGES = [
    "/login/",
    "/login/code/",
    "/logout/",
    "/logout/done/",
    "/password/reset/",
    "/password/reset/sent/",
    "/my/password/",
    "/my/security/",
    "/my/security/prove/",
    "/my/security/totp/",
    "/my/security/key/",
    "/nowhere/",
]
STAFF_PAGES = [
    "/admin/",
    "/admin/portal/account/",
    "/admin/portal/account/?q=x&kind__exact=staff",
    "/admin/portal/account/add/",
    "/admin/portal/account/{pk}/change/",
    "/admin/portal/account/{pk}/history/",
    "/admin/portal/account/{pk}/do/roles/",
    "/my/security/first/",
]


@pytest.mark.parametrize("path", MEMBER_PAGES)
def test_no_page_of_members_has_anything_inline(client, path):
    taro()
    if path != "/login/":
        sign_in(client)

    page = client.get(path, follow=True).content.decode()

    assert not INLINE.findall(page)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page), "no host outside"


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_no_page_of_the_staffs_site_has_anything_inline(client, path):
    account = hanako()
    sign_in(client, "admin")

    answer = client.get(path.format(pk=account.pk), follow=True)

    assert answer.status_code == 200
    assert not INLINE.findall(answer.content.decode())


def test_the_look_for_inline_code_would_find_it():
    """The control."""
    for bad in (
        "<style>a{}</style>",
        '<p style="x">',
        '<a onclick="x">',
        "<script>x</script>",
        '<a href="javascript:x">',
    ):
        assert INLINE.search(bad)


@pytest.mark.parametrize("path", [*MEMBER_PAGES])
def test_every_page_is_whole(client, path):
    """One heading, labels, ids that are unique and point somewhere, a title, a screen number."""
    taro()
    if not path.startswith(("/login", "/logout", "/password")):
        sign_in(client)

    page = client.get(path, follow=True).content.decode()

    assert page.count("<h1") == 1
    assert '<html lang="ja">' in page
    assert re.search(r"<title>[^<｜]+(｜[^<｜]+)*｜コード管理ポータル</title>", page)
    assert re.search(r"画面番号 <span class=\"code\">[A-Z]{3}-\d{4}</span>", page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for name in re.findall(r'(?:for|aria-describedby|aria-labelledby)="([^"]+)"', page):
        assert set(name.split()) <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert "placeholder" not in page
    assert " required" not in page
    assert not re.search(r"<img(?![^>]*\salt=)", page)
