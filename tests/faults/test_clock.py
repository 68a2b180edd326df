"""The timetable: kept by `manage.py clock` or by Celery, after any absence, by two at once."""

import os
import subprocess
import sys
import threading
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery.schedules import crontab
from django.core.management import call_command, get_commands, load_command_class
from django.db import connection

from core import clock
from core.dated import DatedCommand
from notifications.models import Notice
from portal.celery import app
from portal.demonstration import deeds
from portal.management.commands.clock import is_due
from portal.timetable import TIMETABLE, Job
from registry import lifecycle
from registry.models import Application, Reminder
from tests import cast
from tests.house.source import ROOT
from tests.registry.test_commands import everything
from tests.together import LONG_ENOUGH, together

TOKYO = ZoneInfo("Asia/Tokyo")
AFTER_AN_ABSENCE = date(2027, 2, 10)
HOUSES = ("core", "notifications", "billing", "registry", "portal")
BY_HAND = {"print_letters"}  # a person stands at the printer
committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TWINS = {"sweep": "sweep_notices", "lapse": "lapse_unpaid"}  # the others have their task's name
WITHOUT_TWIN = {"scan_quarantined", "sweep_sessions"}  # no day is theirs, nobody calls them


def tick() -> None:
    """What the clock does when it starts: every job once."""
    call_command("clock", "--once")


# One timetable for both ---------------------------------------------------------------------


def test_every_job_of_the_timetable_is_a_task_that_the_worker_knows():
    app.loader.import_default_modules()

    assert {job.task for job in TIMETABLE} <= set(app.tasks)
    assert len({job.task for job in TIMETABLE}) == len(TIMETABLE)


def test_the_timetable_of_celery_is_the_timetable_of_the_clock():
    beat = app.conf.beat_schedule

    assert {entry["task"] for entry in beat.values()} == {job.task for job in TIMETABLE}
    assert app.conf.timezone == "Asia/Tokyo"
    for job in TIMETABLE:
        when = beat[job.task]["schedule"]
        if job.daily_at:
            assert isinstance(when, crontab)
            assert (when.hour, when.minute) == tuple({part} for part in job.daily_at)
        else:
            assert when.run_every == job.every == timedelta(minutes=1)


def test_every_command_of_the_operators_has_its_twin_and_every_job_its_command():
    ours = {name: home for name, home in get_commands().items() if home in HOUSES}
    dated = {
        name
        for name, home in ours.items()
        if isinstance(load_command_class(home, name), DatedCommand)
    }
    jobs = {job.task.rpartition(".")[2] for job in TIMETABLE}

    assert {TWINS.get(job, job) for job in jobs - WITHOUT_TWIN} == dated - BY_HAND


def test_a_worker_loses_no_task_and_none_takes_longer_than_two_minutes():
    conf = app.conf

    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, True)
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_time_limit == 120
    if conf.broker_transport_options:
        assert conf.broker_transport_options["visibility_timeout"] == 300


# When a job is due --------------------------------------------------------------------------

NIGHTLY = Job("nightly", timedelta(days=1), daily_at=(0, 5))
EACH_MINUTE = Job("each minute", timedelta(minutes=1))


def runs(job: Job, moments: list[datetime]) -> list[datetime]:
    """The moments at which a clock that looks then runs the job."""
    ran: list[datetime] = []
    for moment in moments:
        if is_due(job, ran[-1] if ran else None, moment):
            ran.append(moment)
    return ran


def minutes(start: datetime, count: int) -> list[datetime]:
    return [start + timedelta(minutes=n) for n in range(count)]


def test_a_nightly_job_runs_at_the_start_and_then_once_a_night_in_tokyo():
    start = datetime(2026, 11, 30, 14, 0, tzinfo=ZoneInfo("UTC"))  # 23:00 in Tokyo

    ran = runs(NIGHTLY, minutes(start, 3 * 24 * 60))

    assert [moment.astimezone(TOKYO).strftime("%d %H:%M") for moment in ran] == [
        "30 23:00",
        "01 00:05",
        "02 00:05",
        "03 00:05",
    ]


def test_a_clock_that_was_away_for_ninety_days_runs_each_job_once():
    start = datetime(2026, 11, 30, 12, tzinfo=TOKYO)
    back = start + timedelta(days=90)

    assert runs(NIGHTLY, [start, back, back + timedelta(minutes=1)]) == [start, back]
    assert runs(EACH_MINUTE, [start, back]) == [start, back]


@pytest.mark.parametrize("step", [timedelta(minutes=5), timedelta(hours=1), timedelta(days=2)])
def test_a_machine_whose_time_was_set_back_waits_for_nothing(step):
    start = datetime(2026, 11, 30, 12, tzinfo=TOKYO)
    after = minutes(start - step, 3)

    assert runs(EACH_MINUTE, [start, *after]) == [start, *after]


def test_a_minute_that_is_a_little_short_is_a_minute():
    start = datetime(2026, 11, 30, 12, 0, 0, 900_000, tzinfo=TOKYO)
    looks = [start, datetime(2026, 11, 30, 12, 1, tzinfo=TOKYO)]

    assert runs(EACH_MINUTE, looks) == looks


ZONE = """
import django, time
django.setup()
from datetime import datetime, timezone
from core import clock
for when in (datetime(2026, 11, 30, 14, 59, 59, 999999), datetime(2026, 11, 30, 15)):
    with clock.at(when.replace(tzinfo=timezone.utc)):
        print(clock.today(), end=" ")
print(time.strftime("%Z"))
"""


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_the_day_is_tokyos_whatever_the_zone_of_the_server(zone):
    done = subprocess.run(
        [sys.executable, "-c", ZONE],
        cwd=ROOT,
        env=os.environ | {"TZ": zone, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "2026-11-30 2026-12-01 JST\n"


# After an absence ---------------------------------------------------------------------------


def left_undone() -> dict[str, Application]:
    """On 20 November: one unpaid, one decided, one draft; then nobody runs anything."""
    unpaid = deeds.submit(deeds.write_renewal(cast.shinonome()))
    decided = deeds.submit(deeds.write_renewal(cast.hamaya()))
    deeds.pay(decided)
    decided.refresh_from_db()
    lifecycle.decide(decided, "approve", by=cast.examiner())
    return {"unpaid": unpaid, "decided": decided, "draft": deeds.write_renewal(cast.takahashi())}


def said() -> Counter:
    return Counter(Notice.objects.values_list("event", flat=True))


@committed
@pytest.mark.rule("R-003", "R-006", "R-028", "R-040")
def test_a_clock_that_comes_back_does_everything_once_and_a_second_time_nothing():
    left = left_undone()
    before = said()

    with clock.at(AFTER_AN_ABSENCE):
        tick()
        tick()  # the mails of the first go in the next minute
        done = everything()
        tick()

        assert everything() == done
    for application in (left["unpaid"], left["decided"]):
        application.refresh_from_db()
    left["draft"].code.refresh_from_db()
    assert left["unpaid"].state == "lapsed"
    assert left["unpaid"].code.state == left["draft"].code.state == "struck_off"
    assert left["decided"].state == "approved"
    assert left["decided"].completed_on == date(2026, 11, 20)  # the day of the decision
    assert not Application.objects.filter(pk=left["draft"].pk).exists()
    news = said() - before
    assert news == {"lapsed": 1, "struck_off": 2, "approved": 1, "renewal_completed": 1}


@committed
def test_a_failing_job_stops_no_other(monkeypatch, capsys):
    left = left_undone()
    app.loader.import_default_modules()

    def broken():
        raise RuntimeError("the registry's nightly job")

    monkeypatch.setattr(app.tasks["registry.tasks.begin_paid"], "run", broken)
    monkeypatch.setattr(app.tasks["registry.tasks.lapse"], "run", broken)

    with clock.at(AFTER_AN_ABSENCE):
        tick()

    left["decided"].refresh_from_db()
    assert left["decided"].state == "approved"
    assert not Application.objects.filter(pk=left["draft"].pk).exists()
    failed = [
        line.split()[-1] for line in capsys.readouterr().err.splitlines() if " ERROR " in line
    ]
    assert failed == ["registry.tasks.begin_paid", "registry.tasks.lapse"]


# Two clocks ---------------------------------------------------------------------------------


@committed
@pytest.mark.race
@pytest.mark.full
@pytest.mark.rule("R-003", "R-006", "R-028")
def test_four_clocks_at_once_do_each_thing_once():
    left = left_undone()

    def started():
        with clock.at(AFTER_AN_ABSENCE):
            tick()

    together(*[started] * 4)
    together(*[started] * 4)

    with clock.at(AFTER_AN_ABSENCE):
        settled = everything()
        tick()
        assert everything() == settled
    assert left["unpaid"].events.filter(action="lapse").count() == 1
    assert left["decided"].events.filter(action="approve").count() == 1
    assert left["decided"].terms.count() == 1
    notices = Notice.objects.exclude(event="approved")
    assert set(Counter(notices.values_list("about", "event", "to")).values()) == {1}
    assert not Notice.objects.filter(channel="email", attempts__gt=1).exists()


@committed
@pytest.mark.race
@pytest.mark.full
def test_control_a_job_that_looks_before_it_writes_is_done_by_each_clock(monkeypatch):
    cast.shinonome()
    all_have_looked = threading.Barrier(4)
    written = []

    def naive():
        is_said = Reminder.objects.exists()
        connection.close()
        all_have_looked.wait(LONG_ENOUGH)
        if not is_said:
            written.append(1)

    app.loader.import_default_modules()
    monkeypatch.setattr(app.tasks["registry.tasks.begin_paid"], "run", naive)

    together(*[tick] * 4)

    assert len(written) == 4
