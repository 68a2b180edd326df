"""Copies the database and the files of one moment into one file, while the portal runs.

    bin/backup [FILE]

Without FILE it goes to <data folder>/backups/madoguchi-<UTC time>.tar.gz. Reads DATA_DIR and
DATABASE_URL as the portal does; PostgreSQL needs pg_dump. Needs nothing but Python itself, so
that it also works beside a portal that does not start. Exit status 0 only when the file is whole.

Files are never rewritten once stored, so a second name (hard link) of each is a copy of its
moment. They are linked before and again after the database is copied: what the copied rows name
is there, even if the portal adds or purges files meanwhile.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
SQLITE, POSTGRES = "madoguchi.sqlite3", "madoguchi.dump"


def postgres_environment(url: str) -> dict[str, str]:
    """The connection as libpq's variables: a password in an argument would show in `ps`."""
    parts = urlsplit(url)
    found = {
        "PGHOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
    }
    return os.environ | {name: value for name, value in found.items() if value}


def link_all(source: Path, target: Path) -> None:
    """Give every file below `source` a second name below `target`; keep those already there."""
    for folder, _, names in os.walk(source):
        place = target / Path(folder).relative_to(source)
        place.mkdir(parents=True, exist_ok=True)
        for name in names:
            # Gone since it was listed: then no row of a later snapshot names it either.
            with suppress(FileExistsError, FileNotFoundError):
                _link(Path(folder) / name, place / name)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:
        shutil.copy2(source, target)  # another file system, or one without links


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy through SQLite's own backup, writers welcome; then its integrity."""
    if not source.exists():
        sys.exit(f"backup: there is no database at {source}.")
    live = closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=20))
    copy = closing(sqlite3.connect(target))
    with live as original, copy as copied:
        original.backup(copied)
        if copied.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            sys.exit("backup: the copy of the database is damaged; nothing was written.")


def copy_postgres(url: str, target: Path) -> None:
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={target}"]
    try:
        subprocess.run(command, env=postgres_environment(url), check=True)
    except FileNotFoundError:
        sys.exit("backup: pg_dump is missing; install postgresql-client.")
    except subprocess.CalledProcessError as error:
        sys.exit(f"backup: pg_dump ended with status {error.returncode}; nothing was written.")


class Hashed:
    """A stream that remembers the hash of exactly the bytes that were read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.stream.read(size)
        self.hash.update(chunk)
        return chunk


def gather(data: Path, work: Path) -> str:
    """Database and files of one moment below `work`; the database's name there."""
    url = os.environ.get("DATABASE_URL", "")
    link_all(data / "files", work / "files")
    if url:
        copy_postgres(url, work / POSTGRES)
    else:
        copy_sqlite(data / SQLITE, work / SQLITE)
    link_all(data / "files", work / "files")
    return POSTGRES if url else SQLITE


def fill(archive: tarfile.TarFile, work: Path, database: str) -> None:
    """Everything below `work`, and last the list of it with hashes."""
    hashes: dict[str, str] = {}
    for path in sorted(path for path in work.rglob("*") if path.is_file()):
        name = path.relative_to(work).as_posix()
        with path.open("rb") as stream:
            hashed = Hashed(stream)
            archive.addfile(archive.gettarinfo(path, name, stream), hashed)
        hashes[name] = hashed.hash.hexdigest()
    manifest = {
        "portal": "madoguchi",
        "layout": 1,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": database,
        "sha256": hashes,
    }
    body = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    entry = tarfile.TarInfo("manifest.json")
    entry.size = len(body)
    archive.addfile(entry, io.BytesIO(body))


def pack(work: Path, target: Path, database: str) -> None:
    """One archive, readable by its owner only, which appears under its name when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=6) as archive:
                fill(archive, work, database)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def main(arguments: list[str]) -> None:
    if "--help" in arguments:
        sys.exit(print(__doc__))
    if len(arguments) > 1 or any(word.startswith("-") for word in arguments):
        sys.exit("usage: bin/backup [FILE]")
    data = Path(os.environ.get("DATA_DIR") or ROOT / "data").resolve()
    if not data.is_dir():
        sys.exit(f"backup: there is no data folder at {data}.")
    name = f"madoguchi-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar.gz"
    target = Path(arguments[0]).resolve() if arguments else data / "backups" / name
    with tempfile.TemporaryDirectory(dir=data, prefix=".backup-") as work:
        database = gather(data, Path(work))
        pack(Path(work), target, database)
    if os.environ.get("AWS_STORAGE_BUCKET_NAME"):
        print("backup: the files lie in the bucket; back that up where it lives.", file=sys.stderr)
    print(target)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as error:
        sys.exit(f"backup: {error.strerror}: {error.filename}; nothing was written.")
