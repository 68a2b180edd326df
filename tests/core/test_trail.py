from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from core import clock, trail
from core.models import ClosedDay, Counter, TrailEntry
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.rule("X13")
def test_an_entry_tells_who_did_what_when_and_from_where():
    account = get_user_model().objects.create(username="a", name="検査 花子")
    with clock.at(date(2026, 11, 20)):
        entry = trail.record(
            "evidence.viewed", account=account, address="192.0.2.1", about="2600001A", page=2
        )
    entry.refresh_from_db()
    assert (entry.account, entry.address, entry.about) == (account, "192.0.2.1", "2600001A")
    assert clock.day_of(entry.at) == date(2026, 11, 20)
    assert entry.detail == {"page": 2}


def test_an_anonymous_deed_has_no_account():
    assert trail.record("sign_in.failed", account=AnonymousUser(), address=None).account is None


@pytest.mark.rule("X13")
def test_no_secret_and_no_broken_character_reaches_the_trail():
    entry = trail.record(
        "search",
        about="\x00" + "長" * 300,
        new_password="hunter22",
        query="a\x00\ud800b",
        day=date(2026, 11, 20),
        inner={"csrf_token": "x", "kept": ["y"]},
    )
    entry.refresh_from_db()
    assert entry.about == "長" * 80
    assert entry.detail == {
        "new_password": "***",
        "query": "a b",
        "day": "2026-11-20",
        "inner": {"csrf_token": "***", "kept": ["y"]},
    }


@pytest.mark.rule("X13")
@pytest.mark.parametrize("model", [TrailEntry, Counter])
def test_the_trail_and_the_counters_can_only_be_read_whatever_ones_roles(db, model):
    request = RequestFactory().get("/")
    request.user = cast.administrator()
    page = admin.site._registry[model]
    assert page.has_view_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)


def test_closed_days_can_be_edited_by_administrators_only(db):
    request, other = RequestFactory().get("/"), RequestFactory().get("/")
    request.user, other.user = cast.administrator(), cast.examiner()
    assert not admin.site._registry[ClosedDay].has_change_permission(other)
    assert admin.site._registry[ClosedDay].has_change_permission(request)
