"""Commands that act on a day: `--on` acts as if on that day, `--dry-run` changes nothing."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from core import clock


class DatedCommand(BaseCommand):
    """A command whose deed yields a line for each thing it did; "!" begins a failure's line.

    A dry run does the very deed in a transaction and rolls it back, so that its lines are those
    that the real run then prints. The exit status is 1 when a line failed.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="act as if on that day")
        parser.add_argument("--dry-run", action="store_true", help="print, change nothing")

    def deed(self, **options: Any) -> Iterable[str]:
        """What the command does; override."""
        raise NotImplementedError

    def handle(self, *args: Any, on: str | None = None, dry_run: bool = False, **options: Any):
        failed = done = 0
        with clock.at(day_from(on)) if on else nullcontext():
            for line in self._rehearse(**options) if dry_run else self.deed(**options):
                failed += line.startswith("!")
                done += not line.startswith("!")
                self.stdout.write(line)
        word = " (dry run, nothing was changed)" if dry_run else ""
        self.stderr.write(f"{done} done, {failed} failed{word}")
        if failed:
            raise CommandError(f"{failed} failed")

    def _rehearse(self, **options: Any) -> list[str]:
        with transaction.atomic():
            lines = list(self.deed(**options))
            transaction.set_rollback(True)
        return lines


def day_from(text: str) -> date:
    """A day from the command line; CommandError names the form."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--on takes a day such as 2026-11-30, not {text!r}") from error
