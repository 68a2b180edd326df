"""Whether everything in the house is whole: nothing half-written, no number lost or twice."""

from collections.abc import Iterator

from billing.models import Invoice
from core.models import Counter
from notifications.models import IssuedDocument, Notice
from registry.models import Application, Submission
from registry.states import State


def halves() -> list[str]:
    """What is half-written, a sentence each; empty when all is whole."""
    return [*_numbers(), *_applications(), *_drafts(), *_money()]


def _running(series: str, given: list[int]) -> Iterator[str]:
    """Counter == highest == how many: no gap, no repeat."""
    last = sum(Counter.objects.filter(series=series).values_list("last", flat=True))
    if sorted(given) != list(range(1, last + 1)):
        yield f"{series}: counted {last}, given {sorted(given)}"


def _numbers() -> Iterator[str]:
    receipts = Application.objects.exclude(receipt_number="")
    yield from _running("receipt", [int(each.receipt_number[2:-1]) for each in receipts])
    papers = IssuedDocument.objects.filter(series="invoice")
    yield from _running("invoice", [int(paper.number.rpartition("-")[2]) for paper in papers])


def _applications() -> Iterator[str]:
    for each in Application.objects.exclude(state=State.DRAFT):
        number = each.receipt_number
        if not number:
            yield f"{each.pk} is {each.state} without a number"
        if each.state == State.RECEIVED:
            yield f"{number} was received and got no further"
        if each.submissions.filter(content__isnull=False).count() != 1:
            yield f"{number} has no content"
        if not each.events.filter(action="submit").exists():
            yield f"{number} has no history"
        if each.invoice is None or each.invoice.about != number:
            yield f"{number} has no invoice"
        if Notice.objects.filter(about=number, event="received").count() != 1:
            yield f"{number} was not told"


def _drafts() -> Iterator[str]:
    for each in Application.objects.filter(state=State.DRAFT):
        if each.receipt_number or each.received_at or each.invoice_id:
            yield f"the draft {each.pk} looks received"
        if each.events.exists() or Submission.objects.filter(application=each).exists():
            yield f"the draft {each.pk} has a history"


def _money() -> Iterator[str]:
    known = set(Application.objects.values_list("receipt_number", flat=True)) - {""}
    for invoice in Invoice.objects.all():
        if invoice.about not in known:
            yield f"{invoice.number} bills nobody"
        if not invoice.lines.exists() or not invoice.taxes.exists():
            yield f"{invoice.number} has no lines"
        if not hasattr(invoice, "account"):
            yield f"{invoice.number} has no account to pay into"
    for paper in IssuedDocument.objects.filter(series="invoice"):
        if not Invoice.objects.filter(document=paper).exists():
            yield f"{paper.number} is given out to no invoice"
    for notice in Notice.objects.filter(event="received").exclude(about__in=known):
        yield f"a notice tells of {notice.about}, which there is not"
