"""PDF of two kinds in one, damaged, or beyond every measure."""

import struct

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.registry.hostile.corpus import EICAR, MARK, bomb, hostile, zipped
from tests.registry.hostile.pdfs import CATALOGUE, SHEET, TREE, one_page, plain_pdf, saved, written

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
    packed = bomb(1024)
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
