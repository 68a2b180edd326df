"""Pictures that carry something, are damaged, or unpack beyond every measure."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

from tests.registry.hostile.corpus import ANEW, MARK, PHP, bomb, hostile, zipped


def picture(size: tuple[int, int] = (120, 80)) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert("RGB")


def image(form: str, made: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (made or picture()).save(out, form, **options)
    return out.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def claimed_png(width: int, height: int, content: bytes = b"", *more: bytes) -> bytes:
    """A PNG whose head says one thing, whatever its content holds."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", content or zlib.compress(bytes(64)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + data + chunk(b"IEND", b"")


def place_and_name() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (35.0, 40.0, 12.0)
    return exif


def text_chunk(words: bytes) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", words.decode())
    return info


def frames() -> bytes:
    more = [picture().rotate(angle) for angle in (90, 180)]
    return image("PNG", save_all=True, append_images=more)


hostile("PNG and PHP behind", "a.png", ANEW)(lambda: image("PNG") + PHP)
hostile("PNG and ZIP behind", "a.png", ANEW)(lambda: image("PNG") + zipped())
hostile("PNG and a program behind", "a.png", ANEW)(lambda: image("PNG") + b"MZ" + bytes(99))
hostile("PNG with PHP in its text", "a.png", ANEW)(lambda: image("PNG", pnginfo=text_chunk(PHP)))
hostile("PNG with a place in its notes", "a.png", ANEW)(lambda: image("PNG", exif=place_and_name()))
hostile("PNG with a script as profile", "a.png", ANEW)(lambda: image("PNG", icc_profile=MARK))
hostile("PNG of several pictures", "a.png", ANEW)(frames)
hostile("PNG with an unknown part", "a.png", ANEW)(
    lambda: image("PNG")[:33] + chunk(b"haCk", MARK) + image("PNG")[33:]
)
hostile("PNG with more data than dots", "a.png", ANEW)(
    lambda: claimed_png(4, 4, zlib.compress(bytes(52) + MARK * 99))
)
hostile("PNG of 20,000 by 20,000", "a.png", "pixels")(lambda: claimed_png(20_000, 20_000, bomb(64)))
hostile("PNG of 60,000 by 60,000", "a.png", "pixels")(lambda: claimed_png(60_000, 60_000))
hostile("PNG of two thousand million", "a.png", "pixels")(
    lambda: claimed_png(0x7FFFFFFF, 0x7FFFFFFF)
)
hostile("PNG without width", "a.png", "damaged")(lambda: claimed_png(0, 9))
hostile("PNG cut in half", "a.png", "damaged")(lambda: image("PNG")[: len(image("PNG")) // 2])
hostile("PNG of a signature only", "a.png", "damaged")(lambda: image("PNG")[:8])
hostile("PNG with a wrong sum", "a.png", "damaged")(
    lambda: image("PNG").replace(b"IHDR\0\0\0\x78", b"IHDR\0\0\0\x79", 1)
)
hostile("PNG whose text unpacks to 1 GB", "a.png", "damaged")(
    lambda: claimed_png(4, 4, b"", chunk(b"zTXt", b"Comment\0\0" + bomb(1024)))
)
hostile("PNG without its data", "a.png", "damaged")(lambda: claimed_png(4000, 4000))


def slow_jpeg() -> bytes:
    """A picture sent in thousands of refinements, each of which walks all of it."""
    whole = image("JPEG", picture((6000, 6000)), progressive=True, quality=30)
    marks = [at for at in range(len(whole) - 1) if whole[at : at + 2] == b"\xff\xda"]
    last = whole[marks[-1] : -2]
    return whole[:-2] + last * (4_000_000 // len(last)) + b"\xff\xd9"


def claimed_jpeg(width: int, height: int) -> bytes:
    plain = image("JPEG")
    at = plain.index(b"\xff\xc0")
    return plain[: at + 5] + struct.pack(">HH", height, width) + plain[at + 9 :]


def broken_notes() -> bytes:
    """Notes whose directory leads to itself and far beyond the end."""
    notes = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">HHHII", 1, 0x8769, 4, 1, 8)
    notes += struct.pack(">I", 8)
    return (
        image("JPEG")[:2]
        + b"\xff\xe1"
        + struct.pack(">H", len(notes) + 2)
        + notes
        + image("JPEG")[2:]
    )


hostile("JPEG and HTML behind", "a.jpg", ANEW)(lambda: image("JPEG") + MARK)
hostile("JPEG and PHP behind", "a.jpg", ANEW)(lambda: image("JPEG") + PHP)
hostile("JPEG and ZIP behind", "a.jpg", ANEW)(lambda: image("JPEG") + zipped())
hostile("JPEG with a script as comment", "a.jpg", ANEW)(lambda: image("JPEG", comment=MARK))
hostile("JPEG with a place in its notes", "a.jpg", ANEW)(
    lambda: image("JPEG", exif=place_and_name())
)
hostile("JPEG with a script as profile", "a.jpg", ANEW)(lambda: image("JPEG", icc_profile=MARK))
hostile("JPEG with notes in a circle", "a.jpg", ANEW)(broken_notes)
hostile("JPEG of several pictures", "a.jpg", ANEW)(
    lambda: image("MPO", save_all=True, append_images=[picture().rotate(90)])
)
hostile("JPEG of 65,500 by 65,500", "a.jpg", "pixels")(lambda: claimed_jpeg(65_500, 65_500))
hostile("JPEG without height", "a.jpg", "damaged")(lambda: claimed_jpeg(9, 0))
hostile("JPEG cut in half", "a.jpg", "damaged")(lambda: image("JPEG")[: len(image("JPEG")) // 2])
hostile("JPEG of a beginning only", "a.jpg", "damaged")(lambda: b"\xff\xd8\xff\xe0")
hostile("JPEG of thousands of passes", "a.jpg", "unconfirmed")(slow_jpeg)
