"""Signing in, step by step: password, second factor where there is one, in."""

from typing import Any

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from core import trail
from portal.access import address
from portal.accounts import devices, factors, sessions, throttle
from portal.models import Account

PENDING, PROVED = "pending", "proved"
PENDING_LIVES, PROOF_LIVES = 600, 600  # seconds
BACKEND = "portal.accounts.backend.HouseBackend"


def enter(request: HttpRequest, account: Account, next_url: str = "") -> HttpResponse:
    """The password was right: go in, or on to the second factor."""
    if not factors.enrolled(account):
        return complete(request, account, next_url, how="password")
    request.session.cycle_key()
    request.session[PENDING] = {"account": account.pk, "at": _now(), "next": next_url}
    return HttpResponseRedirect(reverse("login_code"))


def pending(request: HttpRequest) -> tuple[Account, str] | None:
    """Who has given the password but not yet the second factor, and where they want to go."""
    waiting: dict[str, Any] = request.session.get(PENDING) or {}
    if not waiting or _now() - waiting["at"] > PENDING_LIVES:
        request.session.pop(PENDING, None)
        return None
    account = Account.objects.filter(pk=waiting["account"], is_active=True).first()
    return (account, waiting["next"]) if account else None


@transaction.atomic
def complete(request: HttpRequest, account: Account, next_url: str, *, how: str) -> HttpResponse:
    """All was right: a new session begins, failures are forgotten, the device is known."""
    request.session.pop(PENDING, None)
    login(request, account, backend=BACKEND)
    sessions.begin(request)
    prove(request)
    throttle.clear(account)
    trail.record("signed_in", account=account, address=address(request), how=how)
    response = HttpResponseRedirect(safe(next_url) or home(account))
    devices.remember(request, response, account)
    return response


def leave(request: HttpRequest) -> None:
    """End this session; the server forgets it."""
    if request.user.is_authenticated:
        trail.record("signed_out", account=request.user, address=address(request))
    logout(request)


def prove(request: HttpRequest) -> None:
    """Note that the person at the keyboard has just shown the password."""
    request.session[PROVED] = _now()


def proved_lately(request: HttpRequest) -> bool:
    return _now() - request.session.get(PROVED, 0) <= PROOF_LIVES


def safe(next_url: str) -> str:
    """An address of our own to go on to, or "" for anything else."""
    if not next_url.startswith("/") or next_url.startswith(("/login", "/logout", "/session/")):
        return ""
    return next_url if url_has_allowed_host_and_scheme(next_url, allowed_hosts=None) else ""


def home(account: Account) -> str:
    return "/admin/" if account.kind == Account.Kind.STAFF else "/my/"


def _now() -> int:
    return int(timezone.now().timestamp())
