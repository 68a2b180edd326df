"""Several jobs at the same moment, each in a thread with its own database connection."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

LONG_ENOUGH = 60


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """What the jobs gave back, in no order; for one that raised, the exception's class.

    Wants `@pytest.mark.django_db(transaction=True)`: the threads must see each other's rows.
    """
    gate, results = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], Any]) -> None:
        try:
            gate.wait(LONG_ENOUGH)
            results.append(job())
        except Exception as error:
            results.append(type(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job], daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_ENOUGH)
    assert not any(thread.is_alive() for thread in threads), "a job hangs"
    return results
