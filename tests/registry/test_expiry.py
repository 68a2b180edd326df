"""The end of a term: whom a renewal protects, and the day of striking off (domain 1.4, F006)."""

from datetime import date

import pytest

from billing.models import Refund
from core import clock
from core.models import ClosedDay
from notifications.models import Notice
from portal.demonstration import deeds
from registry import expiry, lifecycle, register, states
from registry.models import Code
from registry.states import CodeState
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F006")]
STRUCK = ["P00A1B2C0000 抹消"]


def strikes_on(day: date) -> list[str]:
    with clock.at(day):
        return list(expiry.expire_codes())


def state(code) -> str:
    return Code.objects.get(pk=code.pk).state


def renewal(code, filed: date, paid: date | None = None):
    with clock.at(filed):
        application = deeds.submit(deeds.write_renewal(code))
    if paid:
        with clock.at(paid):
            deeds.pay(application)
    application.refresh_from_db()
    return application


def test_a_code_without_a_renewal_is_struck_off_the_day_after_its_term(code):
    assert strikes_on(date(2027, 1, 31)) == []
    assert strikes_on(date(2027, 2, 1)) == STRUCK
    assert strikes_on(date(2027, 2, 1)) == []

    code.refresh_from_db()
    assert (code.state, code.closed_on) == (CodeState.STRUCK_OFF, date(2027, 2, 1))
    event = code.events.get()
    assert (event.action, event.note) == ("strike_off", "有効期間の満了")


def test_its_contact_is_told_once(code):
    strikes_on(date(2027, 2, 1))

    mail = Notice.objects.get(event="struck_off")
    assert mail.to == "taro.kowan@shinonome.example.jp"
    assert "2027年2月1日（月）" in mail.body
    assert mail.about == "P00A1B2C0000"


def test_a_missed_run_is_caught_up_whenever_it_comes(code):
    assert strikes_on(date(2027, 3, 15)) == STRUCK


def test_the_holder_still_sees_a_code_that_was_struck_off(code, member):
    strikes_on(date(2027, 2, 1))

    assert Code.objects.visible_to(member).get() == code
    assert register.image(code.entry)["basics"]["name"] == "東雲通商株式会社"


def test_an_unpaid_renewal_holds_it_until_the_day_after_the_grace(code):
    """Due with the term on Sunday the 31st; 1, 2 and 3 February are the three business days."""
    application = renewal(code, date(2027, 1, 29))
    assert application.invoice.due_on == date(2027, 1, 31)

    assert strikes_on(date(2027, 2, 3)) == []
    assert strikes_on(date(2027, 2, 4)) == STRUCK


def test_the_grace_counts_business_days_of_the_authority(code):
    ClosedDay.objects.create(day=date(2027, 2, 2), name="創立記念日")
    renewal(code, date(2027, 1, 29))

    assert strikes_on(date(2027, 2, 4)) == []
    assert strikes_on(date(2027, 2, 5)) == STRUCK


def test_an_unpaid_renewal_whose_grace_ended_within_the_term_holds_nothing(code):
    renewal(code, date(2026, 11, 20))

    assert strikes_on(date(2027, 2, 1)) == STRUCK


def test_a_lapsed_renewal_holds_nothing(code):
    renewal(code, date(2026, 11, 20))
    with clock.at(date(2026, 12, 3)):
        list(lifecycle.lapse_unpaid())

    assert strikes_on(date(2027, 2, 1)) == STRUCK


def test_money_that_nobody_has_looked_up_yet_already_protects(code):
    application = renewal(code, date(2027, 1, 29))
    application.invoice.__class__.objects.filter(pk=application.invoice_id).update(
        status="settled", settled_on=date(2027, 1, 31)
    )

    assert application.state == "awaiting_payment"
    assert strikes_on(date(2027, 2, 10)) == []


def test_a_paid_renewal_under_examination_protects_the_code_over_its_expiry(code, examiner):
    application = renewal(code, date(2027, 1, 20), date(2027, 1, 25))

    assert strikes_on(date(2027, 2, 1)) == []
    assert strikes_on(date(2027, 3, 31)) == []
    with clock.at(date(2027, 4, 1)):
        deeds.decide(application, "approve", by=examiner)

    term = register.current_term(code)
    assert (term.valid_from, term.valid_until) == (date(2027, 2, 1), date(2030, 1, 31))
    assert strikes_on(date(2027, 4, 2)) == []


def test_so_does_one_that_is_sent_back(code, examiner):
    application = renewal(code, date(2027, 1, 20), date(2027, 1, 25))
    with clock.at(date(2027, 1, 28)):
        deeds.decide(
            application, "send_back", by=examiner, note="電話", fields={"basics": ["phone"]}
        )

    assert strikes_on(date(2027, 2, 8)) == []


def test_a_protecting_renewal_that_is_rejected_lets_the_code_go_on_the_next_business_day(
    code, examiner
):
    application = renewal(code, date(2027, 1, 20), date(2027, 1, 25))
    with clock.at(date(2027, 2, 5)):  # Friday
        deeds.decide(application, "reject", by=examiner, reason="kind")

    assert strikes_on(date(2027, 2, 5)) == []
    assert strikes_on(date(2027, 2, 7)) == []
    assert strikes_on(date(2027, 2, 8)) == STRUCK
    assert Refund.objects.get().amount == 3300


def test_so_does_one_that_lapses_unanswered(code, examiner):
    application = renewal(code, date(2027, 1, 20), date(2027, 1, 25))
    with clock.at(date(2027, 1, 28)):
        deeds.decide(
            application, "send_back", by=examiner, note="電話", fields={"basics": ["phone"]}
        )
    with clock.at(date(2027, 2, 12)):  # the day after the 14 days; a Friday
        assert list(lifecycle.lapse_unanswered()) == ["2700001B 取消"]

    assert strikes_on(date(2027, 2, 14)) == []
    assert strikes_on(date(2027, 2, 15)) == STRUCK


def test_one_rejected_within_the_term_ends_nothing_early_and_holds_nothing_late(code, examiner):
    application = renewal(code, date(2026, 11, 20), date(2026, 11, 20))
    deeds.decide(application, "reject", by=examiner, reason="kind")

    assert strikes_on(date(2027, 1, 31)) == []
    assert strikes_on(date(2027, 2, 1)) == STRUCK


def test_a_renewed_code_stays(code, examiner):
    application = renewal(code, date(2026, 11, 20), date(2026, 11, 20))
    deeds.decide(application, "approve", by=examiner)

    assert strikes_on(date(2027, 2, 1)) == []
    assert strikes_on(date(2030, 1, 31)) == []
    assert strikes_on(date(2030, 2, 1)) == STRUCK


def test_somebody_elses_code_is_no_concern(code):
    other = cast.minato()

    assert strikes_on(date(2027, 2, 1)) == STRUCK
    assert state(other) == CodeState.ACTIVE


def test_a_non_residents_code_ends_too(db):
    cast.pacific()

    assert strikes_on(date(2027, 2, 1)) == ["P00A1B2F0000 抹消"]


def test_a_contact_without_an_address_is_not_written_to(code):
    register.amend(code.entry, {"contact": {"email": ""}}, reason="職権による訂正")

    assert strikes_on(date(2027, 2, 1)) == STRUCK
    assert not Notice.objects.filter(event="struck_off", status="queued").exists()


def test_one_code_that_fails_never_stops_the_next(code, monkeypatch):
    cast.hamaya()
    strike_off = register.strike_off

    def broken(code, **more):
        if code.number == "P00A1B2C0000":
            raise ValueError
        strike_off(code, **more)

    monkeypatch.setattr(register, "strike_off", broken)

    assert strikes_on(date(2027, 2, 1)) == ["!P00A1B2C0000 ValueError", "P00A1B2G0000 抹消"]
    monkeypatch.undo()
    assert strikes_on(date(2027, 2, 1)) == STRUCK


def test_a_code_that_another_process_struck_off_first_is_passed_over(code, monkeypatch):
    def late(code, **more):
        raise states.NotAllowed

    monkeypatch.setattr(register, "strike_off", late)

    assert strikes_on(date(2027, 2, 1)) == []


def test_a_suspended_code_is_left_to_a_person(code):
    states.move_code(code, states.CodeAction.SUSPEND)

    assert strikes_on(date(2027, 2, 1)) == []
