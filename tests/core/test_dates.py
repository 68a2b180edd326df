from datetime import UTC, date, datetime

import pytest

from core import dates, shown

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed",
    [
        "令和8年12月4日",
        "R8.12.4",
        "ｒ８／１２／４",
        "20261204",
        "１２／４",
        "2026/12/4",
        "2026-12-04",
        "2026年12月4日（金）",
        "12月4日",
    ],
)
def test_a_date_is_read_from_any_usual_writing(typed):
    assert dates.read(typed, TODAY) == date(2026, 12, 4)


def test_a_date_without_a_year_is_the_next_one_from_today_on():
    assert dates.read("11/20", TODAY) == date(2026, 11, 20)
    assert dates.read("11/19", TODAY) == date(2027, 11, 19)
    assert dates.read("2/29", TODAY) == date(2028, 2, 29)


def test_a_day_of_issue_without_a_year_is_the_last_one():
    assert dates.read("12/4", TODAY, ahead=False) == date(2025, 12, 4)
    assert dates.read("11/20", TODAY, ahead=False) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed", ["", "明日", "2026/2/29", "13/1", "2026", "0000/1/1", "1" * 100_000, "H元.2.30"]
)
def test_what_is_no_date_is_none(typed):
    assert dates.read(typed, TODAY) is None


def test_the_first_year_of_an_era_may_be_written_gannen():
    assert dates.read("令和元年5月1日", TODAY) == date(2019, 5, 1)


def test_dates_are_shown_with_weekday_in_tokyo():
    late = datetime(2026, 12, 3, 15, 30, tzinfo=UTC)
    assert shown.day(late) == "2026年12月4日（金）"
    assert shown.moment(late) == "2026年12月4日（金）00:30"
    assert shown.short_day(date(2026, 12, 4)) == "2026/12/04"
    assert shown.wareki(date(2019, 4, 30)) == "平成31年4月30日"
    assert shown.wareki(date(2019, 5, 1)) == "令和元年5月1日"


@pytest.mark.parametrize(
    ("digits", "parted"),
    [
        ("0312345678", "03-1234-5678"),
        ("09012345678", "090-1234-5678"),
        ("0120000000", "0120-000-000"),
        ("0466123456", "0466-12-3456"),
        ("0000000000", "0000000000"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_parted_after_its_area_code(digits, parted):
    assert shown.phone(digits) == parted


def test_money_and_sizes_are_shown_short():
    assert shown.yen(3300) == "3,300円"
    assert [shown.size(n) for n in (0, 1500, 20_480, 3_565_158)] == [
        "0バイト",
        "1.5KB",
        "20KB",
        "3.4MB",
    ]
