import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing import tax
from billing.tax import RateSum


@pytest.mark.parametrize(
    ("gross", "inside"),
    [(3300, 300), (6600, 600), (1320, 120), (1000, 90), (1, 0), (11, 1), (10, 0)],
)
def test_tax_inside_an_amount_is_floored(gross, inside):
    assert tax.included(gross, 10) == inside


@pytest.mark.rule("F057", "X07")
def test_three_lines_of_105_yen_bear_31_yen_of_tax_not_30():
    assert tax.by_rate([(105, 10)] * 3) == [RateSum(10, 315, 31)]
    assert sum(line * 10 // 100 for line in [105] * 3) == 30  # line by line, the mistake


def test_each_rate_is_floored_once_on_its_own():
    assert tax.by_rate([(99, 8), (105, 10), (99, 8), (105, 10)]) == [
        RateSum(10, 210, 21),
        RateSum(8, 198, 15),
    ]


def test_amounts_with_tax_in_them_keep_their_sum():
    assert tax.by_rate([(3300, 10)], tax_included=True) == [RateSum(10, 3000, 300)]
    assert tax.by_rate([(1000, 10)], tax_included=True) == [RateSum(10, 910, 90)]


@given(st.lists(st.tuples(st.integers(1, 10**7), st.sampled_from([8, 10])), min_size=1))
def test_what_is_asked_for_is_always_the_sum_of_prices_with_tax(lines):
    sums = tax.by_rate(lines, tax_included=True)

    assert sum(each.gross for each in sums) == sum(amount for amount, _ in lines)
    assert all(each.tax * (100 + each.percent) <= each.gross * each.percent for each in sums)
