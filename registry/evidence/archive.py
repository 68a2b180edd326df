"""まとめてダウンロード: all files as one ZIP, made while it is sent (F147)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from zipstream import ZipStream

from registry.inspection import visible
from registry.models import Attachment

# What would lead an unpacker into another folder or to a device.
PATHS = re.compile(r'[/\\:*?"<>|]')
CHUNK = 65_536


def archive(attachments: Iterable[Attachment]) -> ZipStream:
    """The files under their names, to be iterated; its `len` is its size in bytes.

    Nothing is compressed, since PDF and images are; a name that comes again gets 「 (2)」.
    """
    parcel = ZipStream(sized=True)
    taken: set[str] = set()
    for attachment in attachments:
        name = free_name(attachment.name, taken)
        parcel.add(content(attachment), name, size=attachment.stored_size)
    return parcel


def content(attachment: Attachment) -> Iterator[bytes]:
    """The file piece by piece, opened when its turn comes."""
    with attachment.file.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def free_name(name: str, taken: set[str]) -> str:
    """A name that no other file of the ZIP has, as Windows and macOS compare names."""
    plain = PATHS.sub("_", visible(name))
    if not plain.strip(". "):
        plain = "_"
    stem, dot, extension = plain.rpartition(".")
    if not stem:
        stem, dot, extension = plain, "", ""
    number, free = 1, plain
    while folded(free) in taken:
        number += 1
        free = f"{stem} ({number}){dot}{extension}"
    taken.add(folded(free))
    return free


def folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
