"""A nudge to the worker, after the commit. It may be lost: the sweep heals within a minute.

Without Redis nothing is nudged and nothing is sent inside a request. A broker that does not
answer costs one page two seconds at most, then nobody asks it for half a minute.
"""

import logging
from time import monotonic

from django.conf import settings

log = logging.getLogger(__name__)
QUIET_SECONDS = 30.0
_quiet_until = 0.0


def deliver(notice_id: int) -> None:
    """Ask a worker to deliver this notice now. Raises nothing."""
    global _quiet_until
    if not settings.REDIS_URL or monotonic() < _quiet_until:
        return
    from notifications import tasks

    try:
        tasks.deliver.delay(notice_id=notice_id)
    except Exception as error:
        _quiet_until = monotonic() + QUIET_SECONDS
        log.warning("The broker is away; the sweep will deliver. %s", type(error).__name__)
