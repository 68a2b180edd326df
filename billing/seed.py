"""The fees and the tax rate that a new installation begins with (domain 1.2)."""

from datetime import date
from typing import Any

SINCE = date(2019, 10, 1)
FEES = {"jastpro.renewal": 3300, "jastpro.new": 6600, "jastpro.change": 1320}
TAX_PERCENT = 10


def load(apps: Any) -> None:
    """Add the rows that are missing; called from a migration with its own `apps`."""
    for code, amount in FEES.items():
        apps.get_model("billing", "FeeRate").objects.get_or_create(
            code=code, tier="", effective_from=SINCE, defaults={"amount": amount}
        )
    apps.get_model("billing", "TaxRate").objects.get_or_create(
        effective_from=SINCE, defaults={"percent": TAX_PERCENT}
    )
