"""Sessions for taking pictures: people who are in already, or who stand in a doorway."""

from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts import entrance, factors, links, sessions
from portal.accounts.views.passwords import LINK
from portal.models import Account, OneTimeLink


def signed_in(account: Account | None) -> str:
    """The key of a session that has just shown its password."""
    assert account is not None
    request: Any = HttpRequest()
    request.session = SessionStore()
    request.user = AnonymousUser()
    request.META |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "Chromium"}
    login(request, account, backend=entrance.BACKEND)
    sessions.begin(request)
    entrance.prove(request)
    return _kept(request.session)


def at_the_second_factor(account: Account) -> str:
    """The key of a session that still owes the confirmation code."""
    session = SessionStore()
    now = int(timezone.now().timestamp())
    session[entrance.PENDING] = {"account": account.pk, "at": now, "next": ""}
    return _kept(session)


def with_a_link(account: Account) -> str:
    """The key of a session that has opened a link to set a password."""
    address = links.issue(account, OneTimeLink.Purpose.RESET)
    session = SessionStore()
    session[LINK] = links.digest(address.rstrip("/").rpartition("/")[2])
    return _kept(session)


def enrol(account: Account) -> None:
    """Give the account an authenticator app and its recovery codes."""
    secret = factors.new_secret()
    now = next(iter(totp.yield_hotp_counters_from_time()))
    factors.add_totp(account, secret, totp.format_hotp_value(totp.hotp_value(secret, now)))


def _kept(session: SessionBase) -> str:
    session.save()
    assert session.session_key
    return session.session_key
