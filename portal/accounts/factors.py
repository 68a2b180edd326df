"""The second factor: TOTP, passkeys and recovery codes, on allauth's engine and tables."""

import json
import struct
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction

from core import text
from portal.models import Account

REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
USED_FOR = 300  # seconds; longer than any code is accepted
HOSTILE = (
    ValidationError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    InvalidSignature,
    struct.error,
)


def of(account: Account) -> "list[Authenticator]":
    """The account's factors, recovery codes left out."""
    return list(Authenticator.objects.filter(user=account, type__in=REAL).order_by("pk"))


def enrolled(account: Account) -> bool:
    return Authenticator.objects.filter(user=account, type__in=REAL).exists()


def has_keys(account: Account) -> bool:
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).exists()


def check_code(account: Account, code: str) -> bool:
    """Is it a code of the authenticator app, or an unused recovery code? Each works once."""
    code = text.digits(code)
    for factor in Authenticator.objects.filter(user=account).exclude(
        type=Authenticator.Type.WEBAUTHN
    ):
        if factor.type == Authenticator.Type.TOTP:
            if len(code) == 6 and factor.wrap().validate_code(code) and _first_use(account, code):
                factor.record_usage()
                return True
        elif len(code) > 6 and factor.wrap().validate_code(code):
            return True
    return False


def new_secret() -> str:
    return generate_totp_secret()


@transaction.atomic
def add_totp(account: Account, secret: str, code: str) -> bool:
    """Enrol an authenticator app that shows the right code; replaces an earlier one."""
    code = text.digits(code)
    if not validate_totp_code(secret, code) or not _first_use(account, code):
        return False
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(account, secret)
    _first_codes(account)
    return True


def key_creation_options(account: Account) -> str:
    """What the browser is asked to make a passkey from, as JSON."""
    return json.dumps(webauthn.begin_registration(account, False), default=_plain)


@transaction.atomic
def add_key(account: Account, name: str, answer: Any) -> bool:
    """Enrol the passkey that the browser made; False if its answer does not hold."""
    try:
        webauthn.parse_registration_response(answer)
        webauthn.complete_registration(answer)
    except HOSTILE:
        return False
    webauthn.WebAuthn.add(account, name, answer)
    _first_codes(account)
    return True


def key_request_options(account: Account) -> str:
    """What the browser is asked to prove with a passkey, as JSON."""
    return json.dumps(webauthn.begin_authentication(account), default=_plain)


def check_key(account: Account, answer: Any) -> bool:
    """Does the browser's answer prove one of the account's passkeys?"""
    try:
        webauthn.parse_authentication_response(answer)
        webauthn.complete_authentication(account, answer).record_usage()
    except HOSTILE:
        return False
    return True


@transaction.atomic
def remove(account: Account, pk: int) -> bool:
    """Take one factor away; with the last one the recovery codes go too."""
    removed, _ = Authenticator.objects.filter(user=account, pk=pk, type__in=REAL).delete()
    if removed and not enrolled(account):
        remove_all(account)
    return bool(removed)


def remove_all(account: Account) -> None:
    Authenticator.objects.filter(user=account).delete()


def recovery_codes(account: Account) -> list[str]:
    """The recovery codes that still work."""
    row = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return row.wrap().get_unused_codes() if row else []


@transaction.atomic
def new_recovery_codes(account: Account) -> list[str]:
    """Ten new recovery codes; the old ones stop working."""
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    return RecoveryCodes.activate(account).get_unused_codes()


def _first_codes(account: Account) -> None:
    RecoveryCodes.activate(account)


def _first_use(account: Account, code: str) -> bool:
    """allauth forgets a used code after 30 s, but with its tolerance accepts it for 90 s."""
    return cache.add(f"factor-used:{account.pk}:{code}", 1, timeout=USED_FOR)


def _plain(thing: Any) -> Any:
    return dict(thing)
