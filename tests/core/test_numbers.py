import threading
from datetime import date

import pytest
from django.db import connection, transaction

from core import numbers
from core.models import Counter
from tests.together import together


def take() -> int:
    with transaction.atomic():
        return numbers.following("receipt", 2026)


@pytest.mark.django_db
def test_each_series_and_year_counts_from_one():
    assert [numbers.following("receipt", 2026) for _ in range(3)] == [1, 2, 3]
    assert numbers.following("receipt", 2027) == 1
    assert numbers.following("invoice", 2026) == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        numbers.following("receipt", 2026)
    assert not Counter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_number_of_a_failed_transaction_is_given_out_again():
    take()
    taken = []

    @transaction.atomic
    def take_and_fail() -> None:
        taken.append(numbers.following("receipt", 2026))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        take_and_fail()
    assert taken == [2]
    assert take() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_six_at_once_take_six_following_numbers_even_the_first_ones():
    assert sorted(together(*[take] * 6)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_six_take_one_number_twice_when_it_is_read_and_then_written():
    Counter.objects.create(series="receipt", year=2026, last=0)
    all_have_read = threading.Barrier(6)

    def naive() -> int:
        last = Counter.objects.get(series="receipt", year=2026).last
        connection.close()
        all_have_read.wait(30)
        Counter.objects.filter(series="receipt", year=2026).update(last=last + 1)
        return last + 1

    assert sorted(together(*[naive] * 6)) == [1, 1, 1, 1, 1, 1]


def test_a_fiscal_year_begins_in_april():
    assert numbers.fiscal_year(date(2027, 3, 31)) == 2026
    assert numbers.fiscal_year(date(2027, 4, 1)) == 2027
