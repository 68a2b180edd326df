"""The trail: who did or saw what, when, from where (X13)."""

from typing import Any

from core.characters import visible
from core.models import TrailEntry

SECRET_WORDS = ("password", "secret", "token", "passphrase")
HIDDEN = "***"


def record(
    deed: str,
    *,
    account: Any = None,
    address: str | None = "",
    about: object = "",
    **detail: Any,
) -> TrailEntry:
    """Write one entry; it is never changed afterwards.

    `account` is the account that acts, or None (also an anonymous one); `address` the network
    address it acts from; `about` what it acts on, such as a receipt number. A detail whose name
    speaks of a secret is not written.
    """
    return TrailEntry.objects.create(
        deed=deed,
        account_id=getattr(account, "pk", None),
        address=_fit("address", address or ""),
        about=_fit("about", about),
        detail={key: _told(key, value) for key, value in detail.items()},
    )


def _fit(field: str, value: object) -> str:
    return visible(str(value))[: getattr(TrailEntry._meta.get_field(field), "max_length", None)]


def _told(key: str, value: Any) -> Any:
    if any(word in key.lower() for word in SECRET_WORDS):
        return HIDDEN
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {str(inner): _told(str(inner), told) for inner, told in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_told(key, told) for told in value]
    return visible(str(value))
