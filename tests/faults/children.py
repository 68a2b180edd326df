"""A deed in a process of its own, which may be killed between any two of its statements.

A child shares the test's database and nothing else. What it acknowledges goes through a pipe as
an answer goes to a browser: what was read there has been promised.
"""

import os
import signal
import traceback
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connection, connections
from django.db.transaction import Atomic


class Ended(NamedTuple):
    """How a child ended."""

    killed: bool
    acknowledged: str


def child(deed: Callable[[], str]) -> Ended:
    """Do a deed in a forked process and hear what it acknowledged, if it lived to say so."""
    connections.close_all()  # a connection is never shared with a child
    hears, says = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(hears)
            os.write(says, deed().encode())
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(says)
    with os.fdopen(hears, "rb") as pipe:
        words = pipe.read().decode()
    _pid, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or status == 0, "the child failed; its last words are above"
    return Ended(killed, words)


class Count:
    """Counts statements; kills the process before the one after the `last`, as `kill -9` does."""

    def __init__(self, last: int | None = None) -> None:
        self.done, self.last = 0, last

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.done == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.done += 1
        return execute(sql, params, many, context)


def killed_after(statements: int, deed: Callable[[], str]) -> Callable[[], str]:
    """The deed, killed when it has done so many statements and begins the next."""

    def run() -> str:
        with connection.execute_wrapper(Count(statements)):
            return deed()

    return run


def killed_at_the_end(deed: Callable[[], str]) -> Callable[[], str]:
    """The deed done and committed, and killed before a word of it is said."""

    def run() -> str:
        deed()
        os.kill(os.getpid(), signal.SIGKILL)
        return ""

    return run


def without_transactions(deed: Callable[[], str]) -> Callable[[], str]:
    """The deed as code without `atomic` would do it: every statement stands by itself at once."""

    def run() -> str:
        connection.ensure_connection()
        # What Django asks before it locks a row or takes a number.
        connection.in_atomic_block, connection.autocommit = True, False
        Atomic.__enter__ = lambda self: None  # type: ignore[method-assign]
        Atomic.__exit__ = lambda self, *raised: None  # type: ignore[method-assign,assignment]
        return deed()

    return run
