"""What lies in the repository: no secret, no private path, no foreign address in the locks."""

import os
import re
import socket
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOT

HOME_OF_SOMEBODY = re.compile(r"(?<![\w.])/(?:home|Users|root)/[\w.-]+")
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b")
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def tracked() -> list[Path]:
    """Every file that is in git or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:  # an archive without its history
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [path for name in listed.stdout.split("\0") if (path := ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_text()))
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_holds_a_secret():
    assert [name for name, text in texts() if SECRETS.search(text)] == []


def test_no_file_names_the_machine_it_was_written_on():
    here = [f"{Path.home()}/"]
    if len(socket.gethostname()) > 8:  # a short one is a word like any other
        here.append(socket.gethostname())
    if ROOT.parts[1] not in {"srv", "opt", "app"}:  # the container's own folder may be named
        here.append(str(ROOT))
    found = [
        f"{name}: {word}"
        for name, text in texts()
        for word in [*HOME_OF_SOMEBODY.findall(text), *(word for word in here if word in text)]
    ]

    assert found == []


def test_no_file_is_huge_and_no_generated_one_is_kept():
    kept = [path.relative_to(ROOT).as_posix() for path in tracked()]

    assert [
        name for name in kept if re.search(r"\.(pyc|sqlite3|log|orig)$|(^|/)\.env$", name)
    ] == []
    assert [path.name for path in tracked() if path.stat().st_size > 1_500_000] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_address(name: str):
    text = (ROOT / name).read_text()

    assert not re.search(r"https?:|file:|index-url|find-links", text)
    for entry in re.findall(r"^[\w.\[\]-]+==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL):
        assert "--hash=sha256:" in entry, entry


def folded(requirement: str) -> str:
    name = re.split(r"[\[<>=~!; ]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(name: str):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = project["project"]["dependencies"]
    if "dev" in name:
        asked = asked + project["dependency-groups"]["dev"]

    locked = {folded(line) for line in re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.M)}

    assert sorted({folded(word) for word in asked} - locked) == []


def test_dependencies_stand_in_alphabetical_order():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    for names in (project["project"]["dependencies"], project["dependency-groups"]["dev"]):
        assert [folded(name) for name in names] == sorted(folded(name) for name in names)


def test_what_is_ignored_by_git_is_not_sent_to_the_container_either():
    ignored = (ROOT / ".dockerignore").read_text().split()

    assert {".git", ".venv", "data", ".env"} <= set(ignored)
    assert os.access(ROOT / "bin" / "run", os.X_OK)
