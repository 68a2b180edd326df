"""HTML to PDF: fonts in, network out.

WeasyPrint is loaded on first use, since it needs pango and takes a third of a second. The HTML
may name our own style sheets by their bare file name (`<link href="paper.css">`) and pictures
as `data:`; every other address is refused, so no words of a member can make the server fetch.
"""

import logging
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from notifications.fonts import shrink

BASE = "https://static.invalid/css/"
SHEET = re.compile(re.escape(BASE) + r"([a-z][a-z_-]*\.css)")
PICTURE = re.compile(r"data:image/(png|jpeg|svg\+xml)[;,]")

_here = threading.local()  # Pango's font maps are not made for several threads


class Refused(ValueError):
    """A paper asked for something from outside; the message names the address."""


def render(html: str, *, title: str, css: str = "") -> bytes:
    """The PDF of a whole HTML page: PDF/UA-1, tagged, Japanese, with its title (ux 7).

    `css` is added after the page's own sheets. Raises nothing for a missing picture: it is
    left out, and a warning logged.
    """
    document = draw(html, title=title, css=css)
    return document.write_pdf(finisher=shrink, pdf_variant="pdf/ua-1", pdf_tags=True)


def draw(html: str, *, title: str, css: str = "") -> Any:
    """The laid-out document, before it becomes bytes; its pages can be counted."""
    from weasyprint import CSS, HTML

    fonts = _fonts()
    sheets = [CSS(string=css, font_config=fonts)] if css else None
    page = HTML(string=html, base_url=BASE, url_fetcher=_fetcher())
    document = page.render(font_config=fonts, stylesheets=sheets)
    document.metadata.title = title
    document.metadata.lang = "ja"
    return document


def _fonts() -> Any:
    if not hasattr(_here, "fonts"):
        from weasyprint.text.fonts import FontConfiguration

        logging.getLogger("fontTools").setLevel(logging.ERROR)
        _here.fonts = FontConfiguration()
    return _here.fonts


@cache
def _sheet(name: str) -> bytes:
    found = finders.find(f"css/{name}")
    if not isinstance(found, str):
        raise Refused(name)
    return Path(found).read_bytes()


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnSheetsOnly(URLFetcher):
        """Serves our style sheets and `data:` pictures; opens no file and no connection."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if sheet := SHEET.fullmatch(url):
                return URLFetcherResponse(url, _sheet(sheet[1]), {"Content-Type": "text/css"})
            if PICTURE.match(url):
                return super().fetch(url, headers)
            raise Refused(url[:200])

    return OwnSheetsOnly(allowed_protocols=["data"])
