"""Hostile files, made by script: what each tries, and what must become of it.

`ANEW` stands for an image that is taken, but written anew so that nothing of the attack is left;
every other outcome is the code of the reason it is refused for.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, PngImagePlugin

ANEW = "anew"
MARK = b"<script>hostile()</script>"
PHP = b"<?php system($_GET['c']); ?>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True)
class Hostile:
    """One file of the corpus: what it is called, its bytes, and what must become of it."""

    title: str
    name: str
    outcome: str
    make: Callable[[], bytes]


CORPUS: list[Hostile] = []


def hostile(title: str, name: str, outcome: str) -> Callable:
    def keep(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CORPUS.append(Hostile(title, name, outcome, make))
        return make

    return keep


# PDF: what acts, carries or calls out ---------------------------------------------------


def saved(pdf: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def one_page() -> Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    return pdf


def plain_pdf() -> bytes:
    return saved(one_page())


def with_root(**entries: object) -> bytes:
    pdf = one_page()
    for key, value in entries.items():
        pdf.Root[f"/{key}"] = value
    return saved(pdf)


def with_annotation(**entries: object) -> bytes:
    pdf = one_page()
    note = Dictionary(Type=Name.Annot, Rect=[0, 0, 100, 100], **entries)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])
    return saved(pdf)


def link(**action: object) -> bytes:
    return with_annotation(Subtype=Name.Link, A=Dictionary(**action))


SCRIPT = {"S": Name.JavaScript, "JS": pikepdf.String("app.alert(1)")}
ACTING: dict[str, tuple[str, Callable[[], bytes]]] = {
    "JavaScript on opening": (
        "javascript",
        lambda: with_root(OpenAction=Dictionary(**SCRIPT)),
    ),
    "JavaScript by name": (
        "javascript",
        lambda: with_root(
            Names=Dictionary(JavaScript=Dictionary(Names=["a", Dictionary(**SCRIPT)]))
        ),
    ),
    "JavaScript behind a link": ("javascript", lambda: link(**SCRIPT)),
    "JavaScript after another action": (
        "javascript",
        lambda: link(S=Name.GoTo, D="top", Next=Dictionary(**SCRIPT)),
    ),
    "JavaScript in a stream": ("javascript", lambda: script_in_stream()),
    "JavaScript in an object nobody names": ("javascript", lambda: script_unnamed()),
    "JavaScript in a compressed object": ("javascript", lambda: script_compressed()),
    "JavaScript spelt with escapes": ("javascript", lambda: script_escaped()),
    "JavaScript on entering a page": (
        "automatic",
        lambda: page_acts(Dictionary(O=Dictionary(**SCRIPT))),
    ),
    "an action on closing": (
        "automatic",
        lambda: with_root(AA=Dictionary(WC=Dictionary(S=Name.Named, N=Name.Print))),
    ),
    "a web page on opening": (
        "automatic",
        lambda: with_root(OpenAction=Dictionary(S=Name.URI, URI="https://example.jp/")),
    ),
    "a program on opening": (
        "launch",
        lambda: with_root(OpenAction=Dictionary(S=Name.Launch, F="cmd.exe")),
    ),
    "a program behind a link": (
        "launch",
        lambda: link(S=Name.Launch, Win=Dictionary(F="cmd.exe", P="/c calc")),
    ),
    "a form sent out": ("submit", lambda: link(S=Name.SubmitForm, F="https://example.com/")),
    "data taken in": ("external", lambda: link(S=Name.ImportData, F="a.fdf")),
    "another file opened": ("external", lambda: link(S=Name.GoToR, F="//example.com/a.pdf")),
    "an embedded file opened": ("embedded", lambda: link(S=Name.GoToE, T=Dictionary(R=Name.C))),
    "a link that is a script": ("external", lambda: link(S=Name.URI, URI="javascript:alert(1)")),
    "a link that is a script in capitals": (
        "external",
        lambda: link(S=Name.URI, URI=" JAVASCRIPT:alert(1)"),
    ),
    "a link to a local file": ("external", lambda: link(S=Name.URI, URI="file:///etc/passwd")),
    "a link to a share": ("external", lambda: link(S=Name.URI, URI="\\\\example.com\\share")),
    "a link without a scheme": ("external", lambda: link(S=Name.URI, URI="//example.com/a")),
    "a stream from another file": ("external", lambda: stream_elsewhere()),
    "a page from another file": ("external", lambda: reference_elsewhere()),
    "an embedded program": ("embedded", lambda: embedded()),
    "an attachment note": (
        "embedded",
        lambda: with_annotation(Subtype=Name.FileAttachment, FS=Dictionary(F="a.exe")),
    ),
    "an associated file": ("embedded", lambda: associated()),
    "rich media": ("multimedia", lambda: with_annotation(Subtype=Name.RichMedia)),
    "a film": ("multimedia", lambda: with_annotation(Subtype=Name.Movie)),
    "a sound": ("multimedia", lambda: with_annotation(Subtype=Name.Sound)),
    "a model in three dimensions": (
        "multimedia",
        lambda: with_annotation(Subtype=Name("/3D")),
    ),
    "a rendition": ("multimedia", lambda: link(S=Name.Rendition, OP=0)),
    "a dynamic form": ("xfa", lambda: dynamic_form()),
    "a password to open": (
        "encrypted",
        lambda: saved(one_page(), encryption=pikepdf.Encryption(owner="a", user="b")),
    ),
    "a password to print": (
        "encrypted",
        lambda: saved(one_page(), encryption=pikepdf.Encryption(owner="a", user="")),
    ),
    "an old password": (
        "encrypted",
        lambda: saved(
            one_page(),
            encryption=pikepdf.Encryption(owner="a", user="b", R=3, aes=False, metadata=False),
        ),
    ),
}


def script_in_stream() -> bytes:
    pdf = one_page()
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
    pdf.Root.X = Dictionary(JS=pdf.make_stream(b"app.alert(1)"))
    return saved(pdf)


def written(*bodies: bytes) -> bytes:
    """A PDF written by hand: its objects from 1 on, the first being the catalogue."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    table = b"0000000000 65535 f \n"
    for number, body in enumerate(bodies, start=1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = len(bodies) + 1
    tail = b"xref\n0 %d\n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (size, table, size)
    return bytes(out) + tail + b"startxref\n%d\n%%%%EOF\n" % len(out)


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
TREE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
SHEET = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"


def script_unnamed() -> bytes:
    """An action in the file that nothing refers to, for a reader that looks it up by itself."""
    return written(CATALOGUE, TREE, SHEET, b"<< /S /JavaScript /JS (app.alert(1)) >>")


def script_compressed() -> bytes:
    pdf = one_page()
    pdf.Root.X = pdf.make_indirect(Dictionary(**SCRIPT))
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def script_escaped() -> bytes:
    return written(CATALOGUE, TREE, SHEET, b"<< /S /J#61#76aScri#70t /#4a#53 (app.alert(1)) >>")


def page_acts(actions: Dictionary) -> bytes:
    pdf = one_page()
    pdf.pages[0].AA = actions
    return saved(pdf)


def stream_elsewhere() -> bytes:
    pdf = one_page()
    pdf.pages[0].Contents = pdf.make_stream(b"", F="//example.com/a")
    return saved(pdf)


def reference_elsewhere() -> bytes:
    pdf = one_page()
    form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    form.Ref = Dictionary(F="//example.com/a.pdf", Page=0)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(A=form))
    return saved(pdf)


def embedded() -> bytes:
    pdf = one_page()
    pdf.attachments["invoice.exe"] = b"MZ" + bytes(100)
    return saved(pdf)


def associated() -> bytes:
    pdf = one_page()
    data = pdf.make_stream(b"MZ", Type=Name("/Data"))
    pdf.Root.AF = Array([Dictionary(Type=Name.Filespec, UF="a.exe", EF=Dictionary(UF=data))])
    return saved(pdf)


def dynamic_form() -> bytes:
    pdf = one_page()
    pdf.Root.AcroForm = Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp:xdp/>"))
    return saved(pdf)


for title_, (outcome_, make_) in ACTING.items():
    hostile(f"PDF: {title_}", "書類.pdf", outcome_)(make_)


# PDF: two kinds in one, damage, excess --------------------------------------------------


def zipped(name: str = "a.txt", content: bytes = b"hello", comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parcel:
        parcel.writestr(name, content)
        parcel.comment = comment
    return out.getvalue()


hostile("PDF and HTML behind", "a.pdf", "foreign")(lambda: plain_pdf() + MARK)
hostile("PDF and ZIP behind", "a.pdf", "foreign")(lambda: plain_pdf() + zipped())
hostile("PDF and EICAR behind", "a.pdf", "foreign")(lambda: plain_pdf() + EICAR)
hostile("PDF around which a ZIP lies", "a.pdf", "foreign")(lambda: wrapped_in_zip())
hostile("HTML before PDF", "a.pdf", "foreign")(lambda: b"<html>" + MARK + plain_pdf())
hostile("program before PDF", "a.pdf", "foreign")(lambda: b"MZ\x90\0" + plain_pdf())
hostile("HTML in the head of a PDF", "a.pdf", "foreign")(
    lambda: plain_pdf().replace(b"\n%", b"\n%" + MARK + b"\n%", 1)
)
hostile("PDF cut in half", "a.pdf", "damaged")(lambda: plain_pdf()[: len(plain_pdf()) // 2])
hostile("PDF without its last bytes", "a.pdf", "damaged")(lambda: plain_pdf()[:-4])
hostile("PDF of a head only", "a.pdf", "damaged")(lambda: b"%PDF-1.7\n")
hostile("PDF without an object", "a.pdf", "foreign")(lambda: b"%PDF-1.7\n%%EOF\n")
hostile("PDF whose table points nowhere", "a.pdf", "damaged")(
    lambda: plain_pdf().replace(b"startxref\n", b"startxref\n9")
)
hostile("PDF without a page", "a.pdf", "damaged")(lambda: saved(pikepdf.new()))
hostile("PDF whose pages run in a circle", "a.pdf", "damaged")(lambda: circle())
hostile("PDF of 41 pages", "a.pdf", "pages")(lambda: many_pages(41))
hostile("PDF of 70,000 objects", "a.pdf", "complex")(lambda: many_objects())
hostile("PDF nested 400 deep", "a.pdf", "damaged")(lambda: nested())
hostile("PDF that unpacks to 1 GB", "a.pdf", "damaged")(lambda: unpacking())
hostile("PDF that takes for ever to draw", "a.pdf", "unconfirmed")(lambda: laughing())


def wrapped_in_zip() -> bytes:
    """A ZIP whose comment is the end of the PDF: unpackers and readers both take it."""
    comment = b"\n%%EOF\n"
    return plain_pdf() + zipped(comment=comment)


def circle() -> bytes:
    pdf = one_page()
    pdf.Root.Pages.Kids = Array([pdf.Root.Pages])
    return saved(pdf)


def many_pages(count: int) -> bytes:
    pdf = pikepdf.new()
    for _ in range(count):
        pdf.add_blank_page(page_size=(595, 842))
    return saved(pdf)


def many_objects() -> bytes:
    pdf = one_page()
    pdf.Root.X = Array([pdf.make_indirect(Array([])) for _ in range(70_000)])
    return saved(pdf)


def nested() -> bytes:
    return written(CATALOGUE, TREE, SHEET, b"[" * 400 + b"]" * 400)


def unpacking() -> bytes:
    """An object stream of a million times its size."""
    squeeze = zlib.compressobj(9)
    packed = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(1024)) + squeeze.flush()
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in {
        1: CATALOGUE,
        2: TREE,
        3: SHEET,
        4: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\n" % len(packed)
        + b"stream\n%s\nendstream" % packed,
    }.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = struct.pack(">BIH", 0, 0, 65535)
    table += b"".join(struct.pack(">BIH", 1, places[n], 0) for n in (1, 2, 3, 4))
    table += struct.pack(">BIH", 2, 4, 0) + struct.pack(">BIH", 1, len(out), 0)
    at = len(out)
    out += b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n" % len(
        table
    )
    out += table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at
    return bytes(out)


def laughing() -> bytes:
    """Forms that draw forms that draw forms: ten to the ninth squares from 3 KB."""
    pdf = one_page()
    kind = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 600, 900])}
    form = pdf.make_stream(b"0 0 500 800 re f 5 5 m 500 700 l S", **kind)
    for _ in range(9):
        inside = Dictionary(XObject=Dictionary(A=form))
        form = pdf.make_stream(b"/A Do " * 10, **kind, Resources=inside)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(A=form))
    pdf.pages[0].Contents = pdf.make_stream(b"/A Do")
    return saved(pdf)


# Images ---------------------------------------------------------------------------------


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


def bomb(size: int) -> bytes:
    squeeze = zlib.compressobj(9)
    return b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(size)) + squeeze.flush()


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


# Other kinds under a name that is asked for ---------------------------------------------

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
XXE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><svg>&b;</svg>'
OTHERS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "program": ("a.pdf", lambda: b"MZ\x90\0" + bytes(500)),
    "program of Linux": ("a.jpg", lambda: b"\x7fELF" + bytes(500)),
    "shell script": ("a.pdf", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "HTML": ("a.pdf", lambda: b"<html>" + MARK + b"</html>"),
    "HTML as a picture": ("a.png", lambda: b"<html>" + MARK + b"</html>"),
    "SVG with a script": ("a.png", lambda: SVG),
    "SVG under its own name": ("a.svg", lambda: SVG),
    "SVG that reads a file": ("a.jpg", lambda: XXE),
    "ZIP": ("a.pdf", zipped),
    "ZIP that unpacks to 1 GB": ("a.pdf", lambda: zip_bomb()),
    "EICAR": ("a.pdf", lambda: EICAR),
    "EICAR in a ZIP": ("a.zip", lambda: zipped("eicar.com", EICAR)),
    "sheet": ("a.xlsx", lambda: zipped("xl/workbook.xml", b"<workbook/>")),
    "letter with macros": ("a.pdf", lambda: zipped("word/vbaProject.bin", b"\0")),
    "old letter": ("a.pdf", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)),
    "rich text": ("a.pdf", lambda: b"{\\rtf1 \\object}"),
    "PostScript": ("a.pdf", lambda: b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n"),
    "GIF": ("a.png", lambda: image("GIF") + MARK),
    "bitmap": ("a.jpg", lambda: image("BMP")),
    "TIFF": ("a.png", lambda: image("TIFF")),
    "WebP": ("a.jpg", lambda: image("WEBP")),
    "icon": ("a.png", lambda: b"\0\0\1\0" + bytes(100)),
}
NAMES = {
    "PDF called a program": "証明書.exe",
    "PDF called a program in the end": "証明書.pdf.exe",
    "PDF called a program and a dot": "証明書.exe.",
    "PDF called a program and a blank": "証明書.exe ",
    "PDF called a program, turned round": "証明書\u202efdp.exe",
    "PDF called a page": "証明書.html",
    "PDF called a picture with a script": "証明書.svg",
    "PDF called a shortcut": "証明書.pdf.lnk",
}


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as parcel,
        parcel.open("a", "w", force_zip64=True) as file,
    ):
        for _ in range(1024):
            file.write(bytes(1 << 20))
    return out.getvalue()


for title_, (name_, make_) in OTHERS.items():
    hostile(f"{title_} called {name_}", name_, "kind")(make_)
for title_, name_ in NAMES.items():
    hostile(title_, name_, "kind")(plain_pdf)
hostile("phone picture of another form", "a.jpg", "heic")(
    lambda: b"\0\0\0\x18ftypheic" + bytes(500)
)
hostile("nothing as PDF", "a.pdf", "empty")(lambda: b"")
hostile("nothing as PNG", "a.png", "empty")(lambda: b"")
hostile("a name without end", "名" * 300 + ".pdf", "name")(plain_pdf)


# What a naive check says ----------------------------------------------------------------


def passes_naively(content: bytes) -> bool:
    """What a look at the signature, and Pillow's `verify` for images, would let through."""
    if b"%PDF-" in content[:1024]:
        return True
    if content[:8] != b"\x89PNG\r\n\x1a\n" and content[:3] != b"\xff\xd8\xff":
        return False
    try:
        with Image.open(io.BytesIO(content)) as opened:
            opened.verify()
    except Exception:  # the naive check's own word for no
        return False
    return True
