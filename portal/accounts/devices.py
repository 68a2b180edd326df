"""Known devices: browsers that have signed in before, so that strangers never shut them out."""

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.models import Account, KnownDevice

KEPT = 400 * 24 * 60 * 60  # seconds; the longest that browsers keep a cookie
SALT = "portal.accounts.device"


def known(request: HttpRequest, account: Account | None) -> KnownDevice | None:
    """The device that asks, if this account has signed in on it before."""
    secret = _secret(request)
    if not secret:
        return None
    return KnownDevice.objects.filter(account=account, secret_hash=_hash(secret)).first()


def remember(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Know this browser from now on; one secret serves all accounts that use the browser."""
    secret = _secret(request) or secrets.token_urlsafe(32)
    KnownDevice.objects.update_or_create(
        account=account, secret_hash=_hash(secret), defaults={"seen_at": timezone.now()}
    )
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        secret,
        salt=SALT,
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_all(account: Account) -> None:
    KnownDevice.objects.filter(account=account).delete()


def _secret(request: HttpRequest) -> str:
    found = request.get_signed_cookie(
        settings.DEVICE_COOKIE_NAME, default="", salt=SALT, max_age=KEPT
    )
    return found or ""


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
