from collections.abc import Iterable
from typing import Any

from core.dated import DatedCommand
from registry import lifecycle


class Command(DatedCommand):
    help = "Cancel applications unpaid, or not handed in again, past their deadline."

    def deed(self, **options: Any) -> Iterable[str]:
        yield from lifecycle.lapse_unpaid()
        yield from lifecycle.lapse_unanswered()
