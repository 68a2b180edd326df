"""What something costs on a day."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from billing import tax
from billing.models import FeeRate, TaxRate
from core import shown


class NoRate(LookupError):
    """No row of the table of fees, or of tax rates, reaches that day."""


@dataclass(frozen=True)
class Price:
    """Whole yen, tax included, and the tax rate of the day in percent."""

    amount: int
    tax_percent: int

    @property
    def tax(self) -> int:
        return tax.included(self.amount, self.tax_percent)

    @property
    def net(self) -> int:
        return self.amount - self.tax


def price(code: str, *, on: date, tier: str = "") -> Price:
    """The fee of a day: of its newest row that is not after the day. Raises NoRate (F048)."""
    rate = (
        FeeRate.objects.filter(code=code, tier=tier, effective_from__lte=on)
        .order_by("-effective_from")
        .first()
    )
    if rate is None:
        raise NoRate(
            _("%(day)s の手数料（%(fee)s）が登録されていません。管理者に連絡してください。")
            % {"day": shown.short_day(on), "fee": f"{code} {tier}".strip()}
        )
    return Price(rate.amount, tax_percent(on))


def tax_percent(on: date) -> int:
    """The rate of consumption tax of a day, in percent. Raises NoRate."""
    rate = TaxRate.objects.filter(effective_from__lte=on).order_by("-effective_from").first()
    if rate is None:
        raise NoRate(
            _("%(day)s の消費税率が登録されていません。管理者に連絡してください。")
            % {"day": shown.short_day(on)}
        )
    return rate.percent
