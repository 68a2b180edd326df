from collections.abc import Iterator
from typing import Any

from core import clock
from core.dated import DatedCommand
from notifications import outbox


class Command(DatedCommand):
    help = "Send the mails that are due."

    def deed(self, **options: Any) -> Iterator[str]:
        return outbox.send_due()

    def _rehearse(self, **options: Any) -> list[str]:
        """A mail cannot be taken back, so the rehearsal sends none."""
        return [outbox.told(notice) for notice in outbox.due(clock.now())]
