"""Papers to keep: invoice, receipt, letters; only ever downloaded, never cached."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_safe

from billing import documents
from billing.models import PaymentReceipt
from core import trail
from notifications import letters
from notifications import papers as issued
from portal.access import address, me, member_required
from portal.mypage import own
from portal.mypage.paging import paged


@require_safe
@member_required
def index(request: HttpRequest) -> HttpResponse:
    """書類: every paper of the member's, the newest first."""
    page = paged(own.papers(me(request)), request.GET.get("page"))
    return render(request, "portal/mypage/documents.html", {"page": page})


@require_GET
@member_required
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """請求書 (F057)."""
    application = own.application(me(request), number)
    if application.invoice is None:
        raise Http404
    data, name = documents.invoice_pdf(application.invoice)
    return _handed(request, application, "invoice", data, name)


@require_GET
@member_required
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """領収書: there only after completion, marked 再発行 from the second time on (F064)."""
    application = own.application(me(request), number)
    if application.invoice is None or application.completed_on is None:
        raise Http404
    paper = get_object_or_404(PaymentReceipt, invoice=application.invoice)
    data, name = documents.receipt_pdf(paper)
    return _handed(request, application, "receipt", data, name)


@require_GET
@member_required
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """A letter that was sent, as it was printed."""
    notice = own.letter(me(request), number)
    assert notice.document is not None
    data = letters.paper(notice)
    return _handed(request, notice.document, "letter", data, issued.file_name(notice.document))


def _handed(request: HttpRequest, about: object, kind: str, data: bytes, name: str) -> HttpResponse:
    """The PDF as a download with its name as it is, and a line in the trail (X13)."""
    trail.record(
        f"download.{kind}", account=me(request), address=address(request), about=about, file=name
    )
    return HttpResponse(
        data,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
