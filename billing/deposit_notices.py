"""What an agency tells us in one message, read strictly where money depends on it."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.characters import visible

NOTICE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
BRANCH = re.compile(r"[0-9]{3}", re.ASCII)
NUMBER = re.compile(r"[0-9]{7}", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
AT_MOST = 9_999_999_999  # ten digits, as in the banks' own records
PAYER_LENGTH = 100
YEARS = range(2000, 2100)


class Malformed(ValueError):
    """The message is no notice of a deposit; the text says what is wrong with it."""


@dataclass(frozen=True)
class DepositNotice:
    """One deposit: whole yen, and the day from which the bank counts it."""

    source: str
    notice_id: str
    branch_code: str
    account_number: str
    amount: int
    value_date: date
    payer_kana: str = ""


def from_json(source: str, body: bytes) -> DepositNotice:
    """Read `{"type": "deposit.received", "data": {…}}`. Raises Malformed, nothing else."""
    message = _parsed(body)
    if not isinstance(message, dict) or message.get("type") != "deposit.received":
        raise Malformed(_("type は deposit.received としてください。"))
    data = message.get("data")
    if not isinstance(data, dict):
        raise Malformed(_("data に入金の内容を入れてください。"))
    return DepositNotice(
        source=source,
        notice_id=_word(data, "notice_id", NOTICE_ID),
        branch_code=_word(data, "branch_code", BRANCH),
        account_number=_word(data, "account_number", NUMBER),
        amount=_amount(data),
        value_date=_day(data),
        payer_kana=_payer(data),
    )


def to_json(notice: DepositNotice) -> bytes:
    """The message as the agency writes it; the same notice always gives the same bytes."""
    data = {
        "notice_id": notice.notice_id,
        "branch_code": notice.branch_code,
        "account_number": notice.account_number,
        "amount": notice.amount,
        "value_date": notice.value_date.isoformat(),
        "payer_kana": notice.payer_kana,
    }
    return json.dumps({"type": "deposit.received", "data": data}, ensure_ascii=False).encode()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode(), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        raise Malformed(_("本文をJSONとして読めません。")) from error


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name stands twice.")
    return found


def _word(data: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Malformed(_("%(name)s の形式が違います。") % {"name": name})
    return value


def _amount(data: dict[str, Any]) -> int:
    value = data.get("amount")
    if type(value) is not int or not 0 < value <= AT_MOST:
        raise Malformed(_("amount は1以上の整数（円）としてください。"))
    return value


def _day(data: dict[str, Any]) -> date:
    value = data.get("value_date")
    try:
        if not isinstance(value, str) or not DAY.fullmatch(value):
            raise ValueError
        day = date.fromisoformat(value)
        if day.year not in YEARS:
            raise ValueError
    except ValueError as error:
        raise Malformed(_("value_date は2026-12-04の形の日付としてください。")) from error
    return day


def _payer(data: dict[str, Any]) -> str:
    """A payer's name never stops money: what cannot be written down is left out."""
    value = data.get("payer_kana", "")
    if not isinstance(value, str):
        raise Malformed(_("payer_kana の形式が違います。"))
    return visible(value)[:PAYER_LENGTH]
