"""A postal address as it is printed: 〒, place, company, department and person."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from django.utils.translation import gettext as _

HONORIFICS = ("御中", "様")
NARROW = 0.62  # of an em; letters and digits are never wider in BIZ UDPGothic, W and M aside
ONE_ROW = 20  # ems of 9 pt in a window of 67 mm
POINT = 25.4 / 72  # mm


class Line(TypedDict):
    """One line of an address block; `kind` is post, place, name or person."""

    kind: str
    text: str


@dataclass(frozen=True)
class Fit:
    """The size of type, in points, at which a block fits its window; False when none does."""

    size: float
    is_whole: bool

    @property
    def css_class(self) -> str:
        return "size-" + f"{self.size:g}".replace(".", "-")


SIZES = ((9.0, 1.4), (8.0, 1.4), (7.5, 1.3))


def lines(
    *,
    postal_code: str,
    address: Iterable[str],
    company: str = "",
    department: str = "",
    person: str = "",
) -> list[Line]:
    """The lines of an address: the person gets 様, a company without a person 御中.

    `address` is one or more lines; empty parts are left out.
    """
    digits = "".join(c for c in postal_code if c.isdigit())
    post = f"〒{digits[:3]}-{digits[3:]}" if len(digits) == 7 else postal_code
    named = _("%(name)s 様") % {"name": person} if person else ""
    body = company if person or not company else _("%(name)s　御中") % {"name": company}
    parts: list[tuple[str, str]] = [("post", post)]
    parts += [("place", line) for line in address]
    if body:
        both = "　".join(part for part in (department, named) if part)
        apart = [department, named] if _ems(both) > ONE_ROW else [both]
        parts += [("name", body), *(("person", part) for part in apart)]
    else:
        parts += [("person", department), ("name", named)]
    return [Line(kind=kind, text=text.strip()) for kind, text in parts if text.strip()]


def told(block: Iterable[Line | str]) -> list[Line]:
    """The block with a kind for every line; plain strings are understood."""
    result: list[Line] = []
    for line in block:
        if isinstance(line, str):
            kind = "post" if line.startswith("〒") else "place"
            line = Line(kind="name" if line.endswith(HONORIFICS) else kind, text=line)
        result.append(line)
    return result


def partner(block: Iterable[Line]) -> str:
    """Whom a paper is for, without the honorific."""
    named = [line["text"] for line in block if line["kind"] == "name"] or [""]
    name = named[0]
    for honorific in HONORIFICS:
        name = name.removesuffix(honorific)
    return name.strip()


def fit(block: Iterable[Line], *, width: float, height: float) -> Fit:
    """The largest type at which the block fits into `width` × `height` mm: 9, 8 or 7.5 pt."""
    block = list(block)
    for size, leading in SIZES:
        if _height(block, size, leading, width) <= height:
            return Fit(size, is_whole=True)
    return Fit(SIZES[-1][0], is_whole=False)


def _height(block: list[Line], size: float, leading: float, width: float) -> float:
    total = 0.0
    for line in block:
        bigger = 1.167 if line["kind"] == "name" else 1.0
        em = size * bigger * POINT
        rows = -(-_ems(line["text"]) * em // width)
        total += max(rows, 1) * em * leading + (0.6 if line["kind"] == "name" else 0)
    return total


def _ems(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else NARROW for c in text)
