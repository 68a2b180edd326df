from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notifications import letters


class Command(BaseCommand):
    help = "Print a page that shows where the envelope's window must be."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", metavar="FILE", default="window-sheet.pdf")

    def handle(self, *args: Any, out: str, **options: Any) -> None:
        Path(out).write_bytes(letters.window_sheet())
        self.stdout.write(out)
