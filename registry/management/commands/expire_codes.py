from collections.abc import Iterable
from typing import Any

from core.dated import DatedCommand
from registry import expiry


class Command(DatedCommand):
    help = "Strike off the codes whose term ended without a paid renewal."

    def deed(self, **options: Any) -> Iterable[str]:
        return expiry.expire_codes()
