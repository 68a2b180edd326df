"""Pages that are words only: the top page, privacy, accessibility, how to reach us."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications import news


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The top page: a door for newcomers, a door for those who hold a code."""
    return render(request, "portal/pages/home.html", {"news": news.for_visitors()[:5]})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """個人情報の取扱い."""
    return render(request, "portal/pages/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """アクセシビリティ方針."""
    return render(request, "portal/pages/accessibility.html")


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """お問い合わせ."""
    return render(request, "portal/pages/contact.html")
