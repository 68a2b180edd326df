"""Mail server, broker and database are away or slow: no page waits for them, nothing is lost."""

import socket
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes

import pytest
from celery import Celery
from django.conf import settings as house
from django.db import OperationalError, close_old_connections, connection
from django.test import Client
from django.urls import reverse

from billing.models import Deposit
from billing.sandbox import SandboxAgency
from core import clock
from notifications import nudge, outbox
from notifications.models import Notice
from portal.celery import app
from portal.demonstration import deeds
from registry.drafts import Draft
from registry.models import Application
from tests import cast
from tests.billing.books import notice as deposit_notice
from tests.conftest import signed_in
from tests.faults.whole import halves
from tests.journeys.walk import body, fields, press
from tests.notifications.conftest import post_office  # noqa: F401  (a fixture)
from tests.notifications.post_office import PostOffice

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.full]
AT_ONCE = 5.0  # seconds; whoever waits for a hanging server waits twenty
Status = Notice.Status


@pytest.fixture
def draft(transactional_db) -> Application:
    """東雲通商's renewal, ready to be handed in."""
    return deeds.write_renewal(cast.shinonome())


def browser_of(application: Application):
    """The applicant's browser, which gets error pages where the test client would raise."""
    browser = signed_in(application.account)
    browser.raise_request_exception = False
    browser.get("/privacy/")  # the session begins before the trouble
    return browser


def check_page(application: Application) -> str:
    return f"/apply/jastpro-renewal/d/{application.pk}/check/"


def hand_in(application: Application):
    """Press 更新を申請 in the browser; the answer and how many seconds it took."""
    browser = browser_of(application)
    token = Draft(Application.objects.get(pk=application.pk)).token
    started = time.monotonic()
    answer = browser.post(check_page(application), {"token": token, "agree": "on"})
    return answer, time.monotonic() - started


def later(minutes: int):
    return clock.at(clock.now() + timedelta(minutes=minutes))


# The mail server --------------------------------------------------------------------------


@pytest.mark.rule("R-062")
@pytest.mark.parametrize("trouble", ["refuses connections", "answers 451", "hangs"])
def test_a_mail_server_in_trouble_slows_no_page_and_loses_no_mail(
    draft,
    post_office,  # noqa: F811
    settings,
    trouble,
):
    port = post_office.port
    if trouble == "refuses connections":
        post_office.close()
    post_office.hangs = trouble == "hangs"
    post_office.answer_to_rcpt = "451 try later" if trouble == "answers 451" else ""

    answer, took = hand_in(draft)
    for minute in range(1, 4):
        with later(minute):
            assert outbox.sweep() == 0

    assert answer.status_code == 303
    assert took < AT_ONCE
    assert Notice.objects.get().status == Status.QUEUED
    assert halves() == []
    # It is back: the mail goes within ten minutes, once.
    back = PostOffice(port) if trouble == "refuses connections" else post_office
    back.hangs, back.answer_to_rcpt = False, ""
    for minute in range(4, 14):
        with later(minute):
            outbox.sweep()
    if back is not post_office:
        back.close()
    assert len(back.taken) == 1
    assert Notice.objects.get().status == Status.SENT


def test_what_was_said_in_an_hour_without_a_mail_server_goes_once_when_it_is_back(
    draft,
    post_office,  # noqa: F811
):
    post_office.close()
    number = hand_in(draft)[0] and Application.objects.get().receipt_number
    application = Application.objects.get(receipt_number=number)
    deeds.pay(application)
    deeds.decide(application, "approve", by=cast.examiner())
    for minute in range(0, 60, 5):
        with later(minute):
            outbox.sweep()
    waiting = Notice.objects.filter(channel="email").count()
    assert waiting >= 3

    back = PostOffice(post_office.port)
    for minute in range(61, 71):
        with later(minute):
            outbox.sweep()
    back.close()

    marks = Counter(message_from_bytes(mail)["Message-ID"] for mail in back.taken)
    assert len(marks) == waiting
    assert set(marks.values()) == {1}


# The broker -------------------------------------------------------------------------------


@contextmanager
def broker(settings, *, hangs: bool):
    """A broker that refuses connections, or takes them and never answers."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        if hangs:
            door.listen(5)
        settings.REDIS_URL = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
        away = Celery("away", broker=settings.REDIS_URL, set_as_current=False)
        away.conf.update(
            task_publish_retry=app.conf.task_publish_retry,
            broker_transport_options={
                "visibility_timeout": 300,
                "socket_timeout": 2,
                "socket_connect_timeout": 2,
                "max_retries": 0,
            },
        )
        away.set_current()
        try:
            yield
        finally:
            app.set_current()


@pytest.mark.rule("R-062")
@pytest.mark.parametrize("hangs", [False, True], ids=["away", "hangs"])
def test_without_the_broker_a_submission_goes_through_and_its_mail_goes_by_the_sweep(
    draft, settings, mailoutbox, monkeypatch, caplog, hangs
):
    monkeypatch.setattr(nudge, "_quiet_until", 0.0)

    with broker(settings, hangs=hangs):
        answer, took = hand_in(draft)
        second, quick = hand_in(deeds.write_renewal(cast.hamaya()))
        sent = outbox.sweep()

    assert (answer.status_code, second.status_code) == (303, 303)
    assert took < AT_ONCE
    assert quick < AT_ONCE / 2  # nobody asks a broker that was away a moment ago
    assert caplog.text.count("The broker is away") == 1
    assert sent == len(mailoutbox) == 2
    assert halves() == []


# The database -----------------------------------------------------------------------------


@contextmanager
def another_writer(application: Application | None = None):
    """Somebody else writes and does not end; we give up after a third of a second, not after 20.

    On SQLite that is any writer, on PostgreSQL one who holds the rows of this application.
    """
    other = connection.copy()
    with other.cursor() as theirs, connection.cursor() as ours:
        if connection.vendor == "sqlite":
            ours.execute("PRAGMA busy_timeout = 300")
            theirs.execute("BEGIN IMMEDIATE")
        else:
            ours.execute("SET lock_timeout = '300ms'")
            theirs.execute("BEGIN")
            theirs.execute("SELECT 1 FROM registry_application FOR UPDATE")
            theirs.execute("SELECT 1 FROM billing_invoice FOR UPDATE")
        try:
            yield
        finally:
            theirs.execute("ROLLBACK")
            other.close()
            if connection.vendor == "sqlite":
                ours.execute("PRAGMA busy_timeout = 20000")
            else:
                ours.execute("SET lock_timeout = 20000")


def test_who_waits_for_the_database_waits_twenty_seconds_at_most():
    options = house.DATABASES["default"]["OPTIONS"]

    if connection.vendor == "sqlite":
        assert (options["timeout"], options["transaction_mode"]) == (20, "IMMEDIATE")
    else:
        assert "lock_timeout=20000" in options["options"]


def assert_is_busy(answer) -> None:
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "<h1>ただいま混み合っています</h1>" in body(answer)
    assert "今回の操作はまだ行われていません" in body(answer)


def test_a_step_that_meets_a_busy_database_is_503_and_the_same_press_saves_it_later(draft):
    browser = browser_of(draft)
    page = f"/apply/jastpro-renewal/d/{draft.pk}/filer/"
    press(browser, page, "_save", filer__department="輸入部")
    sent = fields(browser.get(page)) | {"filer-department": "輸出部", "_next": "1"}

    with another_writer():
        busy = browser.post(page, sent)
        before = draft.answers.get(step="filer").data["filer-department"]
    again = browser.post(page, sent)

    assert_is_busy(busy)
    assert before == ["輸入部"]
    assert again.status_code == 303
    assert draft.answers.get(step="filer").data["filer-department"] == ["輸出部"]


@pytest.mark.rule("R-027")
def test_a_submission_that_meets_a_busy_database_is_503_and_the_same_press_hands_in_later(draft):
    browser = browser_of(draft)
    sent = {"token": Draft(Application.objects.get(pk=draft.pk)).token, "agree": "on"}

    with another_writer():
        busy = browser.post(check_page(draft), sent)
    assert halves() == []
    assert Application.objects.get().state == "draft"
    again = browser.post(check_page(draft), sent)

    assert_is_busy(busy)
    assert again.status_code == 303
    assert Application.objects.get().receipt_number == "2600001B"


def test_who_only_reads_does_not_wait_for_a_writer(draft):
    browser = browser_of(draft)
    assert browser.get("/my/").status_code == 200

    with another_writer():
        answers = [browser.get(path) for path in ("/", "/my/", "/my/applications/")]

    assert [answer.status_code for answer in answers] == [200] * 3  # waiting would be 503


def test_the_agency_hears_that_it_should_send_again_and_its_message_counts_once(draft):
    client = Client(raise_request_exception=False)
    filed = deeds.submit(draft)
    told = deposit_notice(filed.invoice, 3300, cast.TODAY)
    headers, message = SandboxAgency().message(told)

    def deliver():
        return client.post(
            reverse("agency:webhook"), message, content_type="application/json", headers=headers
        )

    with another_writer():
        busy = deliver()
    assert not Deposit.objects.exists()
    statuses = [deliver().status_code, deliver().status_code]

    assert busy.status_code == 503
    assert busy["Retry-After"] == "10"
    assert statuses == [200, 200]
    assert Deposit.objects.count() == 1


@pytest.mark.postgres
def test_a_database_that_drops_its_connections_is_503_once_and_then_well_by_itself(draft):
    browser = browser_of(draft)
    assert browser.get("/my/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (mine,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [mine])
    other.close()

    dropped = browser.get("/my/")
    close_old_connections()  # as at the beginning of every request of a server
    well = browser.get("/my/")

    assert_is_busy(dropped)
    assert well.status_code == 200


def test_control_a_database_error_of_our_own_making_is_no_busy_database(draft, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("needs SQLite: PostgreSQL says ProgrammingError")
    browser = browser_of(draft)

    def broken(*args, **more):
        raise OperationalError("no such table: nothing")

    monkeypatch.setattr("portal.mypage.home.next_steps.in_order", broken)

    assert browser.get("/my/").status_code == 500
