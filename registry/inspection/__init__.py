"""Is this file what it should be, and harmless? Asked of a process that can be lost.

The kind is told by the content, never by the name or the browser. Everything that decodes runs in
`registry.inspection.worker`, with limits of memory and time (F019, F324).
"""

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from registry.inspection.kinds import DEFAULT, KINDS, Kind, Readable, extension_of, kind_of, labels
from registry.inspection.reasons import Refused, visible

__all__ = ["DEFAULT", "Inspected", "Page", "Readable", "Refused", "inspect", "visible"]

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30  # on the wall; a busy machine, since the processor seconds are bound by the worker
LONGEST_NAME = 255
CHUNK = 65_536
PAGE_NAME = re.compile(r"page-\d{3}\.(?:png|jpg)")
HEIC = re.compile(rb"^.{4}ftyp(?:hei|hev|mif1|msf1)", re.DOTALL)

log = logging.getLogger(__name__)
turns = threading.BoundedSemaphore(os.cpu_count() or 2)


@dataclass(frozen=True)
class Page:
    """One page drawn: where the image lies, and its size in dots."""

    path: Path
    width: int
    height: int


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept. Its parts lie in a folder of its own until the `with` ends."""

    media_type: str
    extension: str
    path: Path
    rewritten: bool
    pages: tuple[Page, ...]
    size: int
    folder: tempfile.TemporaryDirectory[str]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.folder.cleanup()


def inspect(file: Readable, name: str, accepts: Collection[str] = DEFAULT) -> Inspected:
    """Look into a file as sent; use the answer in a `with`. Raises Refused.

    `accepts` are media types, keys of `KINDS`; the answer's size is in bytes as sent. Images come
    back written anew without metadata, at half the resolution above 16 million dots in colour.
    """
    if len(name) > LONGEST_NAME:
        raise Refused("name", name)
    folder = tempfile.TemporaryDirectory(prefix="inspection-")
    try:
        return looked_into(file, name, accepts, folder)
    except BaseException:
        folder.cleanup()
        raise


def looked_into(
    file: Readable,
    name: str,
    accepts: Collection[str],
    folder: tempfile.TemporaryDirectory[str],
) -> Inspected:
    place = Path(folder.name)
    size = copy(file, place / "sent")
    kind = permitted(place / "sent", name, accepts)
    result = examined(kind, place, name)
    if "fault" in result:
        raise Refused(result["fault"], name, **result["details"])
    rewritten = (place / "rewritten").exists()
    return Inspected(
        media_type=kind.media_type,
        extension=kind.extensions[0],
        path=place / ("rewritten" if rewritten else "sent"),
        rewritten=rewritten,
        pages=tuple(page_of(place, found) for found in result["pages"]),
        size=size,
        folder=folder,
    )


def copy(file: Readable, target: Path) -> int:
    """The bytes as sent, beside the worker; how many they are."""
    file.seek(0)
    with target.open("wb") as out:
        while chunk := file.read(CHUNK):
            out.write(chunk)
        return out.tell()


def permitted(sent: Path, name: str, accepts: Collection[str]) -> Kind:
    """The kind by content, if it is asked for and the name does not say something else."""
    with sent.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise Refused("empty", name)
    if HEIC.match(head):
        raise Refused("heic", name)
    kind = kind_of(head)
    extension = extension_of(name)
    asked = {ending for each in accepts for ending in KINDS[each].extensions}
    if kind is None and extension == ".pdf" and b"%PDF-" in head:
        raise Refused("foreign", name)
    if kind is None or kind.media_type not in accepts or (extension and extension not in asked):
        raise Refused("kind", name, kinds=labels(accepts))
    return kind


def examined(kind: Kind, place: Path, name: str) -> dict[str, Any]:
    """What the worker found; a worker that ended badly counts against the file."""
    if not turns.acquire(timeout=SECONDS):
        raise Refused("busy", name)
    try:
        ended = subprocess.run(
            [sys.executable, "-E", "-s", "-m", f"{__name__}.worker", kind.key, str(place)],
            cwd=ROOT,
            env={"LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise Refused("busy", name) from error
    finally:
        turns.release()
    try:
        return json.loads((place / "result.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        log.warning("inspection of a %s ended with status %s", kind.key, ended.returncode)
        raise Refused("unconfirmed", name) from error


def page_of(place: Path, found: dict[str, Any]) -> Page:
    """A page that the worker names; the name is not believed beyond its pattern."""
    if not PAGE_NAME.fullmatch(found["file"]):
        raise ValueError(found["file"])
    return Page(place / found["file"], int(found["width"]), int(found["height"]))
