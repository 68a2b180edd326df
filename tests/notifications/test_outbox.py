"""Posting and delivering: nothing lost, nothing twice, nobody waits."""

import os
import socket
import subprocess
import sys
import time
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction

from core import clock
from notifications import outbox
from notifications.models import Notice
from tests.notifications.conftest import post
from tests.notifications.post_office import PostOffice
from tests.together import together

Status = Notice.Status
pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-062")]


def minutes_later(minutes):
    return clock.at(clock.now() + timedelta(minutes=minutes))


# Posting ---------------------------------------------------------------------------------


def test_a_notice_is_posted_with_its_deed_and_not_without_it():
    @transaction.atomic
    def fail():
        post()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert not Notice.objects.exists()


def test_the_same_once_gives_the_first_notice_back_unchanged():
    first = post()

    again = post(note="別のことば", event="rejected")

    assert again.pk == first.pk
    assert again.event == "received"
    assert Notice.objects.count() == 1


def test_words_are_frozen_when_they_are_posted(settings):
    notice = post()
    settings.SITE_URL = "https://elsewhere.example.jp"

    outbox.sweep()

    assert "elsewhere" not in mail.outbox[0].body
    assert mail.outbox[0].body == notice.body


def test_without_an_address_a_notice_is_shown_to_a_person():
    notice = post(to="")

    assert notice.status == Status.FAILED
    assert notice.error == "宛先のE-mailアドレスが登録されていません。"


# Delivering ------------------------------------------------------------------------------


def test_the_sweep_sends_what_is_queued_once():
    notice = post()

    assert outbox.sweep() == 1
    assert outbox.sweep() == 0

    notice.refresh_from_db()
    assert notice.status == Status.SENT
    assert notice.sent_at is not None
    assert [m.to for m in mail.outbox] == [["taro@example.jp"]]


def test_a_mail_sent_again_after_a_crash_has_the_same_message_id():
    notice = post()
    outbox.sweep()
    Notice.objects.filter(pk=notice.pk).update(status=Status.QUEUED, sent_at=None)

    outbox.sweep()

    first, second = (m.message()["Message-ID"] for m in mail.outbox)
    assert first == second
    assert first.endswith("@example.jp>")


def test_a_claim_that_a_dead_worker_left_is_free_after_ten_minutes():
    notice = post()
    assert outbox.claim(notice.pk, clock.now())

    with minutes_later(9):
        assert not outbox.claim(notice.pk, clock.now())
    with minutes_later(11):
        assert outbox.sweep() == 1


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (90, 60)]
)
def test_waits_grow_up_to_an_hour(attempts, minutes):
    assert outbox.wait(attempts) == timedelta(minutes=minutes)


def test_a_refusal_for_good_goes_to_a_person_at_once(post_office):
    post_office.answer_to_rcpt = "550 no such mailbox"
    notice = post()

    outbox.sweep()

    notice.refresh_from_db()
    assert notice.status == Status.FAILED
    assert notice.obstacle == Notice.Obstacle.REFUSED
    assert "550" in notice.error


def test_a_refusal_for_now_waits_a_minute_and_goes_then(post_office):
    post_office.answer_to_rcpt = "450 try later"
    notice = post()
    outbox.sweep()
    post_office.answer_to_rcpt = ""

    assert outbox.sweep() == 0
    with minutes_later(1.1):
        assert outbox.sweep() == 1

    notice.refresh_from_db()
    assert (notice.status, notice.attempts, notice.error) == (Status.SENT, 2, "")


def test_after_three_days_it_is_shown_to_a_person_and_can_be_sent_again(post_office):
    post_office.answer_to_rcpt = "450 try later"
    notice = post()
    for hours in (0, 1, 24, 71):
        with minutes_later(60 * hours):
            outbox.sweep()
    notice.refresh_from_db()
    assert notice.status == Status.QUEUED

    with minutes_later(60 * 73):
        outbox.sweep()

    notice.refresh_from_db()
    assert notice.status == Status.FAILED
    post_office.answer_to_rcpt = ""
    assert outbox.resend([notice]) == 1
    assert outbox.sweep() == 1


def test_one_bad_address_stops_nobody_else():
    post(once="a", to="no address")
    post(once="b")
    Notice.objects.filter(once="a").update(to="broken\r\nBcc: all@example.jp")

    assert outbox.sweep() == 1

    assert Notice.objects.get(once="a").status == Status.FAILED
    assert Notice.objects.get(once="b").status == Status.SENT


# The mail server is away -----------------------------------------------------------------


def test_while_the_server_is_away_nothing_is_lost_and_then_all_goes_once(post_office):
    for n in range(500):
        post(once=f"n{n}", to=f"m{n}@example.jp")
    port = post_office.port
    post_office.close()
    for minute in range(0, 60, 5):
        with minutes_later(minute):
            outbox.sweep()
    assert Notice.objects.filter(status=Status.QUEUED).count() == 500

    back = PostOffice(port)
    with minutes_later(61):
        outbox.sweep()
        outbox.sweep()
    back.close()

    to = [message_from_bytes(each, policy=default)["To"] for each in back.taken]
    assert sorted(to) == sorted(f"m{n}@example.jp" for n in range(500))
    assert not Notice.objects.exclude(status=Status.SENT).exists()


def test_while_the_server_is_busy_the_sweep_asks_once_a_minute(post_office):
    for n in range(5):
        post(once=f"n{n}")
    post_office.answer_to_rcpt = "451 local error"

    outbox.sweep()

    assert sorted(Notice.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]
    post_office.answer_to_rcpt = ""
    assert outbox.sweep() == 5


def test_a_server_that_hangs_costs_the_sweep_one_timeout_and_no_mail(post_office):
    for n in range(20):
        post(once=f"n{n}")
    post_office.hangs = True
    started = time.monotonic()

    outbox.sweep()

    assert time.monotonic() - started < 3
    assert Notice.objects.filter(status=Status.QUEUED).count() == 20


def test_a_server_away_for_three_days_leaves_the_mails_with_a_person(post_office):
    notice = post()
    post_office.close()
    outbox.sweep()

    with minutes_later(60 * 73):
        outbox.sweep()

    notice.refresh_from_db()
    assert notice.status == Status.FAILED
    assert notice.obstacle == Notice.Obstacle.SERVER


# The broker ------------------------------------------------------------------------------


def test_without_redis_nothing_is_sent_inside_the_request(
    settings, django_capture_on_commit_callbacks
):
    settings.REDIS_URL = ""

    with django_capture_on_commit_callbacks(execute=True):
        notice = post()

    assert mail.outbox == []
    assert notice.status == Status.QUEUED


NUDGE = """
import time, django
django.setup()
from notifications import nudge
for _ in range(3):
    started = time.monotonic()
    nudge.deliver(1)
    print(time.monotonic() - started)
"""


@pytest.mark.parametrize(("listens", "longest"), [(False, 4.0), (True, 6.0)], ids=["away", "hangs"])
def test_a_broker_that_is_away_costs_a_page_little_and_the_next_pages_nothing(listens, longest):
    with socket.socket() as broker:
        broker.bind(("127.0.0.1", 0))
        if listens:
            broker.listen(1)  # takes the connection and never answers
        url = f"redis://127.0.0.1:{broker.getsockname()[1]}/0"

        run = subprocess.run(
            [sys.executable, "-c", NUDGE],
            env=os.environ | {"REDIS_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings"},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )

    first, second, third = (float(line) for line in run.stdout.split())
    assert first < longest
    assert second + third < 0.2


# Races -----------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_six_workers_one_sends():
    notice = post()

    outcomes = together(*[lambda: outbox.deliver(notice.pk)] * 6)

    assert sum(outcome is not None for outcome in outcomes) == 1
    assert len(mail.outbox) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_workers_that_look_before_they_send_send_twice():
    notice = post()
    sent = []

    def look_then_send():
        if Notice.objects.get(pk=notice.pk).status == Status.QUEUED:
            time.sleep(0.05)
            sent.append(notice.pk)
            Notice.objects.filter(pk=notice.pk).update(status=Status.SENT, sent_at=clock.now())

    together(*[look_then_send] * 6)

    assert len(sent) > 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_deeds_that_post_the_same_notice_post_one():
    posted = together(*[lambda: post().pk] * 4)

    assert len(set(posted)) == 1
    assert Notice.objects.count() == 1
