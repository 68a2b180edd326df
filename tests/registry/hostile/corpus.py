"""Hostile files, made by script: what each tries, and what must become of it.

`ANEW` stands for an image that is taken, but written anew so that nothing of the attack is left;
every other outcome is the code of the reason it is refused for.
"""

import functools
import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

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
        CORPUS.append(Hostile(title, name, outcome, functools.cache(make)))
        return make

    return keep


def zipped(name: str = "a.txt", content: bytes = b"hello", comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parcel:
        parcel.writestr(name, content)
        parcel.comment = comment
    return out.getvalue()


@functools.cache
def bomb(size: int) -> bytes:
    """So many MiB of nothing, packed small."""
    squeeze = zlib.compressobj(9)
    return b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(size)) + squeeze.flush()
