"""How a browser walks through the wizard: what stands in the fields is what it sends."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Fields(HTMLParser):
    """The values that a browser would send back untouched, buttons and files left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, list[str]] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            if "selected" in given or self.select not in self.values:
                self.values[self.select] = [given.get("value", "")]
        elif tag == "textarea":
            self.textarea = name
            self.values.setdefault(name, []).append("")
        elif tag == "input" and name and kind not in {"file", "submit", "button"}:
            if kind not in {"checkbox", "radio"}:
                self.values.setdefault(name, []).append(given.get("value", ""))
            elif "checked" in given:
                self.values.setdefault(name, []).append(given.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag == "select" else self.select
        self.textarea = "" if tag == "textarea" else self.textarea

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea][-1] += data.removeprefix("\n")


def fields(response: Any) -> dict[str, list[str]]:
    """What the main part of a page would send."""
    html = response.content.decode()
    reader = Fields()
    reader.feed(html[html.index("<main") : html.index("</main>")])
    return reader.values


def press(client: Client, page: str, button: str, **more: Any) -> Any:
    """Open a page, change some fields (`group__name`), press a button, follow where it leads."""
    sent = fields(client.get(page))
    changes = {name.replace("__", "-", 1): value for name, value in more.items()}
    return client.post(page, {**sent, button: "1", **changes}, follow=True)


def here(response: Any) -> str:
    """The address that one ended up at, without its anchor."""
    return response.redirect_chain[-1][0].split("#")[0]


def body(response: Any) -> str:
    return response.content.decode()
