"""Rare kanji without the weight: smaller CFF fonts inside a PDF.

A character that BIZ UDPGothic lacks (𠮷) comes from Noto Sans CJK, whose glyph numbers are kept
when it is cut down: sixty thousand offsets of three bytes, each one more than the last, which
deflate alone leaves at 110 KB. Written as differences (PNG predictor "up") they shrink to 2 KB.
"""

import zlib
from typing import Any

OFFSET_BYTES = 3
UP = b"\x02"


def shrink(_document: Any, pdf: Any) -> None:
    """WeasyPrint's finisher: rewrite every embedded OpenType font as its bare CFF table."""
    import pydyf  # type: ignore[import-untyped]

    for part in pdf.objects:
        if isinstance(part, pydyf.Stream) and part.extra.get("Subtype") == "/OpenType":
            cff = _table(b"".join(part.stream), b"CFF ")
            if cff:
                part.stream = [zlib.compress(differences(cff), 9)]
                part.compress = False
                part.extra = {
                    "Subtype": "/CIDFontType0C",
                    "Filter": "/FlateDecode",
                    "DecodeParms": pydyf.Dictionary({"Predictor": 12, "Columns": OFFSET_BYTES}),
                }


def differences(data: bytes) -> bytes:
    """Rows of three bytes, each as its difference from the row above, marked as such."""
    data += b"\0" * (-len(data) % OFFSET_BYTES)
    above = b"\0" * OFFSET_BYTES + data
    less = bytes((a - b) & 255 for a, b in zip(data, above, strict=False))
    rows = bytearray(UP * (len(data) // OFFSET_BYTES * (OFFSET_BYTES + 1)))
    for column in range(OFFSET_BYTES):
        rows[column + 1 :: OFFSET_BYTES + 1] = less[column::OFFSET_BYTES]
    return bytes(rows)


def _table(font: bytes, tag: bytes) -> bytes:
    """One table of an OpenType font; empty when it is not there."""
    for at in range(12, 12 + 16 * int.from_bytes(font[4:6]), 16):
        if font[at : at + 4] == tag:
            start, length = (int.from_bytes(font[at + i : at + i + 4]) for i in (8, 12))
            return font[start : start + length]
    return b""
