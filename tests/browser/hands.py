"""How a person works a page: by what is written on it. With a mouse, or with keys alone."""

from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import ElementHandle, Error, Page

# What an element is called by those who see it: hidden words and pictures are left out.
CALLED = """
const called = element => {
  const copy = element.cloneNode(true);
  for (const hidden of copy.querySelectorAll('.vh, [aria-hidden=true]')) hidden.remove();
  return copy.textContent.replace(/\\s+/g, ' ').trim();
};
const seen = element => {
  if (element.closest('.vh, [aria-hidden=true], [hidden]')) return false;
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && getComputedStyle(element).visibility === 'visible';
};
const labels = element => [...(element.labels || [])].map(label => {
  const copy = label.cloneNode(true);
  for (const extra of copy.querySelectorAll('.vh, .req, .opt, select, textarea')) extra.remove();
  return copy.textContent.replace(/\\s+/g, ' ').trim();
});
const within = (element, title) => !title || [...document.querySelectorAll('section')].some(
  section => section.contains(element) && section.querySelector('h2')
    && called(section.querySelector('h2')) === title);
"""
BUTTON = (
    CALLED
    + """
([label, title]) => {
  const all = [...document.querySelectorAll('a[href], button, summary, input[type=submit]')];
  const found = all.filter(e => seen(e) && (called(e) || e.value) === label && within(e, title));
  const main = found.filter(e => e.closest('main, #content'));
  return (main.length ? main : found)[0] || null;
}"""
)
FIELD = (
    CALLED
    + """
([label, title]) => [...document.querySelectorAll('input, select, textarea')].find(
  e => labels(e).includes(label) && within(e, title)) || null
"""
)
FOCUSED = (
    CALLED
    + """
() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const sections = [...document.querySelectorAll('section')].filter(s => s.contains(e));
  return {
    name: labels(e)[0] || called(e) || e.value || '', kind: e.type || e.tagName.toLowerCase(),
    checked: !!e.checked, main: !!e.closest('main, #content'), labels: labels(e),
    titles: sections.map(s => s.querySelector('h2')).filter(Boolean).map(called),
    outline: getComputedStyle(e).outlineStyle, shadow: getComputedStyle(e).boxShadow,
  };
}"""
)
PATIENCE = 60  # looks of 50 ms for the next page
FARTHEST = 160  # presses of Tab; no page has more to stop at


class NotThere(AssertionError):
    """Nothing on the page is called so."""


class Hand(Protocol):
    """What a journey asks of whoever walks it."""

    page: Page
    presses: int

    def press(self, label: str, title: str = "") -> None: ...
    def tick(self, label: str, title: str = "") -> None: ...
    def write(self, label: str, text: str, title: str = "") -> None: ...
    def attach(self, label: str, path: Path) -> None: ...


class Mouse:
    """Clicks, and writes into the field that it has clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def _find(self, script: str, label: str, title: str) -> ElementHandle:
        self.page.wait_for_load_state("domcontentloaded")
        found = self.page.evaluate_handle(script, [label, title]).as_element()
        if found is None:
            raise NotThere(f"「{label}」 is nowhere on {self.page.url}")
        return found

    def press(self, label: str, title: str = "") -> None:
        """A button or a link by its visible label, in the section of that title if given."""
        self.presses += 1
        self._find(BUTTON, label, title).click()
        self.page.wait_for_load_state("load")

    def tick(self, label: str, title: str = "") -> None:
        """A choice or a box by its label."""
        self.presses += 1
        self._find(FIELD, label, title).check()

    def write(self, label: str, text: str, title: str = "") -> None:
        self._find(FIELD, label, title).fill(text)

    def attach(self, label: str, path: Path) -> None:
        self._find(FIELD, label, "").set_input_files(path)


class Keys:
    """Tab, arrows, Enter, Space and typing; never the mouse, never a field by its id."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def _focused(self) -> dict[str, Any]:
        return self.page.evaluate(FOCUSED) or {}

    def _tab_to(self, label: str, title: str, *kinds: str) -> dict[str, Any]:
        """Tab on until something of that name has the focus; it must be seen to have it."""
        self.page.wait_for_load_state("load")
        for _press in range(FARTHEST):
            self.page.keyboard.press("Tab")
            here = self._focused()
            if not here or (kinds and here["kind"] not in kinds):
                continue
            in_place = not title or title in here["titles"]
            if here["name"] == label and in_place and (here["main"] or title == ""):
                assert here["outline"] != "none" or here["shadow"] != "none", f"no focus: {label}"
                return here
        raise NotThere(f"Tab does not reach 「{label}」 on {self.page.url}")

    def press(self, label: str, title: str = "") -> None:
        self.presses += 1
        self._tab_to(label, title)
        self.page.evaluate("window.stillHere = true")
        self.page.keyboard.press("Enter")
        for _look in range(PATIENCE):  # a download leaves nothing, and is waited for elsewhere
            self.page.wait_for_timeout(50)
            with suppress(Error):  # in the middle of leaving
                if self.page.evaluate("!window.stillHere && document.readyState === 'complete'"):
                    return

    def tick(self, label: str, title: str = "") -> None:
        """A box with Space; one of several choices with the arrows, as browsers have it."""
        self.presses += 1
        self.page.wait_for_load_state("load")
        for _press in range(FARTHEST):
            self.page.keyboard.press("Tab")
            here = self._focused()
            if here.get("kind") == "checkbox" and here["name"] == label:
                self.page.keyboard.press("Space")
                return
            if here.get("kind") == "radio" and self._choose(label):
                return
        raise NotThere(f"Tab does not reach 「{label}」 on {self.page.url}")

    def _choose(self, label: str) -> bool:
        first = self._focused()["name"]
        while True:
            if self._focused()["name"] == label:
                self.page.keyboard.press("Space")
                return True
            self.page.keyboard.press("ArrowDown")
            if self._focused()["name"] == first:
                return False

    def write(self, label: str, text: str, title: str = "") -> None:
        """Tab selects what stands in a field, so that typing takes its place."""
        self._tab_to(label, title)
        self.page.keyboard.type(text)

    def attach(self, label: str, path: Path) -> None:
        self._tab_to(label, "", "file")
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(path)
