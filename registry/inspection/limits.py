"""What the process that opens strangers' files may use up, and how it says no."""

import resource
import signal

MEGABYTE = 1024 * 1024
MEMORY = 320 * MEGABYTE
WRITTEN = 64 * MEGABYTE
PAGES = 40
PIXELS = 40_000_000
OBJECTS = 60_000


class Fault(Exception):
    """The file is not taken; `code` is a key of `registry.inspection.reasons.REASONS`."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def confine() -> None:
    """Bind this process for good: memory, bytes per file written, processor seconds, no dump."""
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CPU, 30),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def allow(seconds: float) -> None:
    """Give the work that follows so many processor seconds; the system ends it after that.

    The timer's default deed is to end the process, which stops native code too, where a handler
    in Python would wait for it to return.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
