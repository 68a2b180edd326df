"""PDF that act, carry something or call out."""

from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.registry.hostile.corpus import hostile
from tests.registry.hostile.pdfs import (
    CATALOGUE,
    SHEET,
    TREE,
    link,
    one_page,
    saved,
    with_annotation,
    with_root,
    written,
)

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
