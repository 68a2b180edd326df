"""Photographs every screen and every paper of the demonstration for docs/screens.

Runs itself a second time in a house of its own: a temporary folder with the demonstration, served
on a free port. Nothing of the present data is touched.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications import letters
from portal.demonstration import gallery, photographs

STARTING = 30  # seconds that the server may take
FOREIGN = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "AWS_STORAGE_BUCKET_NAME", "CLAMD_ADDRESS")


class Command(BaseCommand):
    help = "Make docs/screens: contact sheets of all screens and papers, and one screen per role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", default="docs/screens")
        parser.add_argument("--lay-out", metavar="FILE", default="", help="(used by itself)")

    def handle(self, *args: Any, to: str, lay_out: str, **options: Any) -> None:
        if lay_out:
            self._lay_out(Path(lay_out))
            return
        folder = Path(to)
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="screens-") as data, house(Path(data)) as (url, laid):
            for line in photographs.make(url, laid, folder):
                self.stdout.write(line)

    def _lay_out(self, file: Path) -> None:
        """Inside the temporary house: name the screens, and draw what no page gives."""
        if not settings.DEMO:
            raise CommandError("The demonstration is off here (PROFILE or DEMO).")
        laid = {
            "cookie": settings.SESSION_COOKIE_NAME,
            "screens": [asdict(each) for each in gallery.lay_out()],
            "papers": [asdict(each) for each in gallery.papers()],
        }
        file.write_text(json.dumps(laid))
        file.with_name("window-sheet.pdf").write_bytes(letters.window_sheet())


@contextmanager
def house(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """A served demonstration in a folder: its address, and what was laid out."""
    port = free_port()
    here = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    here |= {"DATA_DIR": str(data), "PROFILE": "demo", "DEBUG": "0", "PORT": str(port)}
    (data / "static").mkdir()
    laid = data / "laid.json"
    for words in (
        ["migrate", "-v0"],
        ["createcachetable"],
        ["demo"],
        ["screens", "--lay-out", laid],
    ):
        manage(here, *map(str, words))
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--workers", "1"]
        + ["--worker-class", "gthread", "--threads", "8", "--bind", f"127.0.0.1:{port}"]
        + ["--log-level", "warning"],
        env=here,
        cwd=settings.BASE_DIR,
    )
    try:
        wait_for(port, server)
        found = json.loads(laid.read_text())
        found["window_sheet"] = str(laid.with_name("window-sheet.pdf"))
        yield f"http://127.0.0.1:{port}", found
    finally:
        server.terminate()
        server.wait(10)


def manage(environment: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"manage.py {words[0]} failed:\n{done.stderr[-2000:]}")


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError("The server did not start.")
