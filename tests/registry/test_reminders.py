"""更新の手続きの案内: each stage of each term once, whatever day the job runs (F003, F004)."""

from datetime import date

import pytest
from django.db import IntegrityError

from core import clock
from notifications.models import Notice
from portal.demonstration import deeds
from registry import lifecycle, register, reminders, states
from registry.models import Reminder, ReminderStage
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F003")]
WINDOW, D30, D7 = date(2026, 10, 1), date(2027, 1, 1), date(2027, 1, 24)


@pytest.fixture
def code(db):
    with clock.at(date(2026, 7, 1)):
        return cast.shinonome()


def remind(day: date) -> list[str]:
    with clock.at(day):
        return list(reminders.remind_renewals())


def sent(channel: str) -> list[Notice]:
    return list(Notice.objects.filter(event="renewal_reminder", channel=channel))


@pytest.mark.rule("F004")
def test_on_the_window_day_one_mail_and_one_letter_go(code):
    assert remind(date(2026, 9, 30)) == []
    assert remind(WINDOW) == ["P00A1B2C0000 window 電子メール・書面"]

    mail, letter = sent("email"), sent("letter")
    assert [each.to for each in mail] == ["taro.kowan@shinonome.example.jp"]
    assert "2027年1月31日（日）" in mail[0].body
    assert "3,300円" in mail[0].body
    assert "2027年2月1日〜2030年1月31日" in mail[0].body
    assert len(letter) == 1
    assert letter[0].document.number
    assert any("八丁堀" in line["text"] for line in letter[0].to_lines)


def test_a_second_run_says_nothing(code):
    remind(WINDOW)

    assert remind(WINDOW) == []
    assert remind(date(2026, 10, 2)) == []
    assert len(sent("email")) == len(sent("letter")) == 1


def test_the_later_stages_are_mails_thirty_and_seven_days_before(code):
    remind(WINDOW)

    assert remind(date(2026, 12, 31)) == []
    assert remind(D30) == ["P00A1B2C0000 d30 電子メール"]
    assert remind(date(2027, 1, 23)) == []
    assert remind(D7) == ["P00A1B2C0000 d7 電子メール"]
    assert "残り7日" in sent("email")[-1].subject + sent("email")[0].subject
    assert len(sent("letter")) == 1


def test_a_missed_week_is_caught_up_once(code):
    assert remind(date(2026, 10, 8)) == ["P00A1B2C0000 window 電子メール・書面"]
    assert remind(date(2026, 10, 8)) == []


def test_missed_stages_are_said_as_the_last_of_them_and_the_letter_is_not_lost(code):
    assert remind(date(2027, 1, 25)) == ["P00A1B2C0000 d7 電子メール・書面"]

    assert len(sent("email")) == 1
    assert set(Reminder.objects.values_list("stage", flat=True)) == {"window", "d30", "d7"}
    assert remind(date(2027, 1, 26)) == []


def test_forty_days_late_it_still_goes_once(code):
    assert remind(date(2026, 11, 10)) == ["P00A1B2C0000 window 電子メール・書面"]


def test_after_the_term_nobody_is_reminded(code):
    assert remind(date(2027, 1, 31)) != []
    Reminder.objects.all().delete()
    assert remind(date(2027, 2, 1)) == []


def test_it_stops_when_the_renewal_is_submitted_and_goes_on_when_it_lapses(code):
    remind(WINDOW)
    with clock.at(date(2026, 12, 1)):
        deeds.submit(deeds.write_renewal(code))

    assert remind(D30) == []
    with clock.at(date(2027, 1, 4)):
        list(lifecycle.lapse_unpaid())
    assert remind(date(2027, 1, 5)) == ["P00A1B2C0000 d30 電子メール"]


def test_a_draft_does_not_stop_it(code):
    with clock.at(WINDOW):
        deeds.write_renewal(code)

    assert remind(WINDOW) == ["P00A1B2C0000 window 電子メール・書面"]


def test_a_renewed_code_is_reminded_again_three_years_later(code):
    remind(WINDOW)
    examiner = cast.examiner()
    with clock.at(date(2026, 11, 20)):
        application = deeds.submit(deeds.write_renewal(code))
        deeds.pay(application)
        deeds.decide(application, "approve", by=examiner)

    assert remind(D30) == []
    assert remind(date(2029, 10, 1)) == ["P00A1B2C0000 window 電子メール・書面"]


def test_a_code_that_ended_is_not_reminded(code):
    states.move_code(code, states.CodeAction.SURRENDER)

    assert remind(WINDOW) == []


@pytest.mark.rule("F025")
def test_a_non_resident_is_told_of_the_paper_route(db):
    with clock.at(date(2026, 7, 1)):
        cast.pacific()

    remind(WINDOW)

    assert "Webからお申込みいただけません" in sent("email")[0].body


def test_a_contact_without_an_address_gets_the_letter(code):
    register.amend(
        code.entry,
        {"contact": {"email": ""}},
        reason="職権による訂正",
        effective_on=date(2026, 7, 2),
    )

    assert remind(WINDOW) == ["P00A1B2C0000 window 書面"]


@pytest.mark.rule("F015")
def test_it_goes_to_the_contact_of_the_day(code):
    register.amend(
        code.entry,
        {"contact": {"email": "hanako@shinonome.example.jp"}},
        reason="担当者の変更",
        effective_on=date(2026, 9, 1),
    )

    remind(WINDOW)

    assert [each.to for each in sent("email")] == ["hanako@shinonome.example.jp"]


def test_stages_are_data(code):
    ReminderStage.objects.create(
        scheme="jastpro", key="d60", days_before=60, sends_email=True, sends_letter=True
    )
    remind(WINDOW)

    assert remind(date(2026, 12, 2)) == ["P00A1B2C0000 d60 電子メール・書面"]
    ReminderStage.objects.all().delete()
    assert remind(D30) == []


def test_another_process_that_was_quicker_is_no_failure(code, monkeypatch):
    def late(term, stages):
        raise IntegrityError

    monkeypatch.setattr(reminders, "_say", late)

    assert remind(WINDOW) == []


def test_one_that_fails_never_stops_the_next(code, monkeypatch):
    with clock.at(date(2026, 7, 1)):
        cast.hamaya()
    words = reminders.reminder_words

    def broken(term):
        if term.code_id == code.pk:
            raise LookupError
        return words(term)

    monkeypatch.setattr(reminders, "reminder_words", broken)

    assert remind(WINDOW) == [
        "!P00A1B2C0000 LookupError",
        "P00A1B2G0000 window 電子メール・書面",
    ]
    monkeypatch.undo()
    assert remind(WINDOW) == ["P00A1B2C0000 window 電子メール・書面"]
