"""The next number of each kind; taken last in a deed, receipt before code before invoice."""

from datetime import date

from core.numbers import following


def receipt_number(day: date, letter: str) -> str:
    """受付番号: two digits of the year, a running number for all kinds, the kind's letter (R-021).

    At least five digits, wider past 99,999: 2600001A, 26100000B.
    """
    return f"{day:%y}{following('receipt', day.year):05d}{letter}"


def jastpro_code() -> str:
    """The next JASTPRO code: P, seven digits, branch 0000 (R-001)."""
    return f"P{following('jastpro', 0):07d}0000"
