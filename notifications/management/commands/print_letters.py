from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.dated import DatedCommand
from notifications import batches
from notifications.models import LetterBatch


class Command(DatedCommand):
    help = "Print the waiting letters as one PDF, or close a batch that was printed."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--out", metavar="FILE", help="where the PDF goes; <number>.pdf")
        parser.add_argument("--confirm", metavar="NUMBER", help="this batch was posted")
        parser.add_argument("--dissolve", metavar="NUMBER", help="this batch was not printed")
        parser.add_argument("--again", metavar="NUMBER", help="print this batch once more")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        self.is_rehearsal = dry_run
        super().handle(*args, dry_run=dry_run, **options)

    def deed(self, **options: Any) -> Iterator[str]:
        if options.get("confirm"):
            yield self._closed(batches.confirm, options["confirm"])
        elif options.get("dissolve"):
            yield self._closed(batches.dissolve, options["dissolve"])
        else:
            yield from self._printed(options.get("again"), options.get("out"))

    def _closed(self, deed: Callable[[LetterBatch, Any], int], number: str) -> str:
        try:
            return f"{number} {deed(self._batch(number), None)}"
        except batches.Closed as error:
            return f"!{number} {error}"

    def _printed(self, again: str | None, out: str | None) -> Iterator[str]:
        try:
            batch = self._batch(again) if again else batches.make_batch(None)
        except batches.NothingToPrint:
            return
        for letter in batches.in_order(batch):
            yield f"{letter.document.number} {letter.document.partner} {letter.subject}"
        for warning in batches.warnings(batch):
            yield f"※ {warning}"
        file = Path(out or f"{batch.number}.pdf")
        if not self.is_rehearsal:
            data = batches.pdf(batch, progress=self._progress)
            try:
                file.write_bytes(data)
            except OSError as error:
                yield f"!{batch.number} {error}; use --again {batch.number} --out FILE"
                return
        yield f"{batch.number} → {file}"

    def _batch(self, number: str) -> LetterBatch:
        try:
            return LetterBatch.objects.get(number=number)
        except LetterBatch.DoesNotExist as error:
            raise CommandError(f"There is no batch {number}.") from error

    def _progress(self, done: int, count: int) -> None:
        if done % 20 == 0 or done == count:
            self.stderr.write(f"{done} / {count}")
