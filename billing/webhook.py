"""Messages of the agency, from bytes to an answer; knows nothing of HTTP but status numbers.

The view and the sandbox's panel both end here: one signature check, one replay guard, one way to
the money.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from billing import agency, deposits
from billing.deposit_notices import DepositNotice, Malformed
from billing.models import WebhookEvent
from billing.signatures import Refused

AT_MOST_BYTES = 64 * 1024


class Reused(ValueError):
    """The number of an earlier message on another body."""


@dataclass(frozen=True)
class Answer:
    """What the agency is told: an HTTP status, and a JSON object."""

    status: int
    content: dict[str, str]

    @property
    def is_accepted(self) -> bool:
        return self.status == 200


def receive(headers: Mapping[str, str], body: bytes) -> Answer:
    """Verify, read, guard against replay, hear. The same message again gets the same answer.

    `headers` has lower-case names. 200 taken or known; 400 no notice of a deposit; 401 not the
    agency's; 409 a known number with another content; 413 above 64 KiB.
    """
    if len(body) > AT_MOST_BYTES:
        return _error(413, _("本文は64KiB以内としてください。"))
    sender = agency.current()
    try:
        event_id = sender.verify(headers, body)
        notice = sender.read(body)
        _take(event_id, body, notice)
    except Refused as error:
        return _error(401, str(error))
    except Malformed as error:
        return _error(400, str(error))
    except (Reused, deposits.Contradicted) as error:
        return _error(409, str(error))
    return Answer(200, {"received": notice.notice_id})


@transaction.atomic
def _take(event_id: str, body: bytes, notice: DepositNotice) -> None:
    digest = hashlib.sha256(body).hexdigest()
    event, _is_new = WebhookEvent.objects.get_or_create(
        event_id=event_id, defaults={"body_hash": digest}
    )
    if event.body_hash != digest:
        raise Reused(_("同じ通知番号で内容の異なる通知を受け取っています。"))
    deposits.hear(notice)


def _error(status: int, message: str) -> Answer:
    return Answer(status, {"error": message})
