"""Pages as images: what people look at instead of the file (issue 2, part 4)."""

from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image

from registry.inspection.limits import Fault, allow

DOTS_PER_INCH = 110
LONGEST_SIDE = 1800
SECONDS_A_PAGE = 1.0
FEW_COLOURS = 2048  # more than this is a photograph


@dataclass(frozen=True)
class Drawn:
    """One page drawn: the file's name in the working folder, and its size in dots."""

    file: str
    width: int
    height: int


def draw_pdf(source: Path, folder: Path, *, pages: int) -> list[Drawn]:
    """Draw every page of a PDF, forms filled in and annotations included."""
    allow(SECONDS_A_PAGE)
    try:
        document = pypdfium2.PdfDocument(source)
        document.init_forms()
    except pypdfium2.PdfiumError as error:
        raise Fault("damaged") from error
    if len(document) != pages:
        raise Fault("damaged")
    drawn = []
    for number in range(1, pages + 1):
        # A page that takes longer than this is a trap, however many pages there are.
        allow(SECONDS_A_PAGE)
        drawn.append(save_page(page_image(document, number - 1), folder, number))
    document.close()
    return drawn


def page_image(document: pypdfium2.PdfDocument, index: int) -> Image.Image:
    try:
        page = document[index]
        longest = max(*page.get_size(), 1.0)
        scale = min(DOTS_PER_INCH / 72, LONGEST_SIDE / longest)
        return page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise Fault("damaged") from error


def save_page(image: Image.Image, folder: Path, number: int) -> Drawn:
    """Keep a page: text and drawings exactly (PNG), photographs and scans as JPEG."""
    image.info = {}
    colours = image.getcolors(FEW_COLOURS)
    if colours is None:
        name = f"page-{number:03}.jpg"
        image.convert("RGB").save(folder / name, "JPEG", quality=85)
    else:
        name = f"page-{number:03}.png"
        plain = all(is_grey(colour) for _count, colour in colours)
        (image.convert("L") if plain else image).save(folder / name, "PNG", compress_level=6)
    return Drawn(name, *image.size)


def is_grey(colour: int | float | tuple[int, ...]) -> bool:
    return not isinstance(colour, tuple) or len(set(colour)) == 1
