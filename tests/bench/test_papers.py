"""An invoice's PDF against bare WeasyPrint of the same HTML."""

import pytest

from billing import documents
from notifications import papers, pdf
from portal.demonstration import deeds
from tests.bench.measuring import report, side_by_side

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def bare(html: str) -> bytes:
    """As WeasyPrint's own documentation shows it."""
    from weasyprint import HTML

    return HTML(string=html, url_fetcher=pdf._fetcher()).write_pdf()


def test_an_invoice_costs_little_more_than_bare_weasyprint(code):
    application = deeds.submit(deeds.write_renewal(code))
    invoice = application.invoice

    def html() -> str:
        return papers.page(invoice.document, *documents._invoice(invoice))

    words = html()
    ours, theirs = side_by_side(
        lambda: pdf.render(html(), title="請求書"), lambda: bare(words), rounds=15
    )
    size = len(documents.invoice_pdf(invoice)[0])

    print(f"\ninvoice: {size:,} bytes")
    assert size < 60_000
    assert report("invoice PDF beside bare WeasyPrint", ours, theirs) <= 1.15
