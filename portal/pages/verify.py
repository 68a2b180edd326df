"""書面の真正性確認: what the QR code of a paper leads to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.characters import visible
from notifications import papers


@require_safe
@never_cache
def show(request: HttpRequest, number: str, word: str) -> HttpResponse:
    """Number, kind, date and validity of a paper, and nothing else; 404 for a wrong word."""
    document = papers.find(visible(number)[:40], word)
    return render(
        request,
        "portal/pages/verify.html",
        {"document": document, "number": visible(number)[:40]},
        status=200 if document else 404,
    )
