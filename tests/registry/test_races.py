"""What happens at the same moment. Each race has a control that loses without our care."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from billing import invoicing
from billing.invoicing import BillTo
from billing.models import Invoice, Refund
from core import clock
from core.models import Counter
from notifications.models import Notice
from portal.demonstration import deeds
from registry import drafts, expiry, lifecycle, reminders
from registry.lifecycle.filing import Changed
from registry.models import Application, Code, Decision, Reminder, Submission, Term
from registry.states import NotAllowed
from tests import cast
from tests.together import together

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.race]
LATER = timedelta(minutes=5)


@pytest.fixture
def code(transactional_db):
    return cast.shinonome()


@pytest.fixture
def paid(code) -> Application:
    application = deeds.submit(deeds.write_renewal(code))
    deeds.pay(application)
    application.refresh_from_db()
    return application


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def worker(deed):
    """A worker of the timetable some minutes later; gives back its lines."""

    def run():
        with clock.at(clock.now() + LATER):
            return list(deed())

    return run


# Submitting --------------------------------------------------------------------------------


def submit_at_once(draft: Application, times: int) -> list:
    token = drafts.Draft(draft).token
    return together(
        *[lambda: lifecycle.submit(fresh(draft), token=token, by=draft.account).receipt_number]
        * times
    )


@pytest.mark.rule("R-020")
def test_fifty_submits_of_one_draft_make_one_application_and_one_invoice(code):
    draft = deeds.write_renewal(code)

    results = submit_at_once(draft, 50)

    assert results.count("2600001B") == 1
    assert results.count(NotAllowed) == 49
    assert Invoice.objects.count() == Submission.objects.count() == Notice.objects.count() == 1
    assert Counter.objects.get(series="receipt").last == 1


def test_control_who_looks_first_and_writes_then_makes_an_invoice_each(code):
    draft = deeds.write_renewal(code)
    all_have_looked = threading.Barrier(8)

    def naive():
        state = fresh(draft).state
        connection.close()
        all_have_looked.wait(30)
        if state == "draft":
            with transaction.atomic():
                invoicing.issue(
                    fee="jastpro.renewal",
                    about=str(draft.pk),
                    title="更新",
                    bill_to=BillTo("東雲通商株式会社"),
                    on=cast.TODAY,
                )

    together(*[naive] * 8)

    assert Invoice.objects.count() == 8


def test_two_drafts_of_one_code_submitted_at_once_leave_one_of_them_a_draft(code):
    first, second = deeds.write_renewal(code), deeds.write_renewal(code)

    def hand_in(draft):
        return lambda: (
            lifecycle.submit(
                fresh(draft), token=drafts.Draft(draft).token, by=draft.account
            ).receipt_number
        )

    results = together(hand_in(first), hand_in(second))

    assert drafts.Refused in results
    assert "2600001B" in results
    assert sorted(Application.objects.values_list("state", flat=True)) == [
        "awaiting_payment",
        "draft",
    ]
    assert Invoice.objects.count() == 1


def test_a_save_and_a_submission_at_once_submit_what_was_confirmed_or_nothing(code):
    draft = deeds.write_renewal(code)
    opened = drafts.Draft(draft)
    filer, token = opened.steps[0], opened.token
    typed = opened.saved["filer"].data | {"filer-department": ["総務部"]}

    def save():
        return drafts.Draft(fresh(draft)).save(filer, typed, seen=1, by=draft.account)

    results = together(
        save, lambda: lifecycle.submit(fresh(draft), token=token, by=draft.account).state
    )

    application = fresh(draft)
    if application.state == "draft":
        assert Changed in results
    else:
        assert NotAllowed in results
        assert application.content["filer"]["department"] == "貿易業務部"


# Deciding ----------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [2, 40])
def test_examiners_deciding_at_once_make_one_term_and_one_notice(paid, many):
    people = [cast.examiner(f"examiner{number}") for number in range(2)]

    def approve(who):
        return lambda: lifecycle.decide(fresh(paid), "approve", by=who).outcome

    results = together(*[approve(people[number % 2]) for number in range(many)])
    workers = together(*[worker(lifecycle.carry_out_due)] * 4)

    assert results.count("approve") == 1
    assert results.count(NotAllowed) == many - 1
    assert sorted(workers) == [[], [], [], ["2600001B 承認"]]
    assert Term.objects.filter(application=paid).count() == 1
    assert Notice.objects.filter(event="approved").count() == 1
    assert Notice.objects.filter(channel="letter").count() == 1


def test_control_examiners_who_look_first_and_write_then_all_believe_they_decided(paid):
    all_have_looked = threading.Barrier(8)

    def naive():
        state = fresh(paid).state
        connection.close()
        all_have_looked.wait(30)
        if state != "under_examination":
            return False
        return bool(Application.objects.filter(pk=paid.pk).update(changed_count=1))

    assert together(*[naive] * 8) == [True] * 8


def test_approval_and_rejection_at_once_are_one_decision(paid):
    one, other = cast.examiner("examiner1"), cast.examiner("examiner2")

    results = together(
        lambda: lifecycle.decide(fresh(paid), "approve", by=one).outcome,
        lambda: lifecycle.decide(fresh(paid), "reject", by=other, reason="kind").outcome,
    )

    assert NotAllowed in results
    assert Decision.objects.count() == 1


def test_taken_back_and_carried_out_at_once_is_one_of_the_two(paid):
    examiner = cast.examiner()
    lifecycle.decide(paid, "approve", by=examiner)

    results = together(
        worker(lifecycle.carry_out_due),
        lambda: lifecycle.take_back(fresh(paid), by=examiner),
    )

    application = fresh(paid)
    if application.state == "approved":
        assert ["2600001B 承認"] in results
        assert NotAllowed in results
        assert Term.objects.filter(application=paid).exists()
    else:
        assert application.state == "under_examination"
        assert results.count([]) == 1
        assert None in results
        assert not Term.objects.filter(application=paid).exists()
        assert not Notice.objects.filter(event="approved").exists()


# Money and time ----------------------------------------------------------------------------


def test_workers_that_look_for_money_at_once_begin_it_once(code):
    application = deeds.submit(deeds.write_renewal(code))
    Invoice.objects.update(status="settled", settled_on=cast.TODAY)

    workers = together(*[worker(lifecycle.begin_paid)] * 6)

    assert sorted(workers) == [[]] * 5 + [["2600001B 審査へ"]]
    assert application.events.filter(action="begin").count() == 1
    assert Notice.objects.filter(event="paid").count() == 1


def test_workers_that_put_a_lapsed_one_back_at_once_never_refund_it(code):
    application = deeds.submit(deeds.write_renewal(code))
    with clock.at(date(2026, 12, 3)):
        list(lifecycle.lapse_unpaid())
    Invoice.objects.update(status="settled", settled_on=date(2026, 11, 27))

    workers = together(*[worker(lifecycle.begin_paid)] * 6)

    assert sorted(workers) == [[]] * 5 + [["2600001B 復活"]]
    assert fresh(application).state == "under_examination"
    assert not Refund.objects.exists()


def test_a_deposit_and_the_lapse_at_once_end_under_examination(code):
    application = deeds.submit(deeds.write_renewal(code))

    def lapse():
        with clock.at(date(2026, 12, 3)):
            return list(lifecycle.lapse_unpaid())

    together(lapse, lambda: deeds.pay(fresh(application), value_date=date(2026, 11, 27)))
    list(lifecycle.begin_paid())

    assert fresh(application).state == "under_examination"
    assert not Refund.objects.exclude(status="cancelled").exists()


def test_withdrawn_and_decided_at_once_is_one_of_the_two(paid):
    examiner = cast.examiner()

    results = together(
        lambda: lifecycle.decide(fresh(paid), "approve", by=examiner).outcome,
        lambda: lifecycle.withdraw(fresh(paid), by=paid.account),
    )

    assert results.count(NotAllowed) == 1
    assert fresh(paid).state in {"decided", "withdrawn"}


def test_workers_that_strike_off_at_once_do_it_once(code):
    def strike():
        with clock.at(date(2027, 2, 1)):
            return list(expiry.expire_codes())

    results = together(*[strike] * 4)

    assert sorted(results) == [[], [], [], ["P00A1B2C0000 抹消"]]
    assert Code.objects.get().events.count() == 1
    assert Notice.objects.filter(event="struck_off").count() == 1


def test_workers_that_remind_at_once_do_it_once(code):
    def remind():
        with clock.at(date(2026, 11, 24)):
            return list(reminders.remind_renewals())

    results = together(*[remind] * 4)

    assert sorted(results) == [[], [], [], ["P00A1B2C0000 window 電子メール・書面"]]
    assert Reminder.objects.count() == 1
    assert Notice.objects.filter(event="renewal_reminder").count() == 2
