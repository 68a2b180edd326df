from collections.abc import Iterable
from typing import Any

from core.dated import DatedCommand
from registry import housekeeping


class Command(DatedCommand):
    help = "Remind of drafts that end soon; throw away those past their days."

    def deed(self, **options: Any) -> Iterable[str]:
        return housekeeping.purge_drafts()
