"""The Celery app, with the timetable of `portal.timetable`."""

import os

from celery import Celery

from portal.timetable import TIMETABLE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {job.task: {"task": job.task, "schedule": job.beat} for job in TIMETABLE}
app.autodiscover_tasks()
