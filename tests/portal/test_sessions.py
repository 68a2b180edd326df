"""How long a session lives, and who may end it."""

import json
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from portal.accounts import staff
from tests.portal.people_at_the_door import NEW_PASSWORD, PASSWORD, hanako, sign_in, taro

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.probe_urls")]


def is_in(client):
    return client.get("/my/security/").status_code == 200


@pytest.mark.rule("F017")
def test_a_member_who_does_nothing_for_an_hour_is_signed_out(client, today):
    taro()
    sign_in(client)

    today.shift(timedelta(minutes=59, seconds=20))
    assert is_in(client)
    today.shift(timedelta(minutes=59, seconds=20))
    assert is_in(client)
    today.shift(timedelta(minutes=60))
    assert not is_in(client)


def test_staff_are_signed_out_after_half_an_hour(client, today):
    hanako()
    sign_in(client, "admin")

    today.shift(timedelta(minutes=29, seconds=20))
    assert is_in(client)
    today.shift(timedelta(minutes=30))
    assert not is_in(client)


def test_nobody_stays_longer_than_twelve_hours(client, today):
    taro()
    sign_in(client)

    for _ in range(14):
        today.shift(timedelta(minutes=50))
        assert is_in(client)
    today.shift(timedelta(minutes=20))

    assert not is_in(client)


def test_after_the_time_is_up_signing_in_leads_back_to_the_same_page(client, today):
    taro()
    sign_in(client)
    today.shift(timedelta(minutes=61))

    away = client.get("/apply/x/step/?tab=2")
    page = client.get(away["location"]).content.decode()

    assert "ended=1" in away["location"]
    assert "時間がたったため、自動的にログアウトしました。" in page
    assert sign_in(client, next_url="/apply/x/step/?tab=2")["location"] == "/apply/x/step/?tab=2"


def test_what_was_typed_when_the_time_was_up_is_there_again_after_signing_in(client, today):
    taro()
    sign_in(client)
    today.shift(timedelta(minutes=61))

    away = client.post("/apply/x/step/", {"company": "東雲通商 﨑", "csrfmiddlewaretoken": "x"})
    sign_in(client, next_url="/apply/x/step/")

    assert away["location"].startswith("/login/?next=%2Fapply%2Fx%2Fstep%2F")
    assert client.get("/apply/x/step/").content.decode() == "東雲通商 﨑"
    assert client.get("/apply/x/step/").content.decode() == "empty", "shown once"


def test_the_page_knows_how_long_it_has_and_the_button_extends(client, today):
    taro()
    sign_in(client)
    assert 'data-idle="3600"' in client.get("/my/security/").content.decode()
    assert 'data-warning="300"' in client.get("/my/security/").content.decode()
    today.shift(timedelta(minutes=56))

    left = client.post("/session/ping/")

    assert json.loads(left.content)["idle"] >= 3599
    today.shift(timedelta(minutes=59))
    assert is_in(client)


def test_the_button_of_a_dead_session_says_so(client, today):
    taro()
    sign_in(client)
    today.shift(timedelta(minutes=61))

    assert client.post("/session/ping/").status_code == 401
    assert client.get("/session/ping/").status_code == 405


def test_signing_out_ends_the_session_on_the_server(client, settings):
    taro()
    sign_in(client)
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[
        settings.SESSION_COOKIE_NAME
    ].value
    assert is_in(stolen)

    done = client.post("/logout/")

    assert done["location"] == "/logout/done/"
    assert not is_in(client)
    assert not is_in(stolen)


def test_a_get_does_not_sign_out(client):
    taro()
    sign_in(client)

    client.get("/logout/")

    assert is_in(client)


def test_a_change_of_password_ends_every_other_session(client):
    taro()
    other = Client()
    sign_in(client)
    sign_in(other)

    client.post("/my/password/", {"current": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD})

    assert is_in(client)
    assert not is_in(other)


def test_disabling_ends_all_sessions_in_the_next_request(client):
    boss, worker = hanako(), hanako(("examiner", "jastpro"), handle="examiner")
    other = Client()
    sign_in(client, "examiner")
    sign_in(other, "examiner")
    assert is_in(client)

    staff.disable(worker, by=boss, address="", reason="退職")

    assert not is_in(client)
    assert not is_in(other)
    assert sign_in(client, "examiner").status_code == 200


def test_an_account_that_ran_out_is_out_in_the_next_request(client, today):
    account = taro()
    sign_in(client)
    account.expires_at = account.date_joined + timedelta(minutes=10)
    account.save()

    assert is_in(client)
    today.shift(timedelta(minutes=11))
    assert not is_in(client)


def test_one_sees_and_ends_ones_own_sessions_and_nobody_elses(client):
    taro()
    stranger = taro(sign_ins={"jastpro": "P00A1B2D0000"}, mail="")
    other, strange = Client(), Client()
    sign_in(client, headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/150.0"})
    sign_in(other, headers={"user-agent": "Mozilla/5.0 (Linux) Chrome/150"})
    sign_in(strange, "P00A1B2D0000")

    page = client.get("/my/security/").content.decode()
    assert "Firefox・Windows" in page
    assert "Chrome・Linux" in page

    foreign = UserSession.objects.get(user=stranger)
    assert client.post(f"/my/security/sessions/{foreign.pk}/end/").status_code == 404
    theirs = UserSession.objects.get(user_agent__contains="Chrome")
    client.post(f"/my/security/sessions/{theirs.pk}/end/")
    assert not is_in(other)
    assert is_in(client)
    assert strange.get("/my/security/").status_code == 200


def test_all_other_sessions_end_with_one_button(client):
    taro()
    others = [Client(), Client()]
    for one in [client, *others]:
        sign_in(one)

    client.post("/my/security/sessions/end/")

    assert is_in(client)
    assert [is_in(one) for one in others] == [False, False]


def test_a_hostile_browser_name_is_only_text(client):
    taro()

    sign_in(client, headers={"user-agent": "<script>alert(1)</script>" * 40})

    page = client.get("/my/security/").content.decode()
    assert "<script>alert" not in page
