"""Images: decoded within limits and written anew, so that nothing else travels in the file."""

import warnings
from pathlib import Path

from PIL import Image, JpegImagePlugin

from registry.inspection.drawing import LONGEST_SIDE, Drawn, save_page
from registry.inspection.limits import PIXELS, Fault, allow

DECODING_SECONDS = 1.5
WRITING_SECONDS = 4.0
WHOLE_BYTES = 64_000_000  # decoded; more than this is kept at half the resolution
STRIP = 256  # rows; even, so that halves meet
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SLIM_MODES = {"1", "L", "P"}


def examine_png(source: Path, folder: Path) -> list[Drawn]:
    """Write a PNG anew as `rewritten` in the folder, and draw it."""
    image = decoded(source, "PNG")
    quick = image.width * image.height > 4_000_000
    image.save(folder / "rewritten", "PNG", compress_level=1 if quick else 6)
    return [drawn(image, folder)]


def examine_jpeg(source: Path, folder: Path) -> list[Drawn]:
    """Write a JPEG anew as `rewritten` in the folder, as finely as it came, and draw it."""
    with opened(source, "JPEG") as original:
        tables = getattr(original, "quantization", None)
        sampling = JpegImagePlugin.get_sampling(original)
    image = decoded(source, "JPEG")
    if image.mode not in {"L", "RGB"}:
        image, sampling = image.convert("RGB"), -1
    finely = {"quality": 92} if sampling < 0 else {"qtables": tables, "subsampling": sampling}
    try:
        image.save(folder / "rewritten", "JPEG", **finely)
    except (ValueError, TypeError, OSError):
        image.save(folder / "rewritten", "JPEG", quality=92)
    return [drawn(image, folder)]


def opened(source: Path, form: str) -> Image.Image:
    """The image before any of it is decoded. Raises Fault for one that is too large."""
    allow(DECODING_SECONDS)
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        return Image.open(source, formats=[form])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Fault("pixels", **measured(source, form)) from error
    except MemoryError:
        raise
    except Exception as error:  # a decoder meeting a hostile header raises almost anything
        raise Fault("damaged") from error


def measured(source: Path, form: str) -> dict[str, int]:
    """How large an image says it is, read from its header alone."""
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(source, formats=[form]) as image:
        return {"width": image.width, "height": image.height}


def decoded(source: Path, form: str) -> Image.Image:
    """The first picture whole, upright, on white, with nothing but its dots."""
    image = opened(source, form)
    try:
        orientation = turn_of(image)
        if image.width * image.height * 4 > WHOLE_BYTES and image.mode not in SLIM_MODES:
            image.draft(None, (image.width // 2, image.height // 2))
        image.load()
    except MemoryError:
        raise
    except Exception as error:  # see above: every decoder has its own way to fail
        raise Fault("damaged") from error
    allow(WRITING_SECONDS)
    image = halved(flat(image))
    if orientation:
        image = image.transpose(orientation)
    image.info = {}
    return image


def turn_of(image: Image.Image) -> Image.Transpose | None:
    """How the camera says that the picture must be turned; nothing if its note is unreadable."""
    try:
        return TURNS.get(int(image.getexif().get(ORIENTATION, 1)))
    except MemoryError:
        raise
    except Exception:  # the note is not the picture
        return None


def halved(image: Image.Image) -> Image.Image:
    """Half the resolution where the dots would take too much room to work with."""
    if image.mode in SLIM_MODES:
        return image
    return image.reduce(2) if image.width * image.height * 4 > WHOLE_BYTES else image


def flat(image: Image.Image) -> Image.Image:
    """What is seen on white paper, so that nothing hides in transparency; 8 bits a colour."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info or image.mode in {"LA", "PA", "RGBA", "La", "RGBa"}:
        return on_paper(image)
    return image if image.mode in {*SLIM_MODES, "RGB", "CMYK"} else image.convert("RGB")


def on_paper(image: Image.Image) -> Image.Image:
    """The picture laid on white, strip by strip: a second whole copy would not fit."""
    shrink = 2 if image.width * image.height * 4 > WHOLE_BYTES else 1
    paper = Image.new("RGB", (-(-image.width // shrink), -(-image.height // shrink)), "white")
    for top in range(0, image.height, STRIP):
        strip = image.crop((0, top, image.width, min(top + STRIP, image.height)))
        seen = strip.convert("RGBA").reduce(shrink)
        paper.paste(seen, (0, top // shrink), mask=seen.getchannel("A"))
    return paper


def drawn(image: Image.Image, folder: Path) -> Drawn:
    page = image.copy() if image.mode not in {"1", "P"} else image.convert("RGB")
    page.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return save_page(page, folder, 1)
