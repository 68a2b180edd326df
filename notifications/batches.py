"""Letters printed together: made, printed, confirmed; or dissolved and queued again (X06)."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, numbers, trail
from notifications import letters
from notifications.models import LetterBatch, Notice

AT_MOST = 200

Status = Notice.Status


class NothingToPrint(LookupError):
    """No letter waits for printing."""


class Closed(ValueError):
    """The batch was confirmed or dissolved before."""


class NotSent(ValueError):
    """Only what was sent can come back."""


def waiting() -> Any:
    """Letters that wait for printing, in the order of their numbers."""
    return Notice.objects.filter(
        channel=Notice.Channel.LETTER, status=Status.QUEUED, batch=None
    ).order_by("pk")


@transaction.atomic
def make_batch(by: Any, *, at_most: int = AT_MOST) -> LetterBatch:
    """Take the waiting letters into one batch, oldest first. Raises NothingToPrint."""
    keys = list(waiting().values_list("pk", flat=True)[:at_most])
    year = numbers.fiscal_year(clock.today())
    batch = LetterBatch.objects.create(
        number=f"P-{year}-{numbers.following('letter_batch', year):04d}",
        made_by=by,
        count=max(len(keys), 1),
    )
    # The counter's lock lets one batch be made at a time; the condition holds without it too.
    taken = waiting().filter(pk__in=keys).update(status=Status.PRINTED, batch=batch)
    if not taken:
        raise NothingToPrint(_("印刷を待っている書面はありません。"))
    LetterBatch.objects.filter(pk=batch.pk).update(count=taken)
    batch.count = taken
    trail.record("letters.batch", account=by, about=batch.number, letters=taken)
    return batch


def pdf(batch: LetterBatch, *, progress: Callable[[int, int], None] | None = None) -> bytes:
    """All letters of a batch in one PDF, in folding order; the same again when reprinted."""
    import pikepdf

    with pikepdf.new() as whole:
        for done, letter in enumerate(in_order(batch), start=1):
            with pikepdf.open(io.BytesIO(letters.paper(letter))) as sheet:
                whole.pages.extend(sheet.pages)
            if progress:
                progress(done, batch.count)
        out = io.BytesIO()
        whole.save(out, linearize=False)
    return out.getvalue()


def in_order(batch: LetterBatch) -> Any:
    """A batch's letters as they lie on the pile."""
    return batch.letters.select_related("document").order_by("pk")


def warnings(batch: LetterBatch) -> list[str]:
    """What the person at the printer must look at, one line a letter."""
    return [f"{x.document.number} {x.error}" for x in in_order(batch) if x.error]


@transaction.atomic
def confirm(batch: LetterBatch, by: Any) -> int:
    """Everything was printed and posted: the letters are sent. How many. Raises Closed."""
    now = clock.now()
    _close(batch, confirmed_at=now, confirmed_by=by)
    sent = batch.letters.filter(status=Status.PRINTED).update(status=Status.SENT, sent_at=now)
    trail.record("letters.confirm", account=by, about=batch.number, letters=sent)
    return sent


@transaction.atomic
def dissolve(batch: LetterBatch, by: Any) -> int:
    """Not printed after all: the letters wait again. How many. Raises Closed."""
    _close(batch, dissolved_at=clock.now())
    freed = batch.letters.filter(status=Status.PRINTED).update(status=Status.QUEUED, batch=None)
    trail.record("letters.dissolve", account=by, about=batch.number, letters=freed)
    return freed


@transaction.atomic
def undelivered(notice: Notice, by: Any, reason: str, *, on: date | None = None) -> None:
    """It came back (不達, F028): since that day, recorded by a person. Raises NotSent."""
    came_back = Notice.objects.filter(pk=notice.pk, status=Status.SENT).update(
        status=Status.UNDELIVERED,
        undelivered_on=on or clock.today(),
        undelivered_by=by,
        undelivered_reason=reason[:200],
    )
    if not came_back:
        raise NotSent(_("送信済のお知らせだけ、不達を記録できます。"))
    trail.record("notice.undelivered", account=by, about=notice.about, notice=notice.pk)


def _close(batch: LetterBatch, **how: Any) -> None:
    open_ones = LetterBatch.objects.filter(pk=batch.pk, confirmed_at=None, dissolved_at=None)
    if not open_ones.update(**how):
        raise Closed(_("この印刷は、すでに発送を確認したか、取りやめています。"))
    batch.refresh_from_db()
