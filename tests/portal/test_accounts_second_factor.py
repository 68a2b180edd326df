"""The second factor: enrolled on request by members, at the first sign-in by staff."""

import json
import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from core.models import TrailEntry
from portal.accounts import factors, staff
from tests.portal.people_at_the_door import PASSWORD, hanako, sign_in, taro
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.probe_urls")]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret=SECRET, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def enrolled(account, today=None):
    """The account has an authenticator app; returns its recovery codes."""
    assert factors.add_totp(account, SECRET, code_now())
    return factors.recovery_codes(account)


@pytest.mark.rule("F017")
def test_staff_enrol_a_second_factor_at_the_first_sign_in_and_get_ten_recovery_codes(
    client, settings
):
    settings.STAFF_SECOND_FACTOR = True
    account = hanako()
    sign_in(client, "admin")

    assert client.get("/admin/")["location"] == "/my/security/first/"
    assert (
        "確認コードの方法を登録してください" in client.get("/my/security/first/").content.decode()
    )
    page = client.get("/my/security/totp/").content.decode()
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    assert 'src="data:image/svg+xml' in page

    wrong = client.post("/my/security/totp/", {"code": "000000"})
    assert "確認コードが一致しません。" in wrong.content.decode()
    right = client.post("/my/security/totp/", {"code": code_now(secret)})

    assert right["location"] == "/my/security/codes/"
    codes = re.findall(r"<li>(\d{10})</li>", client.get("/my/security/codes/").content.decode())
    assert len(set(codes)) == 10
    assert client.get("/admin/").status_code == 200
    assert TrailEntry.objects.filter(account=account, deed="factor_added").count() == 1


def test_the_demonstration_lets_staff_in_without(client):
    hanako()
    sign_in(client, "admin")

    assert client.get("/admin/").status_code == 200


@pytest.mark.rule("F017")
def test_with_a_second_factor_the_password_alone_opens_nothing(client, today):
    enrolled(taro())
    today.shift(timedelta(minutes=10))

    asked = sign_in(client, next_url="/apply/x/step/")

    assert asked["location"] == "/login/code/"
    assert client.get("/my/")["location"].startswith("/login/")
    assert client.get("/login/code/").status_code == 200
    assert "一致しません" in client.post("/login/code/", {"code": "123"}).content.decode()
    done = client.post("/login/code/", {"code": code_now()})
    assert done["location"] == "/apply/x/step/"
    assert client.get("/my/").status_code == 200


def test_full_width_digits_and_spaces_in_a_code_are_fine(client, today):
    enrolled(taro())
    today.shift(timedelta(minutes=10))
    sign_in(client)
    wide = code_now().translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})

    assert client.post("/login/code/", {"code": f" {wide[:3]} {wide[3:]} "}).status_code == 302


@pytest.mark.rule("F017")
def test_a_code_works_once_even_while_its_time_lasts(client, today):
    enrolled(taro())
    today.shift(timedelta(minutes=10))
    code = code_now(steps=1)
    sign_in(client)
    assert client.post("/login/code/", {"code": code}).status_code == 302

    today.shift(timedelta(seconds=45))
    again = Client()
    sign_in(again)

    assert again.post("/login/code/", {"code": code}).status_code == 200


def test_a_recovery_code_works_once(client, today):
    codes = enrolled(taro())
    sign_in(client)
    assert client.post("/login/code/", {"code": codes[0]}).status_code == 302

    again = Client()
    sign_in(again)

    assert again.post("/login/code/", {"code": codes[0]}).status_code == 200
    assert again.post("/login/code/", {"code": codes[1]}).status_code == 302


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_code_used_twice_at_the_same_moment_opens_one_door():
    account = taro()
    codes = enrolled(account)

    assert together(*[lambda: factors.check_code(account, codes[0])] * 8).count(True) == 1


def test_guessing_codes_is_slowed(client, today):
    enrolled(taro())
    today.shift(timedelta(minutes=10))
    sign_in(client)

    statuses = [client.post("/login/code/", {"code": f"{n:06d}"}).status_code for n in range(6)]

    assert statuses == [200] * 5 + [429]
    assert client.post("/login/code/", {"code": code_now()}).status_code == 429
    today.shift(timedelta(seconds=61))
    assert client.post("/login/code/", {"code": code_now()}).status_code == 302


def test_the_second_step_must_follow_within_ten_minutes(client, today):
    enrolled(taro())
    sign_in(client)
    today.shift(timedelta(minutes=10, seconds=2))

    assert client.get("/login/code/")["location"] == "/login/"


def test_the_seed_lies_encrypted_in_the_database():
    enrolled(taro())

    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))

    assert SECRET not in stored


def test_a_key_from_an_earlier_secret_key_still_opens_the_seed(settings):
    account = taro()
    enrolled(account)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key-after-rotation-of-the-old-one-1234"

    assert len(factors.recovery_codes(account)) == 10


HOSTILE = ["", "x", "{}", "[]", "null", "1", '"a"', '{"id": 1}', '{"response": []}', "\x00"] + [
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})
    for response in (
        {},
        {"clientDataJSON": "AA", "attestationObject": "AA"},
        {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"},
        {"clientDataJSON": 5, "authenticatorData": None, "signature": []},
    )
]


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_passkey_answer_of_any_shape_is_refused_in_words(client, answer):
    account = taro()
    enrolled(account)
    factors.remove_all(account)
    sign_in(client)
    client.get("/my/security/key/")

    refused = client.post("/my/security/key/", {"credential": answer})

    assert refused.status_code == 200
    assert "パスキーを確認できませんでした。" in refused.content.decode()
    assert not factors.enrolled(account)


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_passkey_answer_of_any_shape_does_not_sign_in(client, answer):
    enrolled(taro())
    sign_in(client)

    refused = client.post("/login/code/", {"credential": answer})

    assert refused.status_code == 200
    assert "パスキーを確認できませんでした。" in refused.content.decode()


def test_the_second_factor_is_touched_only_after_the_password_was_shown_lately(client, today):
    taro()
    sign_in(client)
    today.shift(timedelta(minutes=20))

    away = client.get("/my/security/totp/")
    assert away["location"] == "/my/security/prove/?next=%2Fmy%2Fsecurity%2Ftotp%2F"
    wrong = client.post("/my/security/prove/", {"password": "no", "next": "/my/security/totp/"})
    assert "現在のパスワードが一致しません。" in wrong.content.decode()
    right = client.post("/my/security/prove/", {"password": PASSWORD, "next": "/my/security/totp/"})

    assert right["location"] == "/my/security/totp/"
    assert client.get("/my/security/totp/").status_code == 200


def test_a_member_may_take_the_second_factor_away_but_not_anothers(client):
    account = taro()
    enrolled(account)
    codes = factors.recovery_codes(account)
    stranger = taro(sign_ins={"jastpro": "P00A1B2D0000"}, mail="")
    factors.add_totp(stranger, SECRET, code_now(steps=1))
    sign_in(client)
    client.post("/login/code/", {"code": codes[0]})
    own, foreign = factors.of(account)[0], factors.of(stranger)[0]

    assert client.post(f"/my/security/factors/{foreign.pk}/remove/").status_code == 404
    client.post(f"/my/security/factors/{own.pk}/remove/")

    assert not Authenticator.objects.filter(user=account).exists()
    assert factors.enrolled(stranger)


def test_staff_keep_at_least_one(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    account = hanako()
    codes = enrolled(account)
    sign_in(client, "admin")
    client.post("/login/code/", {"code": codes[0]})

    client.post(f"/my/security/factors/{factors.of(account)[0].pk}/remove/")

    assert factors.enrolled(account)


def test_new_recovery_codes_replace_the_old(client):
    account = taro()
    old = enrolled(account)
    sign_in(client)
    client.post("/login/code/", {"code": old[0]})

    client.post("/my/security/codes/")

    assert not set(old) & set(factors.recovery_codes(account))


@pytest.mark.rule("F017")
def test_a_lost_second_factor_is_reset_by_another_administrator_with_a_reason(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    boss, worker = hanako(), hanako(("examiner", "jastpro"), handle="examiner")
    boss_codes, _worker_codes = enrolled(boss), factors.add_totp(worker, SECRET, code_now())
    sign_in(client, "admin")
    client.post("/login/code/", {"code": boss_codes[0]})
    page = f"/admin/portal/account/{worker.pk}/do/reset-factor/"

    assert "理由を入力してください。" in client.post(page, {"reason": ""}).content.decode()
    assert factors.enrolled(worker)
    client.post(page, {"reason": "端末の紛失"})

    entry = TrailEntry.objects.get(deed="factor_reset")
    assert (entry.account, entry.about, entry.detail) == (
        boss,
        str(worker.pk),
        {"reason": "端末の紛失"},
    )
    fresh = Client()
    sign_in(fresh, "examiner")
    assert fresh.get("/admin/")["location"] == "/my/security/first/"


def test_nobody_resets_their_own_second_factor():
    boss = hanako()

    with pytest.raises(staff.NotPossible, match="別の管理者に依頼してください。"):
        staff.reset_factor(boss, by=boss, address="", reason="紛失")
