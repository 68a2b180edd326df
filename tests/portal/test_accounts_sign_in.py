"""Signing in: by code or address, forgiven spelling, one answer for every failure."""

import re
import statistics
from time import perf_counter

import pytest
from django.test import Client, RequestFactory

from core.models import TrailEntry
from portal.access import address
from portal.accounts import names
from portal.models import FailedSignIn, SignIn
from tests.portal.people_at_the_door import CODE, MAIL, NEW_PASSWORD, PASSWORD, sign_in, taro

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.probe_urls")]


@pytest.mark.rule("F017")
@pytest.mark.parametrize(
    "typed",
    [
        "P00A1B2C0000",
        "p00a1b2c0000",
        "P00A-1B2C-0000",
        " P00A 1B2C 0000 ",
        "Ｐ００Ａ１Ｂ２Ｃ００００",
        "P00A−1B2C‐0000",
        "taro@example.jp",
        "Taro@Example.JP ",
        "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ",
    ],
)
def test_a_name_signs_in_however_it_is_spelled(client, typed):
    taro()

    answer = sign_in(client, typed)

    assert (answer.status_code, answer["location"]) == (302, "/my/")
    assert "home of 港湾 太郎" in client.get("/my/").content.decode()


def test_addresses_that_differ_by_a_hyphen_are_two_names():
    assert names.fold("a-b@example.jp") != names.fold("ab@example.jp")


def test_an_address_that_nobody_confirmed_does_not_sign_in(client):
    account = taro(sign_ins={SignIn.Kind.JASTPRO: CODE})
    names.give(account, SignIn.Kind.EMAIL, MAIL, confirmed=False)

    assert sign_in(client, MAIL).status_code == 200
    assert sign_in(client, CODE).status_code == 302


def answer_to(client, name, password):
    answer = sign_in(client, name, password)
    return answer.status_code, re.sub(r'value="[^"]*"', "", answer.content.decode())


@pytest.mark.rule("F017")
def test_an_unknown_code_and_a_wrong_password_answer_alike(client):
    taro()
    disabled = taro(sign_ins={SignIn.Kind.JASTPRO: "P00A1B2D0000"}, mail="")
    disabled.is_active = False
    disabled.save()

    wrong = answer_to(client, CODE, "wrong-password")
    unknown = answer_to(client, "P99Z9Z9Z9999", "wrong-password")
    shut = answer_to(client, "P00A1B2D0000", PASSWORD)

    assert wrong == unknown == shut
    assert "JASTPROコードまたはパスワードが一致しません。" in wrong[1]


@pytest.mark.slow
@pytest.mark.rule("F017")
def test_an_unknown_code_and_a_wrong_password_cost_the_same_time(client):
    taro()
    times = {CODE: [], "P99Z9Z9Z9999": []}

    for n in range(200):
        for name, taken in times.items():
            begun = perf_counter()
            sign_in(client, name, f"wrong-{n}", REMOTE_ADDR=f"10.0.{n}.1")
            taken.append(perf_counter() - begun)
            FailedSignIn.objects.all().delete()

    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) / known < 0.10


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "x"}, "JASTPROコードを入力してください。"),
        ({"sign_in_name": CODE}, "パスワードを入力してください。"),
        ({"sign_in_name": "\x00", "password": "x"}, "JASTPROコードを入力してください。"),
        ({"sign_in_name": CODE, "password": "a\x00b"}, "パスワードに使えない文字があります。"),
        ({"sign_in_name": "あ" * 100_000, "password": "x" * 100_000}, "一致しません。"),
        ({"sign_in_name": "\u202e😀<b>", "password": "\u202e"}, "一致しません。"),
    ],
)
def test_whatever_is_typed_gets_a_clear_answer(client, typed, said):
    taro()

    answer = client.post("/login/", typed)

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "<b>" not in answer.content.decode()


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/apply/x/step/?a=1", "/apply/x/step/?a=1"),
        ("https://evil.example/", "/my/"),
        ("//evil.example/", "/my/"),
        ("/\\evil.example", "/my/"),
        ("javascript:alert(1)", "/my/"),
        ("/logout/", "/my/"),
        ("", "/my/"),
    ],
)
def test_after_signing_in_one_returns_to_the_page_but_never_leaves_the_house(
    client, wanted, reached
):
    taro()

    assert sign_in(client, next_url=wanted)["location"] == reached


def test_a_page_behind_the_door_leads_to_sign_in_and_back(client):
    taro()

    away = client.get("/apply/x/step/?a=1")

    assert away["location"] == "/login/?next=%2Fapply%2Fx%2Fstep%2F%3Fa%3D1"
    assert 'value="/apply/x/step/?a=1"' in client.get(away["location"]).content.decode()


@pytest.mark.rule("F018")
def test_the_first_sign_in_asks_for_a_new_password_before_anything_else(client):
    taro(must_change_password=True)
    sign_in(client)

    assert client.get("/my/")["location"] == "/my/password/"
    assert client.get("/apply/x/step/")["location"] == "/my/password/"
    assert "はじめてのログインです" in client.get("/my/password/").content.decode()

    changed = client.post(
        "/my/password/", {"current": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}
    )

    assert changed["location"] == "/my/"
    assert client.get("/my/").status_code == 200


def test_whoever_is_signed_in_is_not_asked_again(client):
    taro()
    sign_in(client)

    assert client.get("/login/")["location"] == "/my/"


def test_signing_in_changes_the_session_id(client):
    taro()
    client.get("/password/set/some-token/")
    before = client.session.session_key

    sign_in(client)

    assert before
    assert client.session.session_key != before


@pytest.mark.rule("X13")
def test_sign_ins_and_sign_outs_are_in_the_trail(client):
    account = taro()

    sign_in(client, REMOTE_ADDR="192.0.2.7")
    client.post("/logout/", REMOTE_ADDR="192.0.2.7")

    told = TrailEntry.objects.filter(account=account).order_by("pk")
    assert [(one.deed, one.address) for one in told] == [
        ("signed_in", "192.0.2.7"),
        ("signed_out", "192.0.2.7"),
    ]
    assert PASSWORD not in str([one.detail for one in told])


def test_a_member_is_not_let_into_the_staffs_site(client):
    taro()
    sign_in(client)

    assert client.get("/admin/", follow=True).status_code == 403


def test_the_address_is_the_one_that_the_trusted_proxy_saw(settings):
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "6.6.6.6, 203.0.113.9"}
    )

    settings.TRUSTED_PROXIES = 0
    assert address(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert address(request) == "203.0.113.9"
    settings.TRUSTED_PROXIES = 5
    assert address(request) == "10.0.0.1"


def test_a_post_without_the_csrf_token_changes_nothing():
    taro()
    strict = Client(enforce_csrf_checks=True)

    assert sign_in(strict).status_code == 403
    assert strict.post("/logout/").status_code == 403
