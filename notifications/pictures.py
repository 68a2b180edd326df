"""Small pictures that papers carry as data: QR codes and the authority's seal."""

import base64
import io
from functools import lru_cache
from html import escape
from math import ceil, sqrt

import segno

LEGAL_FORMS = ("一般財団法人", "公益財団法人", "一般社団法人", "公益社団法人", "株式会社")
UPRIGHT = str.maketrans({"ー": "｜", "（": "︵", "）": "︶"})
RED = "#c1272d"


def qr(text: str) -> str:
    """A QR code of the text as a `data:` address (SVG, error correction M, quiet zone 2)."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, scale=4, border=2)
    return _data(out.getvalue())


@lru_cache(maxsize=8)
def seal(name: str) -> str:
    """The square red seal of an authority: its name without the legal form, and 之印.

    Written in columns from the right, as seals are; a last short column is spread out.
    """
    for form in LEGAL_FORMS:
        name = name.replace(form, "")
    letters = "".join(name.split())[:14] + "之印"
    rows = ceil(sqrt(len(letters)))
    columns = [letters[i : i + rows] for i in range(0, len(letters), rows)]
    wide = 86 / len(columns)
    marks = []
    for i, column in enumerate(columns):
        tall = 86 / len(column)
        size = min(wide, 86 / rows) * 0.98
        for j, letter in enumerate(column.translate(UPRIGHT)):
            x = 93 - wide * (i + 0.5)
            y = 7 + tall * (j + 0.5) + size * 0.36
            marks.append(
                f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}">{escape(letter)}</text>'
            )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<rect x="3" y="3" width="94" height="94" rx="7" fill="none" stroke="{RED}" '
        f'stroke-width="4"/><g fill="{RED}" font-family="BIZ UDGothic" font-weight="700" '
        f'text-anchor="middle">{"".join(marks)}</g></svg>'
    )
    return _data(svg.encode())


def _data(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
