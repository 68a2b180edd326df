"""Signatures of webhook messages, in the manner of Standard Webhooks.

HMAC-SHA256 over `id.timestamp.body`, headers webhook-id, webhook-timestamp (seconds) and
webhook-signature (`v1,<base64>`, several parted by spaces). Any of the live secrets may have
signed, so that secrets can be changed without a pause. Thirty lines of the standard library do
it, so no package is taken for it.
"""

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

TOLERANCE = 300  # seconds, into the past and into the future, both included
EVENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)  # no full stop: it parts what is signed
TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
SIGNATURE = re.compile(r"v1,[A-Za-z0-9+/]{43}=", re.ASCII)
AT_MOST_SIGNATURES = 10


class Refused(ValueError):
    """The message is not the agency's, or too old, or from the future."""


def sign(event_id: str, timestamp: int, body: bytes, secret: str) -> str:
    """`v1,<base64>` over id, timestamp and body."""
    content = f"{event_id}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def headers(event_id: str, body: bytes, secret: str) -> dict[str, str]:
    """The three headers of a message signed now."""
    timestamp = int(time.time())
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(event_id, timestamp, body, secret),
    }


def verify(given: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> str:
    """The id of a message that is genuine and fresh. Raises Refused."""
    event_id = given.get("webhook-id", "")
    stamp = given.get("webhook-timestamp", "")
    if not EVENT_ID.fullmatch(event_id) or not TIMESTAMP.fullmatch(stamp):
        raise Refused(_("署名を確認できません。"))
    if abs(time.time() - int(stamp)) > TOLERANCE:
        raise Refused(_("通知の時刻が範囲外です。時計を確認してください。"))
    signatures = given.get("webhook-signature", "").split(" ")[:AT_MOST_SIGNATURES]
    wanted = [sign(event_id, int(stamp), body, secret) for secret in secrets]
    # Every pair is compared, so that the time taken tells nothing.
    found = [
        hmac.compare_digest(one, other)
        for one in signatures
        if SIGNATURE.fullmatch(one)
        for other in wanted
    ]
    if not any(found):
        raise Refused(_("署名を確認できません。"))
    return event_id


def _key(secret: str) -> bytes:
    """A secret with the prefix `whsec_` is base64; any other is taken as it stands."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            return secret.encode()
    return secret.encode()
