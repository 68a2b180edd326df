"""Templates: each one compiles, none breaks the content policy, each event has its words."""

import ast
import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from tests.house.source import FLOORS, ROOT, calls, chain, modules

OWN = [ROOT / "templates", *(ROOT / floor / "templates" for floor in FLOORS)]
OUTSIDE = {"papers", "letters", "billing", "notices"}  # not pages: printed or mailed

INLINE = re.compile(
    r"""<style\b | \sstyle\s*= | \son[a-z]+\s*= | javascript: | <script\b(?![^>]*\ssrc=)""",
    re.IGNORECASE | re.VERBOSE,
)
DATA_BLOCK = re.compile(r"""<script\b[^>]*type="application/(ld\+)?json"[^>]*>""", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)


def own_templates() -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for folder in OWN
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in {".html", ".txt", ".svg", ".xml"}
    )


def pages() -> list[str]:
    return [
        name
        for name in own_templates()
        if name.endswith(".html") and name.split("/")[0] not in OUTSIDE
    ]


def source_of(name: str) -> str:
    return Path(get_template(name).origin.name).read_text()


def breaks_policy(html: str) -> list[str]:
    """What a strict content policy would refuse in a page."""
    html = DATA_BLOCK.sub("", html)
    return [found.group() for look in (INLINE, ELSEWHERE) for found in look.finditer(html)]


@pytest.mark.parametrize("name", own_templates())
def test_a_template_compiles(name: str):
    assert get_template(name)


@pytest.mark.parametrize("name", pages())
def test_a_page_has_nothing_inline_and_nothing_from_elsewhere(name: str):
    assert breaks_policy(source_of(name)) == []


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color: red">',
        "<button onclick=go()>",
        "<script>go()</script>",
        "<style>p {}</style>",
        '<script src="https://cdn.example.jp/x.js"></script>',
        '<a href="javascript:go()">',
    ],
)
def test_the_look_finds_what_the_policy_refuses(html: str):
    assert breaks_policy(html)


def test_no_template_hides_one_of_the_same_name():
    """The project's folder comes before the apps'; a double would be dead text."""
    folders = [Path(str(folder)) for folder in get_app_template_dirs("templates")]
    own = [folder for folder in (*OWN, *folders) if ROOT in folder.parents and folder.is_dir()]
    names = [
        path.relative_to(folder).as_posix()
        for folder in dict.fromkeys(own)
        if ".venv" not in folder.parts
        for path in folder.rglob("*")
        if path.is_file()
    ]

    assert sorted(set(names)) == sorted(names)
    assert engines.all()


def posted_events() -> set[str]:
    """Every event that the code posts with `post(event="…")` or `tell(…, "…")`."""
    found = set()
    for path in modules("registry", "billing", "portal"):
        for call in calls(ast.parse(path.read_text())):
            name = chain(call.func)[-1:]
            if name in (["post"], ["post_letter"]):
                found |= {
                    word.value.value
                    for word in call.keywords
                    if word.arg == "event" and isinstance(word.value, ast.Constant)
                }
    return found


def test_every_event_that_is_posted_has_its_words():
    without = [
        event
        for event in sorted(posted_events())
        if not list((ROOT / "templates" / "notices").glob(f"*/{event}.txt"))
        and not list((ROOT / "templates" / "letters").glob(f"{event}.html"))
    ]

    assert without == []


EXTENDS = re.compile(r"""\{%\s*extends\s+["']([^"']+)["']""")
NOTICES = sorted((ROOT / "templates" / "notices").glob("*/*.txt"))


def says_its_subject(source: str) -> bool:
    """A subject of its own, or that of another notice which it repeats."""
    if "{% block subject %}" in source:
        return True
    parent = EXTENDS.search(source)
    return (
        bool(parent) and parent[1] != "notices/base.txt" and says_its_subject(source_of(parent[1]))
    )


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_notice_says_its_subject(path: Path):
    assert says_its_subject(path.read_text())


@pytest.mark.parametrize("source", ["", '{% extends "notices/base.txt" %}'])
def test_the_look_finds_a_notice_without_subject(source: str):
    assert not says_its_subject(source)
