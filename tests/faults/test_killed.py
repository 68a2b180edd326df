"""`kill -9` at any moment of a submission loses nothing that was acknowledged, and halves nothing.

The process is killed before each of the submission's statements in turn, and once more between
its commit and its answer.
"""

import itertools
import os
import signal
import time
from dataclasses import replace

import pytest
from django.db import connections

from portal.demonstration import deeds, holders
from registry.models import Application
from tests import cast
from tests.faults.children import (
    child,
    killed_after,
    killed_at_the_end,
    without_transactions,
)
from tests.faults.whole import halves

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.full,
]
AT_LEAST = 20  # kills between the first statement and the last


def draft(number: int) -> Application:
    """A renewal that is ready to be handed in, of a registrant of its own."""
    holder = replace(
        holders.SHINONOME,
        code=f"P{number:07d}0000",
        twelve=f"{number:012d}",
        mail=f"{number}@example.jp",
    )
    return deeds.write_renewal(deeds.enter(holder, valid_until=cast.EXPIRY))


def handing_in(application: Application):
    return lambda: deeds.submit(application).receipt_number


def number(n: int) -> str:
    return f"26{n:05d}B"


@pytest.mark.rule("R-021", "R-027")
def test_a_submission_killed_between_any_two_statements_is_whole_or_not_at_all(db):
    for place in itertools.count(1):
        application = draft(place)

        ended = child(killed_after(place, handing_in(application)))

        assert halves() == [], place
        if not ended.killed:
            break  # it has no more statements than these
        assert Application.objects.get(pk=application.pk).state == "draft"
        # Who presses again gets the very next number.
        assert child(handing_in(application)) == (False, number(place))
        assert halves() == [], place
    assert place > AT_LEAST
    assert ended.acknowledged == number(place)
    assert Application.objects.exclude(receipt_number="").count() == place


@pytest.mark.rule("R-027")
def test_a_submission_killed_before_its_answer_is_there_and_pressing_again_makes_no_second(db):
    application = draft(0)

    ended = child(killed_at_the_end(handing_in(application)))

    assert ended.killed
    assert Application.objects.get(pk=application.pk).receipt_number == number(1)
    assert halves() == []
    with pytest.raises(Exception, match="既に受け付けています"):
        handing_in(application)()
    assert child(handing_in(draft(1))) == (False, number(2))


def test_control_without_the_transaction_a_kill_leaves_halves_behind(db):
    torn, before = 0, set()

    for place in range(10, 3 * AT_LEAST, 5):
        child(without_transactions(killed_after(place, handing_in(draft(place)))))
        now = set(halves())
        torn, before = torn + bool(now - before), now

    assert torn >= 5


def test_killed_at_any_moment_by_the_clock_nothing_acknowledged_is_lost(db):
    waiting = [draft(place) for place in range(3 * AT_LEAST)]
    acknowledged: list[str] = []

    for kill in range(AT_LEAST):
        mine = waiting[kill * 3 : kill * 3 + 3]
        acknowledged += _worker(mine, begins=kill % 3 + 1, then_lives=kill * 0.003)

    given = set(
        Application.objects.exclude(receipt_number="").values_list("receipt_number", flat=True)
    )
    assert set(acknowledged) <= given
    assert len(acknowledged) == len(set(acknowledged))
    assert len(acknowledged) >= AT_LEAST / 2  # the workers did live long enough to promise
    assert halves() == []


def _worker(mine: list[Application], *, begins: int, then_lives: float) -> list[str]:
    """Hands in one after the other, saying each number, until it is killed from outside.

    That is so many seconds after the beginning of the first, second or third.
    """
    connections.close_all()
    hears, says = os.pipe()
    begun, marks = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            for application in mine:
                os.write(marks, b".")
                os.write(says, f"{handing_in(application)()}\n".encode())
        finally:
            os._exit(0)
    os.close(says)
    os.close(marks)
    for _mark in range(begins):
        os.read(begun, 1)
    time.sleep(then_lives)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(begun)
    with os.fdopen(hears) as pipe:
        return pipe.read().split()
