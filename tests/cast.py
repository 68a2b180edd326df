"""The standing cast of the tests; everybody comes into being by the deeds.

The day of the tests is Friday, 20 November 2026, noon in Tokyo, unless a test says otherwise.
東雲通商's code ends on 31 January 2027, so that its renewal window is open since 1 October 2026.
"""

from dataclasses import replace
from datetime import date

from portal.demonstration import deeds, holders
from portal.models import Account
from registry.models import Code

TODAY = date(2026, 11, 20)
EXPIRY = date(2027, 1, 31)
PASSWORD = deeds.PASSWORD


def shinonome(valid_until: date = EXPIRY, **changes) -> Code:
    """A corporation; its member signs in as P00A1B2C0000."""
    return deeds.enter(
        replace(holders.SHINONOME, **changes), valid_until=valid_until, password=PASSWORD
    )


def minato(valid_until: date = date(2028, 1, 31)) -> Code:
    """Another corporation, whose window is not open; a stranger to everything of 東雲通商."""
    return deeds.enter(holders.MINATO, valid_until=valid_until, password=PASSWORD)


def hamaya(valid_until: date = EXPIRY) -> Code:
    """A sole proprietor."""
    return deeds.enter(holders.HAMAYA, valid_until=valid_until, password=PASSWORD)


def takahashi(valid_until: date = EXPIRY) -> Code:
    """An individual, whose name has 髙 and 﨑."""
    return deeds.enter(holders.TAKAHASHI, valid_until=valid_until, password=PASSWORD)


def pacific(valid_until: date = EXPIRY) -> Code:
    """A non-resident."""
    return deeds.enter(holders.PACIFIC, valid_until=valid_until, password=PASSWORD)


def examiner(handle: str = "examiner", scheme: str = "jastpro") -> Account:
    return deeds.staff(handle, "佐藤 恵", "examiner", password=PASSWORD, scheme=scheme)


def accountant(handle: str = "accountant") -> Account:
    return deeds.staff(handle, "田中 学", "accountant", password=PASSWORD)


def administrator(handle: str = "admin") -> Account:
    return deeds.staff(handle, "鈴木 誠", "administrator", password=PASSWORD)


def auditor(handle: str = "auditor") -> Account:
    return deeds.staff(handle, "中村 進", "auditor", password=PASSWORD)
