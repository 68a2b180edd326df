from datetime import date

import pytest
from django.db import IntegrityError

from billing import fees
from billing.models import FeeRate, TaxRate

pytestmark = pytest.mark.usefixtures("rates")


@pytest.mark.rule("F048")
def test_a_renewal_costs_3300_yen_with_300_yen_of_tax_in_it():
    price = fees.price("jastpro.renewal", on=date(2026, 11, 20))

    assert (price.amount, price.net, price.tax, price.tax_percent) == (3300, 3000, 300, 10)


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        pytest.param(date(2026, 11, 30), 3300, id="the last day of the old fee"),
        pytest.param(date(2026, 12, 1), 3850, id="the first day of the new fee"),
        pytest.param(date(2027, 6, 1), 3850, id="long after"),
    ],
)
@pytest.mark.rule("F048", "X16")
def test_the_newest_fee_that_is_not_after_the_day_counts(day, amount):
    FeeRate.objects.create(code="jastpro.renewal", amount=3850, effective_from=date(2026, 12, 1))
    FeeRate.objects.create(code="jastpro.renewal", amount=9900, effective_from=date(2030, 1, 1))

    assert fees.price("jastpro.renewal", on=day).amount == amount


def test_a_tier_has_a_fee_of_its_own():
    FeeRate.objects.create(
        code="gs1.renewal", tier="a1", amount=11000, effective_from=date(2020, 1, 1)
    )

    assert fees.price("gs1.renewal", tier="a1", on=date(2026, 11, 20)).amount == 11000
    with pytest.raises(fees.NoRate):
        fees.price("gs1.renewal", tier="a2", on=date(2026, 11, 20))


def test_a_day_before_the_first_fee_is_refused_in_words():
    with pytest.raises(fees.NoRate, match="2019/09/30 の手数料（jastpro.renewal）"):
        fees.price("jastpro.renewal", on=date(2019, 9, 30))


def test_the_tax_rate_follows_the_day_too():
    TaxRate.objects.create(percent=12, effective_from=date(2030, 4, 1))

    assert fees.tax_percent(date(2030, 3, 31)) == 10
    assert fees.tax_percent(date(2030, 4, 1)) == 12
    TaxRate.objects.all().delete()
    with pytest.raises(fees.NoRate, match="消費税率"):
        fees.tax_percent(date(2026, 11, 20))


def test_two_fees_of_one_day_are_impossible():
    with pytest.raises(IntegrityError):
        FeeRate.objects.create(code="jastpro.renewal", amount=1, effective_from=date(2019, 10, 1))
