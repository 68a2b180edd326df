"""The commands of bin/: they parse, explain themselves, and refuse in one clear line."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT

SCRIPTS = sorted(
    path for path in [*(ROOT / "bin").iterdir(), ROOT / ".ci" / "run"] if path.is_file()
)


def call(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return subprocess.run(
        [ROOT / "bin" / name, *arguments],
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_parses_and_may_be_run(path: Path):
    assert os.access(path, os.X_OK)
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0


@pytest.mark.parametrize("name", ["setup", "test", "backup", "restore"])
def test_a_wrong_word_is_answered_with_the_usage(name: str):
    done = call(name, "--nonsense")

    assert done.returncode != 0
    assert f"bin/{name}" in done.stderr


def test_set_up_with_nothing_to_do_says_nothing():
    call("setup")

    done = call("setup")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_busy_port_is_one_clear_line(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = call("run", PORT=port, DATA_DIR=str(tmp_path / "data"))

    assert done.returncode == 1
    assert done.stderr == f"run: port {port} is in use; choose another with PORT=8001 bin/run.\n"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80 81"])
def test_a_port_that_is_none_is_one_clear_line(port: str, tmp_path: Path):
    done = call("run", PORT=port, DATA_DIR=str(tmp_path / "data"))

    assert done.returncode == 1
    assert done.stderr == "run: PORT must be a number from 1 to 65535.\n"


def test_a_wrong_setting_stops_the_start_before_anything_is_made(tmp_path: Path):
    done = call("run", PORT="8765", PAYMENT_DAYS="seven", DATA_DIR=str(tmp_path / "data"))

    assert done.returncode == 1
    assert done.stderr == "Madoguchi cannot start: PAYMENT_DAYS has a value that cannot be read.\n"
    assert not (tmp_path / "data").exists()
