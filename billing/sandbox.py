"""The sandbox agency: lends invented accounts, has a page of its own, signs its messages (X09)."""

from collections.abc import Mapping

from django.conf import settings
from django.core import signing
from django.urls import reverse

from billing import deposit_notices, signatures
from billing.deposit_notices import DepositNotice
from billing.models import Invoice, TransferAccount
from core import numbers

BACK = "agency.back"


class SandboxAgency:
    """Behaves like a real agency; its bank does not exist."""

    key = "sandbox"

    def lend(self, invoice: Invoice) -> TransferAccount:
        """The next account number of the year; a number is never lent twice."""
        year = invoice.issued_on.year
        number = numbers.following("transfer_account", year)
        return TransferAccount.objects.create(
            invoice=invoice,
            agency=self.key,
            bank_code="0999",
            bank_name="みなと見本銀行",
            branch_code="101",
            branch_name="八丁堀支店",
            number=f"{year % 100:02d}{number:05d}",
            holder="ミナトケッサイダイコウ",
            deadline=invoice.due_on,
        )

    def page_url(self, account: TransferAccount, *, back: str) -> str:
        """The page; `back` travels signed, so that nobody can send our people elsewhere."""
        page = reverse("agency:account", args=[account.key])
        return f"{page}?back={signing.dumps(back, salt=BACK)}"

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        return signatures.verify(headers, body, settings.AGENCY_SECRETS)

    def read(self, body: bytes) -> DepositNotice:
        return deposit_notices.from_json(self.key, body)

    def message(self, notice: DepositNotice) -> tuple[dict[str, str], bytes]:
        """Headers and body of the message that tells of a deposit, signed with the first secret."""
        body = deposit_notices.to_json(notice)
        event_id = f"evt_{notice.notice_id}"[:64]
        return signatures.headers(event_id, body, settings.AGENCY_SECRETS[0]), body


def way_back(signed: str) -> str:
    """The path that `page_url` was given; "" if it was tampered with or is not ours."""
    try:
        path = signing.loads(signed, salt=BACK)
    except signing.BadSignature:
        return ""
    ours = isinstance(path, str) and path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if ours else ""
