from collections.abc import Iterable
from typing import Any

from core.dated import DatedCommand
from registry import evidence


class Command(DatedCommand):
    help = "Erase files that were taken back before they were handed in, and files without a row."

    def deed(self, *, is_rehearsal: bool = False, **options: Any) -> Iterable[str]:
        return evidence.sweep(dry_run=is_rehearsal)

    def _rehearse(self, **options: Any) -> list[str]:
        # What is deleted from a storage does not come back with the transaction.
        return super()._rehearse(is_rehearsal=True, **options)
