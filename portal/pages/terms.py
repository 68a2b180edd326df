"""利用規約: the version in force, earlier ones, and the same on paper."""

import hashlib
import re
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core import clock
from notifications import pdf as paper
from registry.models import TermsOfUse

ARTICLE = re.compile(r"^第[0-9０-９]+条")
KEPT = 24 * 60 * 60


@require_safe
def show(request: HttpRequest, scheme: str) -> HttpResponse:
    """The terms of a programme; `?version=` shows another version of them."""
    terms, all_versions = _asked(request, scheme)
    return render(
        request,
        "portal/pages/terms.html",
        {
            "terms": terms,
            "articles": articles(terms.text),
            "versions": all_versions,
            "is_newest": terms.pk == _newest(all_versions).pk,
        },
    )


@require_safe
def pdf(request: HttpRequest, scheme: str) -> HttpResponse:
    """The terms as PDF; drawn once a day at most, for drawing costs more than a page."""
    terms, _versions = _asked(request, scheme)
    digest = hashlib.sha256(terms.text.encode()).hexdigest()[:16]
    data = cache.get_or_set(f"terms-pdf:{terms.pk}:{digest}", lambda: _drawn(terms), timeout=KEPT)
    name = f"{terms.title}_{terms.version}.pdf"
    return HttpResponse(
        data,
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )


def articles(text: str) -> list[dict[str, Any]]:
    """The articles: a heading 第n条 and the lines below it; a preamble has no heading."""
    found: list[dict[str, Any]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if ARTICLE.match(line):
            found.append({"heading": line, "lines": []})
        elif found:
            found[-1]["lines"].append(line)
        else:
            found.append({"heading": "", "lines": [line]})
    return found


def _asked(request: HttpRequest, scheme: str) -> tuple[TermsOfUse, list[TermsOfUse]]:
    versions = list(TermsOfUse.objects.filter(scheme=scheme).order_by("-effective_from", "-pk"))
    if not versions:
        raise Http404
    wanted = request.GET.get("version")
    if not wanted:
        return _newest(versions), versions
    for each in versions:
        if each.version == wanted:
            return each, versions
    raise Http404


def _newest(versions: list[TermsOfUse]) -> TermsOfUse:
    """The one in force today; before the first one's day, the first."""
    day = clock.today()
    return next((each for each in versions if each.effective_from <= day), versions[-1])


def _drawn(terms: TermsOfUse) -> bytes:
    words = {"terms": terms, "articles": articles(terms.text)}
    html = render_to_string("portal/pages/terms_paper.html", words)
    return paper.render(html, title=terms.title)
