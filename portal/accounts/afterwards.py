"""Work that a page does not wait for, done when the answer has left.

The reset page answers in the same time whether or not the name exists, because looking it up
and mailing happen here. Unlike a queue it never writes the secret anywhere.
"""

import logging
from collections.abc import Callable

from django.http import HttpResponseRedirect

log = logging.getLogger(__name__)


class AfterwardsRedirect(HttpResponseRedirect):
    """A redirect that does one more deed when the server has sent it."""

    def __init__(self, to: str, deed: Callable[[], object]) -> None:
        super().__init__(to)
        self.deed: Callable[[], object] | None = deed

    def close(self) -> None:
        deed, self.deed = self.deed, None
        if deed:
            try:
                deed()
            except Exception:
                log.exception("a deed after the answer failed")
        super().close()
