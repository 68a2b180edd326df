"""The kinds of file that a document can ask for, each known by its first bytes.

A new kind is a row here and, under its `key`, an examiner in `registry.inspection.worker`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol


class Readable(Protocol):
    """Bytes to be read from the beginning: a file, or an upload."""

    def seek(self, offset: int, /) -> object: ...

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Kind:
    """One kind of file: what it is called, sent as, named with and how it begins."""

    key: str
    label: str
    media_type: str
    extensions: tuple[str, ...]
    beginnings: tuple[bytes, ...]


KINDS = {
    kind.media_type: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", (".pdf",), (b"%PDF-",)),
        Kind("png", "PNG", "image/png", (".png",), (b"\x89PNG\r\n\x1a\n",)),
        Kind("jpeg", "JPG", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), (b"\xff\xd8\xff",)),
    )
}
DEFAULT = tuple(KINDS)


def kind_of(head: bytes) -> Kind | None:
    """The kind that a file's first bytes say, whatever its name says."""
    return next((kind for kind in KINDS.values() if head.startswith(kind.beginnings)), None)


def labels(accepts: Collection[str]) -> str:
    """The kinds in words, in the order of the table: 「PDF、PNG、JPG」."""
    return "、".join(kind.label for kind in KINDS.values() if kind.media_type in accepts)


def extension_of(name: str) -> str:
    """The last extension in small letters; dots and blanks at the end do not hide it."""
    stem, dot, extension = name.rstrip(". \u3000").rpartition(".")
    return f".{extension.lower()}" if dot and stem else ""
