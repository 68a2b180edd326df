"""Dates for a calendar: the window opens, the day to have paid by, the end of the term."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta

from django.conf import settings
from django.utils.translation import gettext as say

from core import clock
from registry import register
from registry.next_steps import Holding

LONGEST = 74  # bytes of a line, so that the break and the space that follow it fit in 75


def calendar(holding: Holding) -> str:
    """An iCalendar file (RFC 5545) with whole-day events and their alarms; CRLF lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Madoguchi//ja", "CALSCALE:GREGORIAN"]
    for key, day, title, alarm in _events(holding):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{key}-{holding.code.number}-{day:%Y%m%d}@{settings.SITE_URL.split('//')[-1]}",
            f"DTSTAMP:{clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(title)}",
            f"DESCRIPTION:{_text(settings.SITE_URL + '/my/')}",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_text(title)}",
            f"TRIGGER:-P{alarm}D" if alarm else "TRIGGER:PT9H",
            "END:VALARM",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _events(holding: Holding) -> Iterator[tuple[str, date, str, int]]:
    if holding.opens_on is None or holding.valid_until is None:
        return
    code = holding.code.number
    yield "opens", holding.opens_on, say("%(code)s 更新の受付開始") % {"code": code}, 0
    by = register.recommended_by(holding.valid_until)
    yield "pay", by, say("%(code)s 更新手数料の入金をおすすめする日") % {"code": code}, 7
    yield "ends", holding.valid_until, say("%(code)s 有効期間の満了") % {"code": code}, 30


def _text(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A long line in pieces of bytes that never part a character."""
    pieces, piece = [], ""
    for char in line:
        if len((piece + char).encode()) > LONGEST:
            pieces.append(piece)
            piece = ""
        piece += char
    return "\r\n ".join([*pieces, piece])
