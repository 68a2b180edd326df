"""What is a member's own: applications by number, and papers and notices about its things.

Papers and notices know numbers only; whose they are is asked of applications and codes.
"""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from notifications.models import IssuedDocument, Notice
from portal.models import Account
from registry.models import Application, Code

Row = TypeVar("Row", bound=Model)


def application(account: Account, number: str) -> Application:
    """The member's application with that receipt number; 404 for any other."""
    _plain(number)
    rows = Application.objects.visible_to(account).exclude(receipt_number="")
    found = rows.select_related("code", "entry__registrant", "invoice__account").filter(
        receipt_number=number.upper()
    )
    return _only(found)


def code(account: Account, number: str) -> Code:
    """The member's code of that number; 404 for any other."""
    _plain(number)
    rows = Code.objects.visible_to(account).select_related("entry__registrant")
    return _only(rows.filter(number=number.upper()))


def about(account: Account) -> Q:
    """The condition that a paper or a notice is about something of the member's."""
    applications = Application.objects.visible_to(account).exclude(receipt_number="")
    codes = Code.objects.visible_to(account)
    return Q(about__in=applications.values("receipt_number")) | Q(about__in=codes.values("number"))


def papers(account: Account) -> "QuerySet[IssuedDocument]":
    """The member's papers, newest first; a reprint is the same paper once more and left out."""
    return (
        IssuedDocument.objects.filter(about(account), replaced_by=None)
        .exclude(series="payment_receipt_again")
        .order_by("-issued_on", "-pk")
    )


def notices(account: Account) -> "QuerySet[Notice]":
    """What was sent to the member by mail and letter, newest first."""
    return Notice.objects.filter(about(account)).select_related("document").order_by("-pk")


def letter(account: Account, number: str) -> Notice:
    """The letter with that document number, about something of the member's; else 404."""
    _plain(number)
    letters = notices(account).filter(channel=Notice.Channel.LETTER)
    return _only(letters.filter(document__number=number))


def _plain(number: str) -> None:
    """No number holds a character that a database could stumble over."""
    if not (number.isascii() and number.isprintable()):
        raise Http404


def _only(rows: "QuerySet[Row]") -> Row:
    found = rows.first()
    if found is None:
        raise Http404
    return found
