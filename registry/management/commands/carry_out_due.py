from collections.abc import Iterable
from typing import Any

from core.dated import DatedCommand
from registry import lifecycle


class Command(DatedCommand):
    help = "Carry out the decisions that have rested."

    def deed(self, **options: Any) -> Iterable[str]:
        return lifecycle.carry_out_due()
