"""Keep the timetable without Redis: one small process beside the server."""

import logging
import signal
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from core import clock
from portal.timetable import TIMETABLE, Job

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run the jobs of the timetable as they come due, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run every job once, then end")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        current_app.loader.import_default_modules()
        stop = threading.Event()
        if not once:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
        ran: dict[str, datetime] = {}
        while not stop.is_set():
            for job in TIMETABLE:
                # At the start everything runs once: what was missed meanwhile is caught up.
                if not stop.is_set() and is_due(job, ran.get(job.task), clock.now()):
                    ran[job.task] = clock.now()
                    run(job)
            if once:
                return
            stop.wait(60 - time.time() % 60)


def is_due(job: Job, last: datetime | None, now: datetime) -> bool:
    """Whether a job that last ran then must run now; also after the machine's clock went back."""
    if last is None or last > now:
        return True
    if job.daily_at is None:
        return now - last >= job.every - timedelta(seconds=5)
    local = now.astimezone(clock.TOKYO)
    hour, minute = job.daily_at
    slot = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if slot > local:
        slot -= timedelta(days=1)
    return last < slot


def run(job: Job) -> None:
    """Run one job here and now; its failure is logged and stops nothing."""
    close_old_connections()
    try:
        current_app.tasks[job.task]()
    except Exception:
        logger.exception("%s", job.task)
