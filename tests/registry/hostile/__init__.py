"""Hostile files, made by script, and what a naive check says to them."""

from tests.registry.hostile import acting, broken, others
from tests.registry.hostile.acting import SCRIPT
from tests.registry.hostile.broken import laughing, many_pages
from tests.registry.hostile.corpus import ANEW, CORPUS, EICAR, MARK, PHP, Hostile, zipped
from tests.registry.hostile.images import image, place_and_name
from tests.registry.hostile.naive import passes_naively
from tests.registry.hostile.others import NAMES, OTHERS
from tests.registry.hostile.pdfs import (
    CATALOGUE,
    SHEET,
    TREE,
    link,
    one_page,
    plain_pdf,
    saved,
    written,
)

__all__ = [
    "ANEW",
    "CATALOGUE",
    "CORPUS",
    "EICAR",
    "MARK",
    "NAMES",
    "OTHERS",
    "PHP",
    "SCRIPT",
    "SHEET",
    "TREE",
    "Hostile",
    "acting",
    "broken",
    "image",
    "laughing",
    "link",
    "many_pages",
    "one_page",
    "others",
    "passes_naively",
    "place_and_name",
    "plain_pdf",
    "saved",
    "written",
    "zipped",
]
