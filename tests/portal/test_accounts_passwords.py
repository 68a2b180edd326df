"""Passwords: which are taken, how they are set, reset and changed."""

import re
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from core.models import TrailEntry
from portal.accounts import credentials, links
from portal.models import OneTimeLink
from tests.portal.people_at_the_door import (
    CODE,
    NEW_PASSWORD,
    PASSWORD,
    hanako,
    sign_in,
    taro,
)
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.probe_urls")]

TAKEN = [
    "kaze-to-nami-88",
    "eight888x",
    "a" * 7 + "b",
    "x" * 128,
    "だれもしらないことば",
    "空 と 海 と 山 と 川",
    "🐟🐠🐡🦀🦐🦑🐙🐚",
    "    spaces    ",
    "ALLCAPITALS-OK",
    "918273645566",
    "<script>alert(1)</script>",
    "窓口で三人のひとが待つ",
    "correct madoguchi battery staple",
    "𠮷野家髙島屋﨑陽軒神戸",
    "tab\tinside\tit",
]
REFUSED_FOR_LENGTH = ["", "a", "1234567", "あいうえおかき", "x" * 129, "あ" * 129, "x" * 100_000]
REFUSED_AS_COMMON = [
    "password",
    "password1",
    "12345678",
    "123456789",
    "1234567890",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "qwertyuiop",
    "1qaz2wsx",
    "QWERTYUIOP",
    "trustno1",
    "letmein1",
    "superman",
]
REFUSED_AS_OWN = [
    "madoguchi",
    "Madoguchi-2026",
    "ＭＡＤＯＧＵＣＨＩ１２３",
    "窓口窓口窓口窓口",
    "窓口パスワード2026",
    "P00A1B2C0000",
    "p00a1b2c0000",
    "P00A-1B2C-0000",
    "P00A1B2C0000!",
    "jastpro2026",
    "naccsnaccs1",
    "taro@example.jp",
    "taro-taro-taro-1",
    "港湾太郎2026",
    "コード管理ポータル",
    "portalpassword",
    "password-madoguchi",
]


@pytest.mark.rule("F017")
@pytest.mark.parametrize("password", TAKEN)
def test_any_kind_of_password_is_taken(password):
    validate_password(password, taro())


@pytest.mark.rule("F017")
@pytest.mark.parametrize(
    ("password", "why"),
    [(one, "文字以上128文字以内") for one in REFUSED_FOR_LENGTH]
    + [(one, "よく使われる") for one in REFUSED_AS_COMMON]
    + [(one, "推測されない") for one in REFUSED_AS_OWN],
)
def test_a_password_that_is_short_common_or_our_own_word_is_refused(password, why):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, taro())

    assert any(why in said and said.endswith("。") for said in refused.value.messages)


@pytest.mark.rule("F017")
def test_passwords_are_hashed_with_argon2id_at_the_set_cost():
    encoded = taro().password

    assert identify_hasher(encoded).algorithm == "argon2"
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in encoded


def reset_link(client, mailoutbox, name=CODE):
    client.post("/password/reset/", {"sign_in_name": name})
    return re.search(r"http://127\.0\.0\.1:8000(/password/set/\S+)", mailoutbox[-1].body)[1]


@pytest.mark.rule("F017")
def test_a_forgotten_password_is_set_anew_through_a_mailed_link(client, mailoutbox):
    taro()

    link = reset_link(client, mailoutbox)
    opened = client.get(link)
    page = client.get("/password/set/")
    done = client.post("/password/set/", {"new": NEW_PASSWORD, "again": NEW_PASSWORD})

    assert mailoutbox[0].to == ["taro@example.jp"]
    assert opened["location"] == "/password/set/"
    assert "港湾 太郎 様のパスワードを設定します。" in page.content.decode()
    assert done["location"] == "/my/"
    assert sign_in(Client(), password=PASSWORD).status_code == 200
    assert sign_in(Client(), password=NEW_PASSWORD).status_code == 302


def test_a_mail_scanner_that_opens_the_link_does_not_use_it_up(client, mailoutbox):
    taro()
    link = reset_link(client, mailoutbox)

    for _ in range(3):
        Client().get(link, follow=True)
    client.get(link)

    assert (
        client.post("/password/set/", {"new": NEW_PASSWORD, "again": NEW_PASSWORD}).status_code
        == 302
    )


def test_a_link_works_once_and_for_an_hour(client, mailoutbox, today):
    taro()
    first = reset_link(client, mailoutbox)
    second = reset_link(client, mailoutbox)
    late = Client()
    late.get(second)
    client.get(first)
    client.post("/password/set/", {"new": NEW_PASSWORD, "again": NEW_PASSWORD})

    again = Client()
    assert again.get(first, follow=True).status_code == 410
    assert late.get("/password/set/").status_code == 410, "the other links are used up with it"

    third = reset_link(client, mailoutbox)
    today.shift(timedelta(minutes=60))
    too_late = Client().get(third, follow=True)
    assert too_late.status_code == 410
    assert "パスワードは変わっていません。" in too_late.content.decode()


@pytest.mark.parametrize("token", ["x", "a" * 2000, "あ", "%00", "..%2F.."])
def test_a_made_up_link_opens_nothing(client, token):
    assert client.get(f"/password/set/{token}/", follow=True).status_code in (404, 410)


@pytest.mark.rule("F017")
def test_the_reset_page_answers_alike_whether_or_not_the_name_exists(client, mailoutbox):
    taro()
    taro(sign_ins={"jastpro": "P00A1B2D0000"}, mail="")

    answers = [
        client.post("/password/reset/", {"sign_in_name": name})
        for name in (CODE, "P99Z9Z9Z9999", "nobody@example.jp", "P00A1B2D0000")
    ]

    assert {(one.status_code, one["location"], one.content) for one in answers} == {
        (302, "/password/reset/sent/", b"")
    }
    assert len(mailoutbox) == 1


def test_a_mail_server_that_is_away_changes_nothing_in_the_answer(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    taro()

    answer = client.post("/password/reset/", {"sign_in_name": CODE})

    assert answer["location"] == "/password/reset/sent/"
    assert TrailEntry.objects.get(deed="password_reset_asked").detail == {"sent": False}


def test_the_secret_of_a_link_lies_nowhere_but_in_the_mail(client, mailoutbox, caplog):
    taro()

    link = reset_link(client, mailoutbox)

    secret = link.removeprefix("/password/set/").strip("/")
    assert len(secret) >= 40
    assert secret not in str(list(OneTimeLink.objects.values()))
    assert secret not in str(list(TrailEntry.objects.values()))
    assert secret not in caplog.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "現在のパスワードを入力してください。"),
        ({"current": "wrong"}, "現在のパスワードが一致しません。"),
        ({"new": "short"}, "8文字以上128文字以内で入力してください（5文字）。"),
        ({"again": "something else"}, "新しいパスワードと同じものを、確認の欄に入力してください。"),
        ({"new": PASSWORD, "again": PASSWORD}, "今までと違うパスワードを入力してください。"),
        ({"new": "a\x00bcdefgh"}, "パスワードに使えない文字があります。"),
        ({"new": "x" * 100_000}, "128文字以内"),
    ],
)
def test_a_change_that_cannot_be_says_why_at_the_field(client, typed, said):
    account = taro()
    sign_in(client)
    right = {"current": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}

    answer = client.post("/my/password/", right | typed if typed else {})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "<title>エラー：" in page
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_a_change_is_told_by_mail_and_in_the_trail(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    account = taro()
    sign_in(client)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/my/password/", {"current": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}
        )

    assert mailoutbox[0].subject == "パスワードが変更されました（コード管理ポータル）"
    assert NEW_PASSWORD not in mailoutbox[0].body
    assert TrailEntry.objects.filter(account=account, deed="password_changed").count() == 1


def test_passwords_may_be_pasted_and_kept_by_a_manager(client):
    page = client.get("/login/").content.decode()

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
    assert "maxlength" not in page


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_link_used_twice_at_the_same_moment_sets_one_password():
    account = taro()
    links.issue(account, OneTimeLink.Purpose.RESET)
    link = OneTimeLink.objects.get()

    def use(password):
        return lambda: credentials.set_by_link(link, password, address="").pk

    def look_then_use():
        """The control: asks first, marks afterwards."""
        free = OneTimeLink.objects.filter(pk=unguarded.pk, used_at=None).exists()
        wait_for_the_others.wait(10)
        OneTimeLink.objects.filter(pk=unguarded.pk).update(used_at=unguarded.created_at)
        return free

    results = together(*[use(f"kaze-to-nami-{n}") for n in range(8)])

    links.issue(account, OneTimeLink.Purpose.RESET)
    unguarded = OneTimeLink.objects.get(used_at=None)
    wait_for_the_others = Barrier(4)
    assert sorted(map(str, results)).count(str(account.pk)) == 1
    assert results.count(credentials.LinkUsedUp) == 7
    assert together(*[look_then_use] * 4).count(True) == 4


def test_staff_too_reset_by_mail_and_still_need_their_second_step(client, mailoutbox, settings):
    settings.STAFF_SECOND_FACTOR = True
    hanako()

    link = reset_link(client, mailoutbox, name="admin")
    client.get(link)
    client.post("/password/set/", {"new": NEW_PASSWORD, "again": NEW_PASSWORD})

    assert client.get("/admin/")["location"] == "/my/security/first/"
