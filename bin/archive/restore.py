"""Puts back what bin/backup copied.

    bin/restore FILE [--force]

The portal must be stopped. The whole file is checked first; then database and files take their
places. An existing database or existing files are never overwritten without --force; with it,
what was there (SQLite, files) is moved to <data folder>/before-restore-<UTC time>, and
PostgreSQL's tables are replaced in one transaction. The next bin/run migrates to the present
version by itself.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import backup

# Tables of a newer version would stand in the way of its migrations.
EMPTY = """
DO $$ DECLARE it record; BEGIN
    FOR it IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE public.%I CASCADE', it.tablename);
    END LOOP;
END $$;
"""


def unpack(archive: Path, work: Path) -> dict:
    """Write the archive's files below `work`, each checked against its hash; the manifest."""
    seen: dict[str, str] = {}
    manifest: dict = {}
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                name = PurePosixPath(member.name)
                if not member.isfile() or name.is_absolute() or ".." in name.parts:
                    sys.exit(f"restore: {archive} holds something that is no file: {member.name}.")
                stream = tar.extractfile(member)
                assert stream is not None
                if member.name == "manifest.json":
                    manifest = json.load(stream)
                else:
                    seen[member.name] = _write(stream, work / name)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        sys.exit(f"restore: {archive} cannot be read to its end ({error}); nothing was changed.")
    if manifest.get("portal") != "madoguchi" or manifest.get("layout") != 1:
        sys.exit(f"restore: {archive} is not a backup of this portal; nothing was changed.")
    if seen != manifest["sha256"]:
        sys.exit(f"restore: {archive} is damaged; nothing was changed.")
    return manifest


def _write(stream, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    found = hashlib.sha256()
    with target.open("wb") as out:
        while chunk := stream.read(1 << 20):
            found.update(chunk)
            out.write(chunk)
    target.chmod(0o600)
    return found.hexdigest()


def postgres_holds_tables(url: str) -> bool:
    question = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    answer = _run(["psql", "--no-psqlrc", "-qtAX", "-c", question], url)
    return int(answer) > 0


def _run(command: list[str], url: str) -> str:
    environment = backup.postgres_environment(url)
    try:
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit(f"restore: {command[0]} is missing; install postgresql-client.")
    except subprocess.CalledProcessError as error:
        sys.exit(f"restore: {command[0]} says: {error.stderr.strip()}")
    return done.stdout


def refuse_to_overwrite(data: Path, url: str) -> None:
    held = []
    if url and postgres_holds_tables(url):
        held.append("the PostgreSQL database")
    if not url and (data / backup.SQLITE).exists():
        held.append(str(data / backup.SQLITE))
    if (data / "files").is_dir() and any((data / "files").iterdir()):
        held.append(str(data / "files"))
    if held:
        sys.exit(f"restore: {' and '.join(held)} would be overwritten; --force allows it.")


def move_aside(data: Path) -> None:
    """What was there stays, under a name that says when."""
    aside = data / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    names = [backup.SQLITE, f"{backup.SQLITE}-wal", f"{backup.SQLITE}-shm", "files"]
    for name in names:
        if (data / name).exists():
            aside.mkdir(exist_ok=True, mode=0o700)
            (data / name).rename(aside / name)


def put_back(work: Path, data: Path, url: str, database: str) -> None:
    if url:
        script = work / "restore.sql"
        _run(["pg_restore", "--no-owner", f"--file={script}", str(work / database)], url)
        psql = ["psql", "--no-psqlrc", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1"]
        _run([*psql, "-c", EMPTY, "-f", str(script)], url)
    move_aside(data)
    if not url:
        (work / database).rename(data / database)
    (work / "files").mkdir(exist_ok=True)
    (work / "files").rename(data / "files")
    # The next start must look whether the restored database is of an older version.
    (data / ".prepared").unlink(missing_ok=True)


def main(arguments: list[str]) -> None:
    if "--help" in arguments:
        sys.exit(print(__doc__))
    force = "--force" in arguments
    files = [word for word in arguments if word != "--force"]
    if len(files) != 1 or files[0].startswith("-"):
        sys.exit("usage: bin/restore FILE [--force]")
    url = os.environ.get("DATABASE_URL", "")
    data = Path(os.environ.get("DATA_DIR") or backup.ROOT / "data").resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"restore: the portal is running on {data}; stop it first.")
        if not force:
            refuse_to_overwrite(data, url)
        with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as work:
            manifest = unpack(Path(files[0]), Path(work))
            wanted = backup.POSTGRES if url else backup.SQLITE
            if manifest["database"] != wanted:
                sys.exit(
                    f"restore: the backup holds {manifest['database']}, "
                    f"but DATABASE_URL asks for {wanted}; nothing was changed."
                )
            put_back(Path(work), data, url, wanted)
    print(f"restored the moment of {manifest['made_at']} into {data}; start with bin/run.")


if __name__ == "__main__":
    main(sys.argv[1:])
