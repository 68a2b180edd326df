"""Receipt numbers and codes: following, without gaps, wider when they must be."""

from datetime import date

import pytest
from django.db import transaction

from core.models import Counter
from registry import numbers

pytestmark = pytest.mark.django_db


def test_a_receipt_number_is_year_running_number_and_letter_of_the_kind():
    assert numbers.receipt_number(date(2026, 11, 20), "B") == "2600001B"
    assert numbers.receipt_number(date(2026, 12, 31), "A") == "2600002A"


def test_all_kinds_share_one_series_a_year():
    taken = [numbers.receipt_number(date(2026, 11, 20), kind) for kind in "ABCB"]

    assert taken == ["2600001A", "2600002B", "2600003C", "2600004B"]
    assert numbers.receipt_number(date(2027, 1, 1), "B") == "2700001B"


def test_past_99999_it_grows_wider_and_stays_unique():
    Counter.objects.create(series="receipt", year=2026, last=99_999)

    assert numbers.receipt_number(date(2026, 12, 31), "B") == "26100000B"
    assert len("26100000B") <= 12


def test_a_number_of_a_failed_submission_is_given_out_again():
    taken = []

    @transaction.atomic
    def take_and_fail():
        taken.append(numbers.receipt_number(date(2026, 11, 20), "B"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        take_and_fail()
    assert [*taken, numbers.receipt_number(date(2026, 11, 20), "B")] == ["2600001B", "2600001B"]


def test_a_code_is_p_seven_digits_and_the_branch_of_the_head_office():
    assert numbers.jastpro_code() == "P00000010000"
    assert numbers.jastpro_code() == "P00000020000"
