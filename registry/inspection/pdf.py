"""PDF: read object by object; what acts, carries, calls out or hides is not taken."""

import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from registry.inspection.drawing import Drawn, draw_pdf
from registry.inspection.limits import MEGABYTE, OBJECTS, PAGES, Fault, allow

SECONDS = 1.2
BLANKS = b"\0\t\n\f\r \x1a"
FIRST_OBJECT = re.compile(
    rb"%PDF-\d\.\d[ \t]*"
    rb"(?:[\r\n]+[ \t]*(?:%[^\r\n<]{0,200})?){1,9}"
    rb"\d+[ \t\r\n]+\d+[ \t\r\n]+obj"
)
ZIP_END = b"PK\x05\x06"
PLAIN_LINK = re.compile(r"(?:https?://|mailto:|tel:|#|www\.)|[^:\\]*$", re.IGNORECASE)

HARMLESS = ("reported number of objects", "Resources is missing")

ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/SubmitForm": "submit",
    "/ImportData": "external",
    "/GoToR": "external",
    "/GoToE": "embedded",
    "/Rendition": "multimedia",
    "/Movie": "multimedia",
    "/Sound": "multimedia",
    "/GoTo3DView": "multimedia",
    "/RichMediaExecute": "multimedia",
}
WATCHED_KEYS = {
    *("/JavaScript", "/JS", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/XFA", "/AA"),
    *("/F", "/FFilter", "/Ref", "/URI", "/Base"),
}
FILE_KEYS = {"/F", "/UF", "/DOS", "/Mac", "/Unix"}
SUBTYPES = {
    "/RichMedia": "multimedia",
    "/3D": "multimedia",
    "/Screen": "multimedia",
    "/Movie": "multimedia",
    "/Sound": "multimedia",
    "/FileAttachment": "embedded",
}


def examine(source: Path, folder: Path) -> list[Drawn]:
    """Check a PDF's structure and draw its pages; the file itself is kept as it is."""
    allow(SECONDS)
    content = source.read_bytes()
    check_ends(content)
    del content
    pages = check_structure(source)
    return draw_pdf(source, folder, pages=pages)


def check_ends(content: bytes) -> None:
    """Nothing else may stand before, behind or around the PDF (a file of two kinds)."""
    if not content.rstrip(BLANKS).endswith(b"%%EOF"):
        raise Fault("foreign" if b"%%EOF" in content else "damaged")
    if not FIRST_OBJECT.match(content[:4096]) or is_zip(content):
        raise Fault("foreign")


def is_zip(content: bytes) -> bool:
    """A ZIP directory whose comment runs to the end of the file, as an unpacker would find it."""
    at = content.find(ZIP_END, max(0, len(content) - 65_557))
    while at >= 0:
        record = content[at : at + 22]
        if len(record) == 22 and at + 22 + struct.unpack("<H", record[20:])[0] == len(content):
            return True
        at = content.find(ZIP_END, at + 1)
    return False


def check_structure(source: Path) -> int:
    """Look at every object; the number of pages. Raises Fault."""
    pikepdf.settings.set_qpdf_limits(
        parser_max_nesting=100,
        parser_max_container_size=200_000,
        flate_max_memory=64 * MEGABYTE,
    )
    try:
        with pikepdf.open(source, attempt_recovery=False, suppress_warnings=True) as document:
            check_objects(document)
            pages = len(document.pages)
    except pikepdf.PasswordError as error:
        raise Fault("encrypted") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise Fault("damaged") from error
    if not pages:
        raise Fault("damaged")
    if pages > PAGES:
        raise Fault("pages", pages=pages, limit=PAGES)
    return pages


def check_objects(document: pikepdf.Pdf) -> None:
    if document.is_encrypted:
        raise Fault("encrypted")
    if len(document.objects) > OBJECTS:
        raise Fault("complex")
    check_opening(document.Root)
    for thing in document.objects:
        if isinstance(thing, Dictionary | Array | Stream) and is_suspect(thing):
            for part in parts(thing):
                check(part)
    # What qpdf could not read another reader may read, and find there what was not looked at.
    for warning in document.get_warnings():
        if not any(words in str(warning) for words in HARMLESS):
            raise Fault("damaged")


def is_suspect(thing: Object) -> bool:
    """Whether a watched name stands anywhere in an object: quick, and never wrongly no.

    Written out by qpdf, a name has one spelling, however it was spelt in the file.
    """
    body = thing.stream_dict if isinstance(thing, Stream) else thing
    return bool(WATCHED.search(body.unparse(resolved=True)))


def parts(thing: Object) -> Iterator[Object]:
    """An object's dictionaries, down to where it refers to other objects."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Dictionary | Stream):
            yield part
            waiting += [value for value in part.values() if held(value)]
        elif isinstance(part, Array):
            waiting += [value for value in part if held(value)]


def held(value: object) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def check_opening(root: Object) -> None:
    """A document may open at a place; it may do nothing else by itself."""
    opening = root.get("/OpenAction")
    if isinstance(opening, Dictionary):
        code = ACTIONS.get(str(opening.get("/S")))
        if code or opening.get("/S") != Name.GoTo:
            raise Fault(code or "automatic")


def check(part: Object) -> None:
    """One dictionary, by its keys. Raises Fault.

    Names of fonts and images are free, so that a key alone proves little: its value must have
    the shape that does harm.
    """
    for key, table in (("/S", ACTIONS), ("/Subtype", SUBTYPES)):
        value = part.get(key)
        if isinstance(value, Name) and str(value) in table:
            raise Fault(table[str(value)])
    for does, code in HARMS:
        if does(part):
            raise Fault(code)


def scripts(part: Object) -> bool:
    """JavaScript, as an action or by the document's list of names."""
    return "/JavaScript" in part or is_script(part.get("/JS"))


def is_script(value: object) -> bool:
    if isinstance(value, Stream):
        return value.get("/Subtype") not in {Name.Image, Name.Form}
    return isinstance(value, String)


def carries(part: Object) -> bool:
    """Another file inside: the file itself, the list of such files, or the reference to one."""
    if part.get("/Type") == Name.EmbeddedFile:
        return True
    listed = part.get("/EmbeddedFiles")
    if isinstance(listed, Dictionary) and (listed.get("/Names") or listed.get("/Kids")):
        return True
    referred = part.get("/EF")
    return isinstance(referred, Dictionary) and bool(referred.keys() & FILE_KEYS)


def is_dynamic(part: Object) -> bool:
    return isinstance(part.get("/XFA"), Array | Stream)


def acts(part: Object) -> bool:
    """Does something when opened, entered, left or printed."""
    deeds = part.get("/AA")
    return isinstance(deeds, Dictionary) and any(
        isinstance(deed, Dictionary) and "/S" in deed for deed in deeds.values()
    )


def calls_out(part: Object) -> bool:
    """Reads another file, or links to what is neither a web page nor an address."""
    if isinstance(part, Stream) and (part.get("/F") is not None or "/FFilter" in part):
        return True
    reference = part.get("/Ref")
    if isinstance(reference, Dictionary) and "/F" in reference:
        return True
    links = (part.get("/URI"), part.get("/Base"))
    return any(isinstance(link, String) and not is_plain(str(link)) for link in links)


def is_plain(link: str) -> bool:
    """A web page, an address, a telephone number, or a place beside this file's own origin."""
    return bool(PLAIN_LINK.match(link.strip())) and not link.strip().startswith("//")


HARMS: tuple[tuple[Callable[[Object], bool], str], ...] = (
    (scripts, "javascript"),
    (carries, "embedded"),
    (is_dynamic, "xfa"),
    (acts, "automatic"),
    (calls_out, "external"),
)
WATCHED = re.compile(
    rb"/(?:%s)(?=[\s/<>\[\]()]|$)"
    % b"|".join(
        re.escape(name.removeprefix("/").encode())
        for name in sorted({*ACTIONS, *SUBTYPES, *WATCHED_KEYS})
    )
)
