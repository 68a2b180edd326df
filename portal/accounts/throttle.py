"""Guessing is slowed per name and per address; the right owner is never shut out (F017).

Rules, all in the database:
- five wrong in 60 s for a name: wait up to a minute; twenty in an hour: ten minutes at a time;
- twenty wrong in 60 s from an address, whatever the names: wait up to a minute;
- one hundred wrong for a name since it last signed in: only a reset by mail opens it again.
A known device is counted by itself, so strangers' failures never slow it. Names that nobody
has are counted alike, so that the answer tells nothing.
"""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.accounts import names
from portal.models import Account, FailedSignIn, KnownDevice

MINUTE, HOUR = timedelta(seconds=60), timedelta(minutes=60)
PER_MINUTE, PER_HOUR, EVER, PER_ADDRESS = 5, 20, 100, 20
REST = timedelta(minutes=10)


class Throttled(Exception):
    """Too many wrong attempts: wait so many seconds, or, if `shut`, reset the password."""

    def __init__(self, seconds: int, *, shut: bool = False) -> None:
        super().__init__(seconds)
        self.seconds, self.shut = max(1, seconds), shut


@dataclass
class Attempt:
    """One attempt under way; `burst` says that its failure is the one that brings the wait."""

    row: FailedSignIn
    burst: bool

    def succeeded(self) -> None:
        self.row.delete()


def attempt(keys: list[str], *, address: str, device: KnownDevice | None = None) -> Attempt:
    """Count an attempt as wrong until it succeeds; raises Throttled instead, counting nothing.

    The row is written before the counting, so that parallel attempts see each other and no
    number of them passes the limits.
    """
    row = FailedSignIn.objects.create(name_key=keys[0], address=_network(address), device=device)
    others = FailedSignIn.objects.exclude(pk=row.pk)
    mine = others.filter(device=device, **({} if device else {"name_key__in": keys}))
    try:
        burst = _check(mine)
        if device is None:
            _check_address(others.filter(address=row.address, device=None))
    except Throttled:
        row.delete()
        raise
    return Attempt(row, burst)


def keys_for(name: str, account: Account | None) -> list[str]:
    """What failures of a name are counted under: itself, then all names of its account."""
    folded = [names.fold(name)]
    folded += account.sign_ins.values_list("folded", flat=True) if account else []
    return [key(name) for name in dict.fromkeys(folded)]


def key(name: str) -> str:
    """A keyed hash of a name, so that the table never holds what was typed."""
    typed = name.encode("utf-8", "replace").decode()
    return salted_hmac("portal.accounts.throttle", typed, algorithm="sha256").hexdigest()


def clear(account: Account) -> None:
    """Forget the failures of an account: it has signed in, or its password was set anew."""
    folded = account.sign_ins.values_list("folded", flat=True)
    keys = [key(name) for name in folded] + [factor_key(account)]
    FailedSignIn.objects.filter(Q(name_key__in=keys) | Q(device__account=account)).delete()


def factor_key(account: Account) -> str:
    return key(f"factor:{account.pk}")


def _check(mine: "QuerySet[FailedSignIn]") -> bool:
    now = timezone.now()
    seen = mine.aggregate(
        minute=Count("pk", filter=Q(at__gt=now - MINUTE)),
        hour=Count("pk", filter=Q(at__gt=now - HOUR)),
        ever=Count("pk"),
        last=Max("at"),
    )
    if seen["ever"] >= EVER:
        raise Throttled(int(REST.total_seconds()), shut=True)
    if seen["hour"] >= PER_HOUR and seen["last"] + REST > now:
        raise Throttled(int((seen["last"] + REST - now).total_seconds()))
    if seen["minute"] >= PER_MINUTE:
        raise Throttled(int(MINUTE.total_seconds()))
    return seen["minute"] == PER_MINUTE - 1


def _check_address(theirs: "QuerySet[FailedSignIn]") -> None:
    if theirs.filter(at__gt=timezone.now() - MINUTE).count() >= PER_ADDRESS:
        raise Throttled(int(MINUTE.total_seconds()))


def _network(address: str) -> str:
    """The address itself, or for IPv6 the /64 that one customer commands."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)
