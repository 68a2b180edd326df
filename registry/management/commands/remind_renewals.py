from collections.abc import Iterable
from typing import Any

from core.dated import DatedCommand
from registry import reminders


class Command(DatedCommand):
    help = "Post the renewal notices that are due and not yet said."

    def deed(self, **options: Any) -> Iterable[str]:
        return reminders.remind_renewals()
