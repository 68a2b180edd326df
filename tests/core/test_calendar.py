from datetime import date

import pytest

from core import calendar
from core.models import ClosedDay

NONE: calendar.Closed = {}


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.rule("F002", "F005")
@pytest.mark.parametrize(
    ("expiry", "a", "b", "c", "first", "last"),
    [
        ("2026-11-30", "2026-08-01", "2026-08-30", "2026-09-01", "2026-12-01", "2029-11-30"),
        ("2026-12-31", "2026-09-01", "2026-09-30", "2026-10-01", "2027-01-01", "2029-12-31"),
        ("2027-01-31", "2026-10-01", "2026-10-31", "2026-11-01", "2027-02-01", "2030-01-31"),
        ("2027-02-28", "2026-11-01", "2026-11-28", "2026-12-01", "2027-03-01", "2030-02-28"),
        ("2028-02-29", "2027-11-01", "2027-11-29", "2027-12-01", "2028-03-01", "2031-02-28"),
        ("2027-05-31", "2027-02-01", "2027-02-28", "2027-03-01", "2027-06-01", "2030-05-31"),
        ("2026-11-15", "2026-08-01", "2026-08-15", "2026-09-01", "2026-11-16", "2029-11-15"),
    ],
)
def test_the_renewal_window_and_the_next_term_of_each_worked_expiry(expiry, a, b, c, first, last):
    opens = [calendar.renewal_window_opens(day(expiry), rule) for rule in "ABC"]
    assert opens == [day(a), day(b), day(c)]
    assert calendar.term_after(day(expiry), 3) == (day(first), day(last))


@pytest.mark.rule("F005")
def test_a_term_that_would_end_on_no_day_ends_on_the_months_last():
    assert calendar.term_after(day("2028-02-28"), 3) == (day("2028-02-29"), day("2031-02-28"))


def test_an_unknown_window_rule_is_refused():
    with pytest.raises(ValueError, match="D"):
        calendar.renewal_window_opens(day("2026-11-30"), "D")


def test_a_first_jastpro_term_ends_with_the_month_thirty_six_months_later():
    assert calendar.last_of_month(day("2026-11-20"), 36) == day("2029-11-30")


@pytest.mark.parametrize(
    ("registered", "first", "last", "reminder", "renewed"),
    [
        ("2026-11-20", "2026-12-01", "2029-11-30", "2029-10-31", "2032-11-30"),
        ("2026-12-01", "2027-01-01", "2029-12-31", "2029-11-30", "2032-12-31"),
        ("2026-01-31", "2026-02-01", "2029-01-31", "2028-12-31", "2032-01-31"),
        ("2027-02-28", "2027-03-01", "2030-02-28", "2030-01-31", "2033-02-28"),
    ],
)
def test_the_worked_terms_of_gs1_and_their_reminders(registered, first, last, reminder, renewed):
    start = calendar.first_of_month(day(registered), 1)
    term = calendar.term_after(start - calendar.ONE_DAY, 3)
    assert term == (day(first), day(last))
    assert calendar.add_months(term[1], -1, keep_month_end=True) == day(reminder)
    assert calendar.term_after(term[1], 3)[1] == day(renewed)


@pytest.mark.rule("F063", "X10")
@pytest.mark.parametrize(
    ("completed", "usable"),
    [
        ("2026-11-19", "2026-11-24"),
        ("2026-11-20", "2026-11-25"),
        ("2026-09-17", "2026-09-24"),
        ("2026-12-25", "2027-01-04"),
        ("2026-12-28", "2027-01-05"),
        ("2026-05-01", "2026-05-08"),
    ],
)
def test_a_code_is_usable_two_business_days_after_completion(completed, usable):
    assert calendar.add_business_days(day(completed), 2, NONE) == day(usable)
    assert calendar.business_days_between(day(completed), day(usable), NONE) == 2


@pytest.mark.rule("X10")
@pytest.mark.parametrize(
    ("closed", "name"),
    [
        ("2026-05-06", "憲法記念日 振替休日"),
        ("2026-09-22", "国民の休日"),
        ("2027-03-22", "春分の日 振替休日"),
        ("2032-09-21", "国民の休日"),
        ("2026-12-29", "年末年始"),
        ("2027-01-02", "年末年始"),
        ("2027-01-01", "元日"),
    ],
)
def test_days_that_people_forget_are_closed(closed, name):
    assert not calendar.is_business_day(day(closed), NONE)
    assert calendar.holiday_name(day(closed), NONE) == name


def test_days_next_to_closed_ones_are_business_days():
    for open_day in ("2026-05-07", "2026-09-24", "2026-12-28", "2027-01-04"):
        assert calendar.is_business_day(day(open_day), NONE)


def test_business_days_are_counted_back_as_well():
    assert calendar.add_business_days(day("2026-11-24"), -2, NONE) == day("2026-11-19")
    assert calendar.business_days_between(day("2026-11-24"), day("2026-11-19"), NONE) == -2
    assert calendar.next_business_day(day("2026-11-20"), NONE) == day("2026-11-24")
    assert calendar.business_day_from(day("2026-11-20"), NONE) == day("2026-11-20")
    assert calendar.business_day_from(day("2026-11-21"), NONE) == day("2026-11-24")


@pytest.mark.django_db
@pytest.mark.rule("X10")
def test_the_authority_closes_and_opens_days_of_its_own(django_assert_num_queries):
    ClosedDay.objects.create(day=day("2026-11-24"), name="創立記念日")
    ClosedDay.objects.create(day=day("2026-11-21"), name="臨時窓口", is_open=True)
    with django_assert_num_queries(1):
        assert calendar.add_business_days(day("2026-11-20"), 2) == day("2026-11-25")
    assert calendar.is_business_day(day("2026-11-21"))
    assert calendar.holiday_name(day("2026-11-24")) == "創立記念日"
    assert calendar.holiday_name(day("2026-11-21")) == ""
