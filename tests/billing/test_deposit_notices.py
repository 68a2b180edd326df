import contextlib
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing import deposit_notices
from billing.deposit_notices import DepositNotice, Malformed

GOOD = {
    "notice_id": "dep_1",
    "branch_code": "101",
    "account_number": "2600001",
    "amount": 3300,
    "value_date": "2026-11-24",
    "payer_kana": "ｼﾉﾉﾒ",
}
NOTICE = DepositNotice(
    source="sandbox",
    notice_id="dep_1",
    branch_code="101",
    account_number="2600001",
    amount=3300,
    value_date=date(2026, 11, 24),
    payer_kana="ｼﾉﾉﾒ",
)


def body(**changes) -> bytes:
    return json.dumps({"type": "deposit.received", "data": {**GOOD, **changes}}).encode()


def test_what_is_written_is_read_back_and_always_written_alike():
    written = deposit_notices.to_json(NOTICE)

    assert deposit_notices.from_json("sandbox", written) == NOTICE
    assert deposit_notices.to_json(NOTICE) == written


@pytest.mark.parametrize(
    "changes",
    [
        {"notice_id": ""},
        {"notice_id": 1},
        {"notice_id": "a" * 65},
        {"notice_id": "a\n"},
        {"branch_code": "1"},
        {"branch_code": "１０１"},
        {"branch_code": None},
        {"account_number": "260000"},
        {"account_number": 2600001},
        {"account_number": "２6００００1"},
        {"amount": 0},
        {"amount": -1},
        {"amount": 1.5},
        {"amount": "3300"},
        {"amount": True},
        {"amount": None},
        {"amount": 10_000_000_000},
        {"amount": [3300]},
        {"value_date": "2026-02-30"},
        {"value_date": "20261124"},
        {"value_date": "1999-12-31"},
        {"value_date": "9999-12-31"},
        {"value_date": 20261124},
        {"value_date": "2026-11-24T00:00"},
        {"payer_kana": None},
        {"payer_kana": {"a": 1}},
    ],
    ids=str,
)
def test_a_wrong_value_is_refused(changes):
    with pytest.raises(Malformed):
        deposit_notices.from_json("sandbox", body(**changes))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"3300",
        b'"x"',
        b"\xff\xfe",
        b"\x00",
        b'{"type": "deposit.received"}',
        b'{"type": "deposit.received", "data": []}',
        b'{"type": "deposit.returned", "data": {}}',
        b'{"type": "deposit.received", "type": "deposit.received", "data": {}}',
        b'{"type": "deposit.received", "data": {"amount": NaN}}',
        b"[" * 50_000,
        b'{"a":' * 50_000,
        b'{"type": "deposit.received", "data": {"amount": ' + b"9" * 5000 + b"}}",
        json.dumps({"type": "deposit.received", "data": GOOD}).encode("utf-16"),
    ],
    ids=lambda raw: raw[:20].decode(errors="replace"),
)
def test_what_is_no_notice_is_refused(raw):
    with pytest.raises(Malformed):
        deposit_notices.from_json("sandbox", raw)


def test_a_payer_name_never_stops_money():
    raw = body(payer_kana="ｱ\x00\ud800\u202e" + "ｲ" * 500)

    read = deposit_notices.from_json("sandbox", raw)

    assert read.payer_kana.startswith("ｱ")
    assert len(read.payer_kana) == 100
    read.payer_kana.encode()
    assert "\x00" not in read.payer_kana


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(list(GOOD)), inner),
)


@given(JSON)
def test_nothing_but_malformed_ever_comes_of_odd_values(value):
    for raw in (
        json.dumps(value).encode(),
        json.dumps({"type": "deposit.received", "data": value}).encode(),
        *(body(**{name: value}) for name in GOOD),
    ):
        with contextlib.suppress(Malformed):
            deposit_notices.from_json("sandbox", raw)


@given(st.binary())
def test_nothing_but_malformed_ever_comes_of_odd_bytes(raw):
    with pytest.raises(Malformed):
        deposit_notices.from_json("sandbox", raw)
