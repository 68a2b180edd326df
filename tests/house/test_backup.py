"""bin/backup and bin/restore: database and files of one moment, while the portal works."""

import os
import shutil
import sqlite3
import subprocess
import tarfile
import threading
import uuid
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def run(word: str, data: Path, *arguments: str, url: str = "") -> subprocess.CompletedProcess:
    environment = {name: os.environ[name] for name in ("PATH",)} | {"DATA_DIR": str(data)}
    if url:
        environment["DATABASE_URL"] = url
    return subprocess.run(
        [ROOT / "bin" / word, *arguments], env=environment, capture_output=True, text=True
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "files" / "2026").mkdir(parents=True)
    (folder / "files" / "2026" / "登記簿.pdf").write_bytes(b"%PDF-1.7 evidence")
    with closing(sqlite3.connect(folder / "madoguchi.sqlite3")) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE attachment (name TEXT)")
        database.execute("INSERT INTO attachment VALUES ('登記簿.pdf')")
    return folder


def names_in(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "madoguchi.sqlite3")) as database:
        return [name for (name,) in database.execute("SELECT name FROM attachment ORDER BY name")]


def test_a_backup_comes_back_in_an_empty_folder(data: Path, tmp_path: Path):
    archive = tmp_path / "copy.tar.gz"
    assert run("backup", data, str(archive)).returncode == 0

    done = run("restore", tmp_path / "other", str(archive))

    assert done.returncode == 0, done.stderr
    assert names_in(tmp_path / "other") == ["登記簿.pdf"]
    evidence = tmp_path / "other" / "files" / "2026" / "登記簿.pdf"
    assert evidence.read_bytes() == b"%PDF-1.7 evidence"
    assert archive.stat().st_mode & 0o077 == 0


def test_every_row_of_a_backup_made_during_uploads_has_its_file(data: Path, tmp_path: Path):
    enough = threading.Event()

    def upload() -> None:
        with closing(sqlite3.connect(data / "madoguchi.sqlite3", timeout=20)) as database:
            while not enough.is_set():
                name = f"{uuid.uuid4()}.pdf"
                (data / "files" / name).write_bytes(b"x" * 1000)
                with database:
                    database.execute("INSERT INTO attachment VALUES (?)", [name])

    uploads = threading.Thread(target=upload)
    uploads.start()
    try:
        done = run("backup", data, str(tmp_path / "copy.tar.gz"))
    finally:
        enough.set()
        uploads.join()
    assert done.returncode == 0, done.stderr

    assert run("restore", tmp_path / "other", str(tmp_path / "copy.tar.gz")).returncode == 0
    rows = set(names_in(tmp_path / "other"))
    files = {path.name for path in (tmp_path / "other" / "files").rglob("*.pdf")}
    assert len(rows) > 1
    assert rows <= files


def test_a_restore_overwrites_nothing_unless_told_to(data: Path, tmp_path: Path):
    archive = str(tmp_path / "copy.tar.gz")
    run("backup", data, archive)
    with closing(sqlite3.connect(data / "madoguchi.sqlite3")) as database, database:
        database.execute("INSERT INTO attachment VALUES ('later.pdf')")

    refused = run("restore", data, archive)

    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert names_in(data) == ["later.pdf", "登記簿.pdf"]
    assert run("restore", data, archive, "--force").returncode == 0
    assert names_in(data) == ["登記簿.pdf"]
    (aside,) = data.glob("before-restore-*")
    assert names_in(aside) == ["later.pdf", "登記簿.pdf"]


def test_a_damaged_backup_changes_nothing(data: Path, tmp_path: Path):
    archive = tmp_path / "copy.tar.gz"
    run("backup", data, str(archive))
    body = archive.read_bytes()
    archive.write_bytes(body[: len(body) // 2])

    refused = run("restore", data, str(archive), "--force")

    assert refused.returncode == 1
    assert "nothing was changed" in refused.stderr
    assert names_in(data) == ["登記簿.pdf"]


def test_an_archive_that_leads_out_of_the_folder_is_refused(tmp_path: Path):
    archive = tmp_path / "evil.tar.gz"
    (tmp_path / "evil").write_text("x")
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "evil", "../../outside")

    refused = run("restore", tmp_path / "a" / "b", str(archive))

    assert refused.returncode == 1
    assert not (tmp_path / "outside").exists()


@pytest.mark.postgres
def test_postgresql_is_copied_and_put_back_in_one_piece(data: Path, tmp_path: Path):
    if not shutil.which("pg_dump"):
        pytest.skip("needs PostgreSQL's own pg_dump")
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    name = f"test_madoguchi_backup_{uuid.uuid4().hex[:8]}"
    psql = ["psql", "--no-psqlrc", "-qtAX", "-v", "ON_ERROR_STOP=1", "-d"]
    subprocess.run([*psql, f"{server}/postgres", "-c", f"CREATE DATABASE {name}"], check=True)
    url = f"{server}/{name}"
    try:
        sql = "CREATE TABLE code (name text); INSERT INTO code VALUES ('P00A1B2C0000')"
        subprocess.run([*psql, url, "-c", sql], check=True)
        archive = str(tmp_path / "copy.tar.gz")
        assert run("backup", data, archive, url=url).returncode == 0
        newer = "UPDATE code SET name = 'changed'; CREATE TABLE newer (id int)"
        subprocess.run([*psql, url, "-c", newer], check=True)

        assert run("restore", data, archive, url=url).returncode == 1
        done = run("restore", data, archive, "--force", url=url)

        assert done.returncode == 0, done.stderr
        tables = "SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'public'"
        found = subprocess.run(
            [*psql, url, "-c", f"{tables}; SELECT name FROM code"],
            check=True,
            capture_output=True,
            text=True,
        )
        assert found.stdout.split() == ["code", "P00A1B2C0000"]
    finally:
        subprocess.run([*psql, f"{server}/postgres", "-c", f"DROP DATABASE {name}"], check=True)
