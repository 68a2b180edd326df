"""Letters in batches: printed, confirmed, dissolved, printed again, come back."""

import io
from datetime import date

import pikepdf
import pytest

from core.models import TrailEntry
from notifications import batches
from notifications.models import LetterBatch, Notice
from tests.notifications.conftest import post_letter
from tests.together import together

Status = Notice.Status
pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-063", "X06")]


@pytest.fixture
def waiting():
    return [post_letter(once=f"n{n}") for n in range(3)]


def states():
    return list(Notice.objects.order_by("pk").values_list("status", flat=True))


def test_a_batch_holds_every_waiting_letter_once_in_the_order_of_numbers(waiting):
    batch = batches.make_batch(None)

    assert (batch.number, batch.count) == ("P-2026-0001", 3)
    assert [x.document.number for x in batches.in_order(batch)] == [
        "L-2026-00001",
        "L-2026-00002",
        "L-2026-00003",
    ]
    with pytest.raises(batches.NothingToPrint):
        batches.make_batch(None)
    assert LetterBatch.objects.count() == 1


def test_a_printed_letter_is_not_sent_until_a_person_says_so(waiting, examiner):
    batch = batches.make_batch(examiner)
    batches.pdf(batch)
    assert states() == [Status.PRINTED] * 3

    assert batches.confirm(batch, examiner) == 3

    assert states() == [Status.SENT] * 3
    assert batch.confirmed_by == examiner
    assert TrailEntry.objects.filter(deed="letters.confirm", account=examiner).exists()


def test_a_batch_is_closed_once(waiting):
    batch = batches.make_batch(None)
    batches.confirm(batch, None)

    with pytest.raises(batches.Closed):
        batches.confirm(batch, None)
    with pytest.raises(batches.Closed):
        batches.dissolve(batch, None)

    assert states() == [Status.SENT] * 3


def test_the_letters_of_a_dissolved_batch_wait_again(waiting):
    batch = batches.make_batch(None)

    assert batches.dissolve(batch, None) == 3

    assert states() == [Status.QUEUED] * 3
    assert batches.make_batch(None).number == "P-2026-0002"


def test_a_reprint_is_the_same_sheets_even_after_confirming(waiting):
    batch = batches.make_batch(None)
    seen = []
    with pikepdf.open(io.BytesIO(batches.pdf(batch, progress=lambda *n: seen.append(n)))) as first:
        pages = len(first.pages)
    batches.confirm(batch, None)

    with pikepdf.open(io.BytesIO(batches.pdf(batch))) as again:
        assert len(again.pages) == pages == 3
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_batch_takes_no_more_than_it_is_told(waiting):
    assert batches.make_batch(None, at_most=2).count == 2
    assert batches.waiting().count() == 1


@pytest.mark.rule("R-018", "F028")
def test_a_letter_that_came_back_is_entered_with_day_and_reason(waiting, examiner):
    batches.confirm(batches.make_batch(None), None)

    batches.undelivered(waiting[0], examiner, "あて所に尋ねあたりません", on=date(2026, 11, 25))

    letter = Notice.objects.get(pk=waiting[0].pk)
    assert letter.status == Status.UNDELIVERED
    assert letter.undelivered_on == date(2026, 11, 25)
    assert letter.undelivered_by == examiner
    with pytest.raises(batches.NotSent):
        batches.undelivered(letter, examiner, "もう一度")


@pytest.mark.rule("R-018", "F028")
def test_what_was_not_sent_cannot_come_back(waiting, examiner):
    with pytest.raises(batches.NotSent):
        batches.undelivered(waiting[0], examiner, "あて所に尋ねあたりません")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_print_at_once_share_no_letter():
    for n in range(4):
        post_letter(once=f"n{n}")

    made = together(*[lambda: batches.make_batch(None).count] * 3)

    assert sorted(str(each) for each in made) == sorted(
        ["4", str(batches.NothingToPrint), str(batches.NothingToPrint)]
    )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_batches_that_read_before_they_write_share_letters():
    import time

    for n in range(4):
        post_letter(once=f"n{n}")

    def read_then_write():
        keys = list(batches.waiting().values_list("pk", flat=True))
        time.sleep(0.05)
        Notice.objects.filter(pk__in=keys).update(error="taken")
        return len(keys)

    assert sum(together(*[read_then_write] * 3)) > 4
