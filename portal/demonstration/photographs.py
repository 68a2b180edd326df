"""Pictures of screens and papers, laid on contact sheets. Needs Chromium and the dev packages."""

import os
import shutil
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WIDTHS = {"wide": 1280, "narrow": 320}
SHOWN = {"wide": 560, "narrow": 200}  # pixels on the sheet
MOST = 40  # screens on a sheet
TALLEST = 620  # pixels of one picture on the sheet; the rest of a long page is cut
COLUMNS, GAP, CAPTION = 2, 16, 22
PAPER, PAPERS_IN_A_ROW = 420, 4
QUALITY = 36
# One screen per role for the README: name of the file, name of the screen.
ROLES = {
    "member": "my",
    "examiner": "case-under_examination",
    "accountant": "billing_deposit",
    "administrator": "portal_account",
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",)
Sheet = list[tuple[str, list[Image.Image]]]


class NoChromium(RuntimeError):
    """There is no browser to take pictures with."""


def make(url: str, laid: dict[str, Any], folder: Path) -> Iterator[str]:
    """Take all pictures and write the sheets; says a line for each file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        camera = Camera(browser, url, laid["cookie"])
        for sheet, screens in sheets(laid["screens"]):
            pictures = [(each["name"], camera.both(each)) for each in screens]
            yield write(lay(pictures, COLUMNS), folder / f"{sheet}.webp")
        for role, name in ROLES.items():
            screen = next(each for each in laid["screens"] if each["name"] == name)
            yield small_png(camera.first_look(screen), folder / f"{role}.png")
        papers = {each["name"]: camera.download(each) for each in laid["papers"]}
        papers["window-sheet"] = Path(laid["window_sheet"]).read_bytes()
        pages = [(name, [page]) for name, data in papers.items() for page in drawn(data)]
        yield write(lay(pages, PAPERS_IN_A_ROW), folder / "papers.webp")
        browser.close()


def sheets(screens: list[dict[str, str]]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The screens of each sheet; a long one is cut. What happened to a row looks alike for all."""
    shown = [each for each in screens if not each["name"].endswith("-history")]
    for sheet, group in groupby(sorted(shown, key=itemgetter("sheet")), itemgetter("sheet")):
        rows = list(group)
        parts = [rows[at : at + MOST] for at in range(0, len(rows), MOST)]
        for number, part in enumerate(parts, 1):
            yield f"{sheet}-{number}" if len(parts) > 1 else sheet, part


def chromium() -> str:
    for name in filter(None, (os.environ.get("CHROMIUM"), *CHROMIUMS)):
        if found := shutil.which(name):
            return found
    raise NoChromium("Chromium is missing: apt-get install chromium.")


class Camera:
    """Sees a screen as the person whose session it is."""

    def __init__(self, browser: Any, url: str, cookie: str) -> None:
        self.browser, self.url, self.cookie = browser, url, cookie
        self.pages: dict[str, Any] = {}

    def _page(self, screen: dict[str, str]) -> Any:
        """The page of a session, made when it is first needed."""
        if screen["session"] not in self.pages:
            context = self.browser.new_context(
                base_url=self.url,
                locale="ja-JP",
                timezone_id="Asia/Tokyo",
                reduced_motion="reduce",
            )
            if screen["session"]:
                cookie = {"name": self.cookie, "value": screen["session"], "url": self.url}
                context.add_cookies([cookie])
            self.pages[screen["session"]] = context.new_page()
        return self.pages[screen["session"]]

    def _picture(self, page: Any, width: int, *, whole: bool) -> Image.Image:
        height = 800 if width > 1000 else 640
        page.set_viewport_size({"width": width, "height": height})
        if whole:  # a window as tall as the page, so that bars that stick stand at its end
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(height, tall)})
        data = page.screenshot()
        return Image.open(BytesIO(data)).convert("RGB")

    def both(self, screen: dict[str, str]) -> list[Image.Image]:
        """Wide and narrow, as they stand on the sheet."""
        page, found = self._page(screen), []
        page.goto(screen["path"], wait_until="load")
        for name, width in WIDTHS.items():
            picture = self._picture(page, width, whole=True)
            shown = SHOWN[name]
            picture = picture.resize(
                (shown, picture.height * shown // width), Image.Resampling.LANCZOS
            )
            found.append(picture.crop((0, 0, shown, min(picture.height, TALLEST))))
        return found

    def first_look(self, screen: dict[str, str]) -> Image.Image:
        page = self._page(screen)
        page.goto(screen["path"], wait_until="load")
        return self._picture(page, WIDTHS["wide"], whole=False)

    def download(self, screen: dict[str, str]) -> bytes:
        answer = self._page(screen).context.request.get(screen["path"])
        data: bytes = answer.body()
        return data


def drawn(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF as pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return [
        page.render(scale=PAPER / page.get_width()).to_pil().convert("RGB") for page in document
    ]


def lay(pictures: Sheet, columns: int) -> Image.Image:
    """Rows of pictures, each under its name."""
    cell = max(sum(each.width for each in group) + GAP * len(group) for _name, group in pictures)
    rows = [pictures[at : at + columns] for at in range(0, len(pictures), columns)]
    heights = [max(each.height for _name, group in row for each in group) for row in rows]
    size = cell * columns + GAP, sum(heights) + len(rows) * (CAPTION + 2 * GAP)
    sheet = Image.new("RGB", size, "#d5dbe3")
    draw, top = ImageDraw.Draw(sheet), GAP
    for row, height in zip(rows, heights, strict=True):
        for column, (name, group) in enumerate(row):
            left = GAP + column * cell
            draw.text((left, top), name, fill="#1a1a1a", font=font())
            for picture in group:
                sheet.paste(picture, (left, top + CAPTION))
                left += picture.width + GAP
        top += height + CAPTION + 2 * GAP
    return sheet


def font() -> Any:
    for path in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, 15)
    return ImageFont.load_default()


def write(sheet: Image.Image, file: Path) -> str:
    sheet.save(file, quality=QUALITY, method=4)
    return f"{file}  {file.stat().st_size // 1024} KiB"


def small_png(picture: Image.Image, file: Path) -> str:
    """With 128 colours: text stays sharp, and the file is a tenth."""
    picture.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
    return f"{file}  {file.stat().st_size // 1024} KiB"
