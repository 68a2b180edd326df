"""Other kinds under a name that is asked for, and names that say another kind."""

import io
import zipfile
from collections.abc import Callable

from tests.registry.hostile.corpus import EICAR, MARK, hostile, zipped
from tests.registry.hostile.images import image
from tests.registry.hostile.pdfs import plain_pdf

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
