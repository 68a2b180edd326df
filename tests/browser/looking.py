"""What every page must be, whoever sees it and in whatever state (ux 8.1, reliability goal 44)."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response

from tests.browser.tools import axe_violations

HOUSE = "｜コード管理ポータル"
STAFF = "｜窓口 審査"
AGENCY = "｜みなと決済代行（サンドボックス）"
FACTS = """
() => ({
  title: document.title,
  lang: document.documentElement.lang,
  headings: [...document.querySelectorAll('h1')].map(each => each.textContent.trim()),
  summary: !!document.querySelector('#error-summary, .errornote'),
  wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  english: [...document.querySelectorAll('a[href]')].filter(
    each => /^\\/en(\\/|$)/.test(each.getAttribute('href')) || each.textContent.trim() === 'English'
  ).length,
  ordered: document.querySelectorAll('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').length,
  ghosts: document.querySelectorAll('[placeholder]').length,
  dead: [...document.querySelectorAll('a[href^="#"]')].map(each => each.getAttribute('href'))
    .filter(each => each.length > 1 && !document.getElementById(decodeURIComponent(each.slice(1)))),
  numberless: !!document.querySelector('.screen-no')
    && !document.querySelector('.screen-no .code').textContent.trim(),
  main: (document.querySelector('main, #main') || document.body).innerText.trim().length,
})
"""
SMALL = """
() => [...document.querySelectorAll(
    'main button, main a.btn, main select, main input:not([type=hidden])')]
  .filter(each => !each.closest('.vh') && !each.classList.contains('vh'))
  .map(each => [each.closest('label.choice') || each, each])
  .filter(([box]) => { const at = box.getBoundingClientRect();
    return at.width > 0 && (at.height < 24 || at.width < 24); })
  .map(([, each]) => each.outerHTML.slice(0, 80))
"""


def whose(path: str) -> str:
    """How the titles of that part of the house end."""
    if path.startswith("/admin/"):
        return STAFF
    return AGENCY if path.startswith("/agency/") else HOUSE


def look(page: Page, answer: Response, *, status: int = 200) -> list[str]:
    """What is wrong with the page as it stands; wide, light, on a screen and in print."""
    facts: dict[str, Any] = page.evaluate(FACTS)
    path = page.evaluate("location.pathname")
    is_django = path.startswith("/admin/")  # with a filter of its own, and boxes of its own size
    wrong = {
        f"answered {answer.status}": answer.status != status,
        f"title {facts['title']!r}": not f"｜{facts['title']}".endswith(whose(path)),
        "title and error summary disagree": facts["title"].startswith(
            "エラー" if is_django else "エラー："
        )
        != facts["summary"],
        f"lang {facts['lang']!r}": facts["lang"] != "ja",
        f"headings {facts['headings']}": len(facts["headings"]) != 1 or not facts["headings"][0],
        "a link to English pages": facts["english"] > 0,
        "an order of tabs of its own": facts["ordered"] > 0,
        "a placeholder": facts["ghosts"] > 0 and not is_django,
        f"links to nowhere {facts['dead']}": bool(facts["dead"]),
        "no screen number to read out": facts["numberless"],
        "nothing in the middle": facts["main"] < 10,
    }
    found = [words for words, is_wrong in wrong.items() if is_wrong]
    if not is_django:
        found += [f"too small to press: {each}" for each in page.evaluate(SMALL)]
    found += look_at_size(page)
    page.emulate_media(media="print")
    if page.evaluate("document.body.innerText.trim().length") < 10:
        found.append("an empty print")
    page.emulate_media(media="screen")
    return found


def look_at_size(page: Page) -> list[str]:
    """Sideways scrolling and what axe finds, as the page stands now."""
    wider = page.evaluate(FACTS)["wider"]
    found = [f"{wider} px too wide"] if wider > 0 else []
    for violation in axe_violations(page):
        found += [f"{violation['id']}: {node}" for node in violation["nodes"][:3]]
    return found


def keep(answer: Response, folder: Path, name: str) -> None:
    """Keep the HTML as the server sent it, for the Nu checker."""
    if "html" in answer.headers.get("content-type", ""):
        (folder / f"{name}.html").write_bytes(answer.body())
