"""What was sent in the demonstration: mails and letters; there only with settings.DEMO."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications import letters, papers
from notifications.models import Notice

PAGE = 30


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Every mail and letter, the newest first."""
    _demonstration_only()
    page = Paginator(Notice.objects.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/pages/outbox.html", {"page": page})


@require_safe
@never_cache
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail with its words, or one letter with its paper."""
    _demonstration_only()
    notice = get_object_or_404(Notice.objects.select_related("document"), pk=pk)
    return render(request, "portal/pages/outbox_notice.html", {"notice": notice})


@require_safe
@never_cache
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of a letter."""
    _demonstration_only()
    notice = get_object_or_404(
        Notice.objects.select_related("document"), pk=pk, channel=Notice.Channel.LETTER
    )
    assert notice.document is not None
    name = papers.file_name(notice.document)
    return HttpResponse(
        letters.paper(notice),
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "no-store",
        },
    )


def _demonstration_only() -> None:
    if not settings.DEMO:
        raise Http404
