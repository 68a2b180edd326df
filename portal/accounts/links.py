"""Links that work once and briefly: to set a password after a reset, an invitation, activation."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.models import Account, OneTimeLink

LIVES = {
    OneTimeLink.Purpose.RESET: timedelta(minutes=60),
    OneTimeLink.Purpose.ACTIVATE: timedelta(hours=48),
    OneTimeLink.Purpose.INVITE: timedelta(days=7),
}
RESETS = ((timedelta(minutes=10), 3), (timedelta(hours=24), 10))


def issue(account: Account, purpose: str) -> str:
    """Make a link and return its whole address; the secret is in it and nowhere else."""
    secret = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        account=account,
        purpose=purpose,
        secret_hash=digest(secret),
        expires_at=timezone.now() + LIVES[OneTimeLink.Purpose(purpose)],
    )
    return settings.SITE_URL + reverse("password_set_link", args=[secret])


def find(secret_hash: str) -> OneTimeLink | None:
    """The link of that hash while it is unused, unexpired and its account is open."""
    return (
        OneTimeLink.objects.select_related("account")
        .filter(
            secret_hash=secret_hash,
            used_at=None,
            expires_at__gt=timezone.now(),
            account__is_active=True,
        )
        .first()
    )


def use(link: OneTimeLink) -> bool:
    """Use a link up, and with it all others of the account; False if it was used meanwhile."""
    now = timezone.now()
    won = OneTimeLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(
        used_at=now
    )
    if won:
        use_all(link.account)
    return bool(won)


def use_all(account: Account) -> None:
    """Use up every open link of an account."""
    account.links.filter(used_at=None).update(used_at=timezone.now())


def reset_is_polite(account: Account) -> bool:
    """False when the account had so many reset mails lately that one more would annoy."""
    resets = account.links.filter(purpose=OneTimeLink.Purpose.RESET)
    now = timezone.now()
    return all(resets.filter(created_at__gt=now - span).count() < most for span, most in RESETS)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
