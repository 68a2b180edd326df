"""How the PDF of the corpus are made."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf


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
