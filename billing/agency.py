"""The payment agency, as narrow as we need it: lend an account, show it, tell of deposits.

Which one is asked is the setting AGENCY. A new agency is one class with these methods and one
line in `AGENCIES`; nothing else of the house knows which agency it is.
"""

from collections.abc import Mapping
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from billing.deposit_notices import DepositNotice
from billing.models import Invoice, TransferAccount

AGENCIES = {"sandbox": "billing.sandbox.SandboxAgency"}


class Agency(Protocol):
    """A company that takes transfers for us."""

    key: str

    def lend(self, invoice: Invoice) -> TransferAccount:
        """An account for this invoice alone, kept as a row in the caller's transaction."""

    def page_url(self, account: TransferAccount, *, back: str) -> str:
        """The agency's page on the account; its way back leads to our path `back` (F050, F054)."""

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        """The number of a message that is truly the agency's. Raises signatures.Refused."""

    def read(self, body: bytes) -> DepositNotice:
        """What a genuine message says. Raises deposit_notices.Malformed."""


def current() -> Agency:
    """The agency that the settings name."""
    return by_key(settings.AGENCY)


def by_key(key: str) -> Agency:
    agency: Agency = import_string(AGENCIES[key])()
    return agency
