"""Guessing is slowed; the right owner is never shut out by strangers."""

from datetime import timedelta
from time import sleep

import pytest
from django.test import Client
from django.utils import timezone

from core.models import TrailEntry
from portal.accounts import throttle
from portal.models import FailedSignIn, OneTimeLink
from tests.portal.people_at_the_door import CODE, MAIL, NEW_PASSWORD, fail, sign_in, taro
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.probe_urls")]


def failed_before(times, *, ago, name=CODE, address="198.51.100.1"):
    """So many wrong attempts lie in the past."""
    at = timezone.now() - ago
    FailedSignIn.objects.bulk_create(
        FailedSignIn(name_key=throttle.key(name), address=address, at=at) for _ in range(times)
    )


@pytest.mark.rule("F017")
def test_five_wrong_passwords_in_a_minute_slow_the_next_even_if_right(client, today):
    taro()

    assert fail(client, 5) == [200] * 5
    blocked = sign_in(client)

    assert (blocked.status_code, blocked["Retry-After"]) == (429, "60")
    assert (
        "失敗が続いたため、ログインを一時的に止めています。1分ほど待って"
        in blocked.content.decode()
    )
    today.shift(timedelta(seconds=61))
    assert sign_in(client).status_code == 302


@pytest.mark.rule("F017")
def test_a_name_that_nobody_has_is_slowed_just_the_same(client):
    assert fail(client, 6, name="P99Z9Z9Z9999") == [200] * 5 + [429]


def test_all_names_of_an_account_are_counted_together(client):
    taro()

    assert fail(client, 3, name=CODE) + fail(client, 3, name=MAIL) == [200] * 5 + [429]


@pytest.mark.rule("F017")
def test_a_device_that_signed_in_before_is_not_slowed_by_strangers(client):
    taro()
    owner, stranger = client, Client()
    sign_in(owner)
    owner.post("/logout/")

    assert fail(stranger, 6, REMOTE_ADDR="198.51.100.1")[-1] == 429

    assert sign_in(stranger, REMOTE_ADDR="198.51.100.1").status_code == 429
    assert sign_in(owner).status_code == 302


def test_a_known_device_may_not_guess_for_ever_either(client):
    taro()
    sign_in(client)
    client.post("/logout/")

    assert fail(client, 6) == [200] * 5 + [429]


def test_a_device_cookie_that_was_tampered_with_counts_for_nothing(client, settings):
    taro()
    sign_in(client)
    client.post("/logout/")
    cookie = client.cookies[settings.DEVICE_COOKIE_NAME]
    assert cookie["httponly"]
    client.cookies[settings.DEVICE_COOKIE_NAME] = "x" + cookie.value
    fail(Client(), 5, REMOTE_ADDR="198.51.100.1")

    assert sign_in(client).status_code == 429


@pytest.mark.rule("F017")
def test_a_reset_by_mail_opens_the_door_whatever_strangers_did(client, mailoutbox):
    taro()
    failed_before(100, ago=timedelta(days=3))
    shut = sign_in(client)
    assert shut.status_code == 429
    assert "失敗が多いため、ログインを止めています。" in shut.content.decode()

    client.post("/password/reset/", {"sign_in_name": CODE})
    link = next(line for line in mailoutbox[0].body.splitlines() if "/password/set/" in line)
    client.get(link.removeprefix("http://127.0.0.1:8000"))
    done = client.post("/password/set/", {"new": NEW_PASSWORD, "again": NEW_PASSWORD})

    assert done["location"] == "/my/"
    assert sign_in(Client(), password=NEW_PASSWORD).status_code == 302


def test_twenty_wrong_in_an_hour_mean_ten_minutes_and_no_more(client, today):
    taro()
    failed_before(20, ago=timedelta(minutes=5))

    assert 295 <= int(sign_in(client)["Retry-After"]) <= 300
    today.shift(timedelta(minutes=5, seconds=1))
    assert sign_in(client).status_code == 302


@pytest.mark.rule("F017")
def test_an_address_is_slowed_after_twenty_failures_on_any_names(client):
    statuses = [fail(client, 1, name=f"P0000000{n:04d}")[0] for n in range(21)]

    assert statuses == [200] * 20 + [429]
    taro()
    assert sign_in(client, REMOTE_ADDR="203.0.113.5").status_code == 302


def test_an_ipv6_customer_cannot_change_addresses_to_guess_on(client):
    statuses = [
        fail(client, 1, name=f"P0000000{n:04d}", REMOTE_ADDR=f"2001:db8:1:2::{n:x}")[0]
        for n in range(1, 22)
    ]

    assert statuses[-1] == 429


@pytest.mark.rule("F017")
def test_a_blocked_attempt_is_not_counted_so_nobody_is_kept_out_for_longer(client):
    taro()
    fail(client, 10)

    assert FailedSignIn.objects.count() == 5


def test_what_was_typed_as_a_name_is_not_stored(client):
    fail(client, 1, name="my-secret-password")

    assert "secret" not in str(list(FailedSignIn.objects.values()))


@pytest.mark.rule("X13")
def test_a_burst_of_failures_is_one_line_in_the_trail(client):
    account = taro()

    fail(client, 8)

    entry = TrailEntry.objects.get()
    assert (entry.deed, entry.account) == ("sign_in_failures", account)


@pytest.mark.rule("F017")
def test_ten_thousand_guesses_from_a_hundred_addresses_try_at_most_a_hundred_passwords(
    client, today
):
    account = taro()
    keys = throttle.keys_for(CODE, account)
    tried = 0

    for n in range(10_000):
        today.shift(timedelta(seconds=7))
        try:
            throttle.attempt(keys, address=f"10.0.0.{n % 100}")
            tried += 1
        except throttle.Throttled as wait:
            if wait.shut:
                break

    assert tried == 100


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_do_not_slip_past_the_limit():
    account = taro()
    keys = throttle.keys_for(CODE, account)

    def guess():
        throttle.attempt(keys, address="10.0.0.1")

    def guess_carelessly():
        """The control: counts first and writes afterwards."""
        if FailedSignIn.objects.filter(name_key="careless").count() >= throttle.PER_MINUTE:
            raise throttle.Throttled(60)
        sleep(0.01)
        FailedSignIn.objects.create(name_key="careless", address="")

    let_through = together(*[guess] * 16).count(None)
    let_through_carelessly = together(*[guess_carelessly] * 16).count(None)

    assert let_through <= throttle.PER_MINUTE
    assert let_through_carelessly > throttle.PER_MINUTE


def test_reset_mails_are_sent_politely(client, mailoutbox, today):
    taro()

    for _ in range(5):
        answer = client.post("/password/reset/", {"sign_in_name": CODE})
        assert answer["location"] == "/password/reset/sent/"

    assert len(mailoutbox) == 3
    today.shift(timedelta(minutes=11))
    client.post("/password/reset/", {"sign_in_name": CODE})
    assert len(mailoutbox) == 4
    assert OneTimeLink.objects.count() == 4
