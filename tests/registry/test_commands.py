"""The operators' commands: each acts on a day, and a dry run prints the very lines and no more."""

import io
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from core import clock
from portal.demonstration import deeds
from registry import lifecycle, tasks
from registry.models import Application, Code
from tests import cast

pytestmark = pytest.mark.django_db


def run(command: str, *more: str) -> list[str]:
    out = io.StringIO()
    call_command(command, *more, stdout=out, stderr=io.StringIO())
    return out.getvalue().splitlines()


def everything() -> dict[str, list]:
    """Every row of every table."""
    return {
        model._meta.label: sorted(map(repr, model.objects.values_list()))
        for model in apps.get_models()
        if model._meta.app_label in {"registry", "billing", "notifications", "core", "portal"}
    }


def paid_but_not_looked_up() -> None:
    application = deeds.submit(deeds.write_renewal(cast.shinonome()))
    application.invoice.__class__.objects.filter(pk=application.invoice_id).update(
        status="settled", settled_on=date(2026, 11, 20)
    )


def unpaid_and_sent_back() -> None:
    deeds.submit(deeds.write_renewal(cast.shinonome()))
    other = deeds.submit(deeds.write_renewal(cast.hamaya()))
    deeds.pay(other)
    deeds.decide(other, "send_back", by=cast.examiner(), note="電話", fields={"basics": ["phone"]})


def decided() -> None:
    application = deeds.submit(deeds.write_renewal(cast.shinonome()))
    deeds.pay(application)
    application.refresh_from_db()
    lifecycle.decide(application, "approve", by=cast.examiner())


def two_codes() -> None:
    with clock.at(date(2026, 7, 1)):
        cast.shinonome()
        cast.hamaya()


def drafts_old_and_older() -> None:
    two = cast.shinonome(), cast.hamaya()
    for number, code in enumerate(two):
        application = deeds.write_renewal(code)
        saved = clock.moment(date(2026, 12, 8)) - timedelta(days=number * 20)
        Application.objects.filter(pk=application.pk).update(saved_at=saved)


COMMANDS = [
    pytest.param("remind_renewals", "2026-10-01", two_codes, 2, id="remind_renewals"),
    pytest.param("expire_codes", "2027-02-01", two_codes, 2, id="expire_codes"),
    pytest.param("lapse_unpaid", "2026-12-05", unpaid_and_sent_back, 2, id="lapse_unpaid"),
    pytest.param("begin_paid", "2026-11-21", paid_but_not_looked_up, 1, id="begin_paid"),
    pytest.param("carry_out_due", "2026-11-21", decided, 1, id="carry_out_due"),
    pytest.param("purge_drafts", "2027-01-01", drafts_old_and_older, 2, id="purge_drafts"),
]


@pytest.mark.parametrize(("command", "day", "arrange", "lines"), COMMANDS)
def test_a_dry_run_prints_the_lines_of_the_real_run_and_changes_nothing(
    command, day, arrange, lines
):
    arrange()
    before = everything()

    rehearsed = run(command, "--on", day, "--dry-run")

    assert len(rehearsed) == lines
    assert everything() == before
    assert run(command, "--on", day) == rehearsed
    assert everything() != before
    assert run(command, "--on", day) == []


@pytest.mark.parametrize(("command", "day", "arrange", "lines"), COMMANDS)
def test_without_a_day_it_acts_today(command, day, arrange, lines, today):
    arrange()

    with clock.at(date.fromisoformat(day)):
        assert len(run(command)) == lines


@pytest.mark.parametrize("command", [each.values[0] for each in COMMANDS])
@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "20261301"])
def test_a_day_that_is_none_is_refused(command, day):
    with pytest.raises(CommandError, match="--on takes a day such as"):
        run(command, "--on", day)


def test_a_failure_is_a_line_and_an_exit_status(monkeypatch):
    from registry import register

    two_codes()

    def broken(code, **more):
        raise ValueError

    monkeypatch.setattr(register, "strike_off", broken)

    with pytest.raises(CommandError, match="2 failed"):
        run("expire_codes", "--on", "2027-02-01")


def test_how_many_were_done_is_said_apart_from_the_lines():
    two_codes()
    told = io.StringIO()

    call_command("expire_codes", "--on", "2027-02-01", stdout=io.StringIO(), stderr=told)

    assert "2 done, 0 failed" in told.getvalue()


@pytest.mark.parametrize(
    ("task", "day", "arrange", "done"),
    [
        (tasks.remind_renewals, "2026-10-01", two_codes, 2),
        (tasks.expire_codes, "2027-02-01", two_codes, 2),
        (tasks.lapse, "2026-12-05", unpaid_and_sent_back, 2),
        (tasks.begin_paid, "2026-11-21", paid_but_not_looked_up, 1),
        (tasks.carry_out_due, "2026-11-21", decided, 1),
        (tasks.purge_drafts, "2027-01-01", drafts_old_and_older, 2),
    ],
)
def test_each_has_a_twin_on_the_timetable(task, day, arrange, done):
    from portal.timetable import TIMETABLE

    arrange()

    with clock.at(date.fromisoformat(day)):
        assert task() == done
    assert task.name in {job.task for job in TIMETABLE}


def test_a_day_that_was_acted_does_not_stay(code):
    run("expire_codes", "--on", "2027-02-01", "--dry-run")

    assert clock.today() == date(2026, 11, 20)
    assert Code.objects.get(pk=code.pk).state == "active"


# Drafts that nobody comes back to ----------------------------------------------------------


def test_a_draft_is_announced_a_week_before_and_thrown_away_after_its_days(code):
    draft = deeds.write_renewal(code)  # kept until 20 December

    assert run("purge_drafts", "--on", "2026-12-13") == []
    assert run("purge_drafts", "--on", "2026-12-14") == [f"{draft.pk} 下書きの期限を案内"]
    assert run("purge_drafts", "--on", "2026-12-15") == []
    assert run("purge_drafts", "--on", "2026-12-20") == []
    assert run("purge_drafts", "--on", "2026-12-21") == [f"{draft.pk} 下書きを削除"]
    assert not Application.objects.exists()


def test_what_was_submitted_is_never_thrown_away(code):
    application = deeds.submit(deeds.write_renewal(code))

    assert run("purge_drafts", "--on", "2028-01-01") == []
    assert Application.objects.get() == application
