"""Words for tests: a mail's context, an address, a mail server."""

from datetime import date

import pytest

from notifications import addresses, letters, outbox
from tests.notifications.post_office import PostOffice

RECIPIENT = {"company": "東雲通商株式会社", "department": "通関部", "name": "港湾 太郎"}
INVOICE = {
    "number": "I-2026-00001",
    "due_on": date(2026, 12, 4),
    "total": 3300,
    "status": "open",
}
ACCOUNT = {
    "bank_name": "みなと銀行",
    "branch_name": "八丁堀支店",
    "kind": "普通",
    "number": "1234567",
    "holder": "ザイ）コードカンリセンター",
}


def context(**more):
    return {
        "recipient": RECIPIENT,
        "procedure_title": "JASTPROコードの登録期間の更新",
        "procedure_name": "更新申込",
        "receipt_number": "2600001B",
        "code": "P00A1B2C0000",
        "invoice": INVOICE,
        "account": ACCOUNT,
        "payer_name": "2600001B シノノメツウシヨウ",
        "term": {"valid_from": date(2027, 2, 1), "valid_until": date(2030, 1, 31)},
        **more,
    }


def post(once="2600001B:received", event="received", to="taro@example.jp", **more):
    return outbox.post(
        event=event,
        about="2600001B",
        to=to,
        context=context(**more),
        wording="jastpro-renewal",
        once=once,
        url="/my/applications/2600001B/",
    )


def block(**more):
    return addresses.lines(
        **{
            "postal_code": "1050003",
            "address": ["東京都港区西新橋1-2-3", "海岸ビル5階"],
            "company": "東雲通商株式会社",
            "department": "通関部",
            "person": "港湾 太郎",
            **more,
        }
    )


def post_letter(once="2600001B:approved:letter", event="renewal_completed", lines=None, **more):
    return letters.post_letter(
        event=event,
        about="2600001B",
        to_lines=lines or block(),
        context=context(
            usable_from=date(2026, 11, 25),
            months=36,
            next_window_on=date(2029, 10, 1),
            opens_on=date(2026, 10, 1),
            recommended_by=date(2027, 1, 17),
            fee=3300,
            registration={
                "name": "東雲通商株式会社",
                "name_en": "SHINONOME TRADING CO., LTD.",
                "address": "東京都港区西新橋1-2-3 海岸ビル5階",
                "address_en": "5F, KAIGAN BLDG., 1-2-3 NISHISHIMBASHI, MINATO-KU, TOKYO",
            },
            **more,
        ),
        wording="jastpro-renewal",
        once=once,
    )


@pytest.fixture
def post_office(settings):
    """A mail server that answers; close it and it is away."""
    office = PostOffice()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.EMAIL_TIMEOUT = 1
    yield office
    office.close()
