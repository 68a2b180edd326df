"""Consumption tax: floored once per rate per invoice, never line by line (消令70の10)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class RateSum:
    """What an invoice charges at one rate: yen without tax, and the tax on it."""

    percent: int
    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


def included(gross: int, percent: int) -> int:
    """The tax inside an amount that includes it: 300 of 3,300 at 10 percent."""
    return gross * percent // (100 + percent)


def by_rate(lines: Iterable[tuple[int, int]], *, tax_included: bool = False) -> list[RateSum]:
    """Sums per rate, highest rate first, from lines of (amount in yen, percent).

    The lines of a rate are added first and the tax of their sum is floored once: three lines
    of 105 yen without tax bear 31 yen, not 30.
    """
    amounts: dict[int, int] = defaultdict(int)
    for amount, percent in lines:
        amounts[percent] += amount
    return [
        _with_tax(amounts[percent], percent, tax_included=tax_included)
        for percent in sorted(amounts, reverse=True)
    ]


def _with_tax(amount: int, percent: int, *, tax_included: bool) -> RateSum:
    if tax_included:
        tax = included(amount, percent)
        return RateSum(percent, amount - tax, tax)
    return RateSum(percent, amount, amount * percent // 100)
