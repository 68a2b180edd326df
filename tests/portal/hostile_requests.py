"""Requests that no browser of ours would send: hostile values, odd shapes, odd types.

Everything is derived: the addresses from the URL configuration, the fields from the pages
themselves and from the source. The order is fixed, so that a finding is found again.
"""

import json
import re
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.house.source import ROOT
from tests.journeys.walk import Fields

MARKER = "hidden-marker-4711"  # stands in every password; nobody may write it down
HTML = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
EVIL = "https://evil.example/"
LONG = "長" * 100_000
SURROGATE = "\ud800\udc01\ud800".encode("utf-8", "surrogatepass")  # as a broken client sends it
VALUES: tuple[str | bytes, ...] = (
    "a\x00b",
    SURROGATE,
    "abc\u202egnp.exe",
    "港湾👩‍💻太郎",
    "ﾐﾅﾄｺｳﾜﾝ",
    "１２３４５",
    HTML,
    "",
    " \u3000\t",
    "' OR 1=1 --",
    "-1",
    "9" * 30,
    "2026-02-30",
    "../../../etc/passwd",
    "%s%n{0.__class__}{{ 7*7 }}{% now 'Y' %}",
    "x\r\nX-Injected: 1\r\n\r\n\x1b[31m",
    EVIL,
    "//evil.example/",
    "javascript:alert(1)",
    "=cmd|'/c calc'!A1",
    "\ufeff\u200b\u00ad",
    "null",
    "[]",
    "1e999",
)
TEXTS = [each for each in VALUES if isinstance(each, str)]
# What the source asks a POST for by name, beside the fields of forms.
ASKED = sorted(
    {
        name
        for path in (*ROOT.glob("portal/**/*.py"), *ROOT.glob("registry/**/*.py"))
        for name in re.findall(r'\bPOST(?:\.get|\.getlist)?[\[(]"(\w+)"', path.read_text())
    }
)
BUTTONS = ("_save", "_next", "_lookup:filer", "_remove_row:x", "_remove_file:x", "_autosave")
DEEDS = ("reason", "note", "body", "outcome", "fields_to_correct", "roles", "action", "on")


class Body(NamedTuple):
    """What is sent: form fields, or raw bytes of a content type."""

    what: str
    data: Any
    content_type: str = ""


def fields_of(html: str) -> list[str]:
    """The names of everything that a page's forms would send."""
    reader = Fields()
    reader.feed(html)
    names = set(reader.values) | set(re.findall(r'name="([\w:-]+)"', html))
    return sorted(names - {"csrfmiddlewaretoken", "viewport", "robots"})


def value(name: str, turn: int) -> str | bytes:
    """The hostile value of a field in a turn; each field goes through all values in time."""
    if "password" in name:
        return f"{MARKER}{turn}"
    return VALUES[(zlib.crc32(name.encode()) + turn * 7) % len(VALUES)]


def hostile(names: list[str], turn: int) -> Body:
    return Body(f"turn {turn}", {name: value(name, turn) for name in names})


def shapes(names: list[str]) -> Iterator[Body]:
    """The same fields missing, repeated, out of order, and in bodies that are no form."""
    yield Body("nothing", {})
    yield Body(
        "repeated",
        {name: [value(name, turn) for turn in (4, 5, 6)] for name in reversed(names)},
    )
    yield Body("100,000 characters", dict.fromkeys(["note", *names[-3:]], LONG))
    yield Body("JSON", json.dumps({name: {"$ne": None} for name in names}), "application/json")
    yield Body(
        "multipart without an end",
        b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\n\xff\x00',
        "multipart/form-data; boundary=x",
    )
    yield Body("multipart without a boundary", b"\xff\xfe\x00", "multipart/form-data")
    yield Body(
        "bytes of no charset", b"note=%FF%FE&%00=%00&=&&;", "application/x-www-form-urlencoded"
    )


# Query strings: what pages ask for by name, and what the admin's lists do -------------------
QUERIES = (
    "page=abc&p=abc&q=%00&version=%00&next=//evil.example/&back=%ff&look=%00&errors=1&return=x",
    "page=-1&p=-1&q=%3Cscript%3Ealert(1)%3C/script%3E&next=https://evil.example/&version=2026-02-30",
    "page=99999999999999999999&p=99999999&o=9.-9.x&all=1&q=" + "%E9%95%B7" * 300,
    "page=%EF%BC%91&q=%ED%A0%80&o=&e=1&_popup=1&_to_field=password&next=%0d%0aX-Injected:1",
)
LISTS = (
    "id__exact=abc",
    "account__password__startswith=a",
    "state__exact=%00",
    "status__exact=%3Cscript%3Ealert(1)%3C/script%3E",
    "queued_at__gte=yesterday&queued_at__lt=%00",
    "queued_at__year=abc&issued_on__year=99999&at__month=13",
    "issued_on__gte=2026-02-30&is_active__exact=perhaps",
    "queue=nothing&queue=all&_changelist_filters=%00",
)

# In the place of an object's name in an address ----------------------------------------------
SEGMENTS = (
    "0",
    "9" * 30,
    "-1",
    "%00",
    "%ED%A0%80",
    "%0d%0aX-Injected:%201%1b[31m",
    "%E2%80%AE" + "x" * 300,
    "..%2f..%2fetc%2fpasswd",
    "00000000-0000-4000-8000-000000000000",
)
