"""Files wait for the virus scanner; nobody examines one that it has not spoken for."""

import logging
import time
from collections.abc import Iterator

from django.db import transaction

from core import clock, trail
from registry.evidence.keeping import erase
from registry.inspection import Readable, Refused, scanner
from registry.models import Attachment

SECONDS = 80  # no task longer than two minutes
BATCH = 100

log = logging.getLogger(__name__)


def first_look(file: Readable, name: str) -> Attachment.State:
    """Ask the scanner, if there is one; quarantined while it is away. Raises Refused."""
    if not scanner.is_set():
        return Attachment.State.CLEAN
    try:
        found = scanner.finding(file)
    except scanner.Away as reason:
        log.warning("the virus scanner is away: %s", reason)
        return Attachment.State.QUARANTINED
    if found:
        log.warning("the virus scanner found %s", found)
        raise Refused("infected", name)
    return Attachment.State.CLEAN


def scan_quarantined() -> Iterator[str]:
    """Ask again for the files in quarantine, oldest first; a line for each that was settled.

    A file in which something is found is erased, and its row says so. Files stay in quarantine
    while the scanner is away, also when it is no longer set.
    """
    if not scanner.is_set():
        return
    until = time.monotonic() + SECONDS
    for attachment in Attachment.objects.quarantined().order_by("added_at")[:BATCH]:
        if time.monotonic() > until:
            break
        try:
            with attachment.file.open("rb") as file:
                found = scanner.finding(file)
        except scanner.Away as reason:
            log.warning("the virus scanner is away: %s", reason)
            break
        if settle(attachment, found):
            yield f"{attachment.pk} {found or 'OK'}"


@transaction.atomic
def settle(attachment: Attachment, found: str) -> int:
    """Write down the scanner's answer; 0 if another worker did, or the file was removed."""
    waiting = Attachment.objects.quarantined().filter(pk=attachment.pk)
    if not found:
        return waiting.update(state=Attachment.State.CLEAN)
    settled = waiting.update(state=Attachment.State.REFUSED, removed_at=clock.now())
    if settled:
        application = attachment.application
        trail.record(
            "evidence.infected",
            about=application.receipt_number or application.pk,
            attachment=str(attachment.pk),
            name=attachment.name,
            found=found,
        )
        erase(attachment)
    return settled
