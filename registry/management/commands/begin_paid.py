from collections.abc import Iterable
from typing import Any

from core.dated import DatedCommand
from registry import lifecycle


class Command(DatedCommand):
    help = "Send applications whose invoice is settled to the examiners."

    def deed(self, **options: Any) -> Iterable[str]:
        return lifecycle.begin_paid()
