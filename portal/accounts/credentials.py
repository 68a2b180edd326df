"""Deeds on passwords: change one's own, set one through a link."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import trail
from portal.accounts import devices, links, mails, sessions, throttle
from portal.models import Account, OneTimeLink, SignIn


class LinkUsedUp(Exception):
    """The link was used or ran out meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("このリンクはすでに使われたか、有効期限が切れています。"))


@transaction.atomic
def change(account: Account, password: str, *, address: str) -> None:
    """Set a password that its owner chose; every session but the caller's dies by it."""
    _set(account, password)
    trail.record("password_changed", account=account, address=address)
    transaction.on_commit(lambda: mails.send(account, "password_changed"), robust=True)


@transaction.atomic
def set_by_link(link: OneTimeLink, password: str, *, address: str) -> Account:
    """Set a password through a mailed link: all sessions end, all devices are forgotten.

    Whoever holds the link has shown that the address is theirs, so it is confirmed too.
    Raises LinkUsedUp if the link was used meanwhile.
    """
    if not links.use(link):
        raise LinkUsedUp
    account = link.account
    _set(account, password)
    devices.forget_all(account)
    sessions.end_all(account)
    account.sign_ins.filter(
        kind=SignIn.Kind.EMAIL, confirmed_at=None, name=mails.address_of(account)
    ).update(confirmed_at=timezone.now())
    trail.record("password_set", account=account, address=address, purpose=link.purpose)
    transaction.on_commit(lambda: mails.send(account, "password_changed"), robust=True)
    return account


def _set(account: Account, password: str) -> None:
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    throttle.clear(account)
