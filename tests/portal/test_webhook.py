import json
from datetime import date

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import signatures
from billing.deposit_notices import to_json
from billing.models import Deposit, WebhookEvent
from tests.billing import books

SECRET = "demonstration-agency-secret"
URL = "/hooks/agency/"
DAY = date(2026, 11, 24)


@pytest.fixture
def invoice(db):
    books.rates()
    return books.invoice()


def post(body, *, headers=None, event="evt_1", content_type="application/json", **changes):
    """As the agency does it: no cookie, no CSRF token, and any exception of ours is a failure."""
    signed = signatures.headers(event, body, SECRET) if headers is None else headers
    return Client(enforce_csrf_checks=True).post(
        URL,
        body,
        content_type=content_type,
        headers={"content-type": content_type, **signed, **changes},
    )


def settled(invoice):
    invoice.refresh_from_db()
    return invoice.status == "settled"


@pytest.mark.rule("F059", "X09")
def test_a_signed_deposit_settles_its_invoice(invoice):
    notice = books.notice(invoice, 3300, DAY)

    answer = post(to_json(notice))

    assert answer.status_code == 200
    assert answer.json() == {"received": notice.notice_id}
    assert settled(invoice)


def test_the_same_message_again_gets_the_same_answer_and_does_nothing(invoice):
    body = to_json(books.notice(invoice, 3300, DAY))

    first, second = post(body), post(body)

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Deposit.objects.count() == WebhookEvent.objects.count() == 1


def test_a_known_number_on_another_body_is_409(invoice):
    post(to_json(books.notice(invoice, 3300, DAY)))

    answer = post(to_json(books.notice(invoice, 3300, DAY)))

    assert answer.status_code == 409
    assert answer.json()["error"] == "同じ通知番号で内容の異なる通知を受け取っています。"
    assert Deposit.objects.count() == 1


def test_a_deposit_told_otherwise_under_a_new_number_is_409_and_can_be_told_rightly(invoice):
    notice = books.notice(invoice, 3300, DAY)
    post(to_json(notice))

    wrong = books.notice(invoice, 1, DAY, notice_id=notice.notice_id)
    assert post(to_json(wrong), event="evt_2").status_code == 409
    assert post(to_json(notice), event="evt_2").status_code == 200


def test_messages_of_both_live_secrets_are_taken(invoice, settings):
    settings.AGENCY_SECRETS = ["new", SECRET]
    body = to_json(books.notice(invoice, 3300, DAY))

    assert post(body).status_code == 200
    settings.AGENCY_SECRETS = ["new"]
    assert post(body).status_code == 401
    assert post(body, headers=signatures.headers("evt_3", body, "new")).status_code == 200


REFUSALS = [
    pytest.param({"headers": {}}, 401, id="unsigned"),
    pytest.param({"webhook-signature": ""}, 401, id="empty signature"),
    pytest.param({"webhook-signature": "v1,AAAA"}, 401, id="wrong signature"),
    pytest.param({"webhook-timestamp": "soon"}, 401, id="no timestamp"),
    pytest.param({"webhook-timestamp": "1"}, 401, id="from long ago"),
    pytest.param({"webhook-id": "evt_9"}, 401, id="another number"),
    pytest.param({"content_type": "text/plain"}, 415, id="plain text"),
    pytest.param({"content_type": "application/x-www-form-urlencoded"}, 415, id="a form"),
    pytest.param({"content_type": "multipart/form-data; boundary=x"}, 415, id="multipart"),
    pytest.param({"content_type": ""}, 415, id="no content type"),
]


@pytest.mark.parametrize(("changes", "status"), REFUSALS)
def test_what_is_not_the_agencys_is_refused(invoice, changes, status):
    answer = post(to_json(books.notice(invoice, 3300, DAY)), **changes)

    assert answer.status_code == status
    assert answer.json()["error"].endswith("。")
    assert not settled(invoice)
    assert not Deposit.objects.exists()
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_message_from_too_long_ago_or_ahead_is_refused(invoice, today, seconds):
    body = to_json(books.notice(invoice, 3300, DAY))
    headers = signatures.headers("evt_1", body, SECRET)
    today.shift(-seconds)

    assert post(body, headers=headers).status_code == 401


def test_64_kibibytes_are_taken_and_one_byte_more_is_413(invoice):
    body = to_json(books.notice(invoice, 3300, DAY))
    most = body + b" " * (64 * 1024 - len(body))

    assert post(most + b" ").status_code == 413
    assert post(b"x" * 3_000_000).status_code == 413
    assert not Deposit.objects.exists()
    assert post(most).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options"])
def test_only_post_is_heard(db, method):
    answer = getattr(Client(), method)(URL)

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"{", b"[]", b"\xff", b"[" * 60_000, b'{"type": "deposit.returned"}'],
    ids=lambda body: repr(body[:12]),
)
def test_a_genuine_message_that_is_no_notice_is_400(db, body):
    answer = post(body)

    assert answer.status_code == 400
    assert answer.json()["error"].endswith("。")
    assert not WebhookEvent.objects.exists()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=st.binary(max_size=200) | st.text(max_size=100).map(json.dumps).map(str.encode),
    is_signed=st.booleans(),
    header=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=80),
)
def test_no_odd_message_is_accepted_or_breaks_anything(invoice, body, is_signed, header):
    unsigned = dict.fromkeys(("webhook-id", "webhook-timestamp", "webhook-signature"), header)

    answer = post(body, headers=None if is_signed else unsigned)

    assert answer.status_code == (400 if is_signed else 401)
    assert not Deposit.objects.exists()


def test_nothing_of_a_message_is_shown_to_strangers_or_kept_by_caches(invoice):
    answer = post(to_json(books.notice(invoice, 3300, DAY)), **{"webhook-id": "evt_9"})

    assert answer["Cache-Control"] == "no-store"
    assert set(answer.json()) == {"error"}
    assert not answer.cookies
