"""Windows, terms and days of use, through the renewal itself (domain 1.4)."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from core import clock
from notifications.models import Notice
from portal.demonstration import deeds
from registry import drafts, procedures, register
from registry.models import Term
from tests import cast

pytestmark = pytest.mark.django_db


def refusal(code, day: date) -> str:
    return procedures.get("jastpro-renewal").refusal(code.entry, code, day)


@pytest.mark.rule("F002", "F005", "F033")
@pytest.mark.parametrize(
    ("expiry", "opens", "first", "last"),
    [
        (date(2026, 11, 30), date(2026, 8, 1), date(2026, 12, 1), date(2029, 11, 30)),
        (date(2026, 12, 31), date(2026, 9, 1), date(2027, 1, 1), date(2029, 12, 31)),
        (date(2027, 1, 31), date(2026, 10, 1), date(2027, 2, 1), date(2030, 1, 31)),
        (date(2027, 2, 28), date(2026, 11, 1), date(2027, 3, 1), date(2030, 2, 28)),
        (date(2028, 2, 29), date(2027, 11, 1), date(2028, 3, 1), date(2031, 2, 28)),
        (date(2027, 5, 31), date(2027, 2, 1), date(2027, 6, 1), date(2030, 5, 31)),
        (date(2026, 11, 15), date(2026, 8, 1), date(2026, 11, 16), date(2029, 11, 15)),
        # 民法143条2項: where the last month has no such day, its last day
        (date(2028, 2, 28), date(2027, 11, 1), date(2028, 2, 29), date(2031, 2, 28)),
    ],
    ids=str,
)
def test_a_renewal_on_the_first_day_of_its_window_adds_three_years_after_the_old_term(
    examiner, expiry, opens, first, last
):
    with clock.at(date(2026, 7, 1)):
        code = cast.shinonome(valid_until=expiry)
    with clock.at(opens):
        application = deeds.submit(deeds.write_renewal(code))
        deeds.pay(application)
        deeds.decide(application, "approve", by=examiner)

    term = Term.objects.get(application=application)
    assert (term.valid_from, term.valid_until) == (first, last)
    assert code.terms.count() == 2


@pytest.mark.rule("F002")
@pytest.mark.parametrize(
    ("expiry", "day_before", "said"),
    [
        (date(2026, 11, 30), date(2026, 7, 31), "2026年8月1日（土）から手続きできます。"),
        (date(2027, 1, 31), date(2026, 9, 30), "2026年10月1日（木）から手続きできます。"),
        (date(2028, 2, 29), date(2027, 10, 31), "2027年11月1日（月）から手続きできます。"),
    ],
)
def test_the_day_before_the_window_it_is_refused_with_the_day(expiry, day_before, said):
    with clock.at(date(2026, 7, 1)):
        code = cast.shinonome(valid_until=expiry)

    assert refusal(code, day_before) == said
    with clock.at(day_before), pytest.raises(drafts.Refused, match="手続きできます"):
        drafts.start("jastpro-renewal", account=deeds.member(code), entry=code.entry, code=code)


@pytest.mark.rule("F006")
def test_the_last_day_of_the_term_still_counts_and_the_day_after_does_not(code):
    assert refusal(code, date(2027, 1, 31)) == ""
    assert "2027年1月31日（日）に満了したため、更新できません。" in refusal(code, date(2027, 2, 1))


@pytest.mark.parametrize(
    ("rule", "opens"),
    [("A", date(2026, 10, 1)), ("B", date(2026, 10, 31)), ("C", date(2026, 11, 1))],
)
def test_the_rule_of_the_window_is_a_setting(code, settings, rule, opens):
    settings.JASTPRO_RENEWAL_WINDOW_RULE = rule

    assert register.renewal_opens_on(code) == opens


@pytest.mark.rule("F063")
@pytest.mark.parametrize(
    ("completed", "usable"),
    [
        (date(2026, 11, 19), date(2026, 11, 24)),
        (date(2026, 11, 20), date(2026, 11, 25)),
        (date(2026, 9, 17), date(2026, 9, 24)),
        (date(2026, 12, 25), date(2027, 1, 4)),
        (date(2026, 12, 28), date(2027, 1, 5)),
        (date(2026, 5, 1), date(2026, 5, 8)),
    ],
    ids=str,
)
def test_the_code_is_usable_in_naccs_two_business_days_after_completion(
    examiner, completed, usable
):
    with clock.at(date(2026, 1, 5)):
        code = cast.shinonome(valid_until=date(2026, 5, 31))
        if completed > date(2026, 5, 31):
            register.grant_term(code, date(2026, 6, 1), date(2026, 12, 31))
    with clock.at(completed):
        application = deeds.submit(deeds.write_renewal(code))
        deeds.pay(application)
        deeds.decide(application, "approve", by=examiner)

    assert Term.objects.get(application=application).usable_from == usable
    assert f"{usable.month}月{usable.day}日" in Notice.objects.get(event="approved").body


@pytest.mark.rule("F060")
def test_the_day_of_the_decision_is_the_day_of_completion_though_it_rests_over_midnight(
    examiner, code
):
    application = deeds.submit(deeds.write_renewal(code))
    deeds.pay(application)
    late = datetime(2026, 11, 20, 23, 59, tzinfo=clock.TOKYO)

    with clock.at(late):
        deeds.decide(application, "approve", by=examiner)

    application.refresh_from_db()
    assert application.completed_on == date(2026, 11, 20)
    assert Term.objects.get(application=application).usable_from == date(2026, 11, 25)


def test_a_term_cannot_end_before_it_begins_nor_begin_twice(code):
    with pytest.raises(IntegrityError), transaction.atomic():
        register.grant_term(code, date(2030, 1, 1), date(2029, 12, 31))
    first = code.terms.get().valid_from
    with pytest.raises(IntegrityError), transaction.atomic():
        register.grant_term(code, first, date(2040, 1, 1))


@pytest.mark.postgres
def test_terms_of_one_code_never_overlap(code):
    assert connection.vendor == "postgresql"

    with pytest.raises(IntegrityError, match="term_no_overlap"), transaction.atomic():
        register.grant_term(code, date(2027, 1, 31), date(2030, 1, 31))
