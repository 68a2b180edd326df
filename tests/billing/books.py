"""The books of the tests: fees, an invoice, deposits as the agency tells of them."""

import itertools
from datetime import date

from django.apps import apps

from billing import deposits, invoicing, seed
from billing.deposit_notices import DepositNotice
from billing.invoicing import BillTo
from billing.models import Deposit, Invoice
from core import clock

SHINONOME = BillTo(
    name="東雲通商株式会社",
    kana="シノノメツウショウカブシキガイシャ",
    department="通関部",
    person="港湾 太郎",
    postal_code="1050003",
    address="東京都港区西新橋1-2-3 海岸ビル5階",
)
counted = itertools.count(1)


def rates() -> None:
    """The rows that a new installation has, whether or not migrations ran."""
    seed.load(apps)


def invoice(on: date = date(2026, 11, 20), **changes) -> Invoice:
    wanted = {
        "fee": "jastpro.renewal",
        "about": "2600001B",
        "title": "JASTPROコード更新手数料",
        "detail": "コード P00A1B2C0000　有効期間 2027年2月1日〜2030年1月31日",
        "bill_to": SHINONOME,
        "on": on,
    }
    with clock.at(on):
        return invoicing.issue(**{**wanted, **changes})


def notice(invoice: Invoice, amount: int, value_date: date, **changes) -> DepositNotice:
    wanted = {
        "source": "sandbox",
        "notice_id": f"dep_{next(counted)}",
        "branch_code": invoice.account.branch_code,
        "account_number": invoice.account.number,
        "amount": amount,
        "value_date": value_date,
        "payer_kana": "ｼﾉﾉﾒﾂｳｼﾖｳ",
    }
    return DepositNotice(**{**wanted, **changes})


def deposit(invoice: Invoice, amount: int, value_date: date = date(2026, 11, 24)) -> Deposit:
    return deposits.hear(notice(invoice, amount, value_date))
