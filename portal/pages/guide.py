"""手続きのご案内: the renewal in eight parts, the paper route, the fees."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from billing import fees as rates
from billing import tax
from billing.models import FeeRate
from core import clock
from notifications import news
from registry.models import DocumentRequirement, RegistrantKind

RENEWAL = "jastpro-renewal"
FEE_NAMES = {
    "jastpro.renewal": _("JASTPROコードの更新"),
    "jastpro.new": _("JASTPROコードの新規登録"),
    "jastpro.change": _("JASTPROコードの登録内容の変更"),
}
CHANGED_WORDS = {
    "basics.name": _("会社名（屋号・氏名）の変更"),
    "legal_address": _("登記住所の変更"),
    "registered_address": _("登録住所の変更"),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """手続きのご案内."""
    return render(request, "portal/pages/guide.html")


@require_safe
def renewal(request: HttpRequest) -> HttpResponse:
    """登録期間の更新 (F001)."""
    try:
        price = rates.price("jastpro.renewal", on=clock.today())
    except rates.NoRate:
        price = None
    return render(
        request,
        "portal/pages/renewal.html",
        {
            "price": price,
            "papers": papers_by_kind(),
            "answers": news.answers(RENEWAL),
        },
    )


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """How non-residents renew (F025)."""
    return render(request, "portal/pages/paper.html")


@require_safe
def fees(request: HttpRequest) -> HttpResponse:
    """手数料: each rate with the day from which it holds."""
    return render(request, "portal/pages/fees.html", {"rows": fee_rows(clock.today())})


def papers_by_kind() -> list[dict[str, Any]]:
    """The matrix of papers as it stands now, in words: a kind of registrant, changes, papers."""
    rules = DocumentRequirement.objects.filter(procedure=RENEWAL).order_by("pk")
    found = []
    for kind, each in groupby(rules, key=lambda rule: rule.registrant_kind):
        rows = [
            (str(CHANGED_WORDS.get(changed, changed)), in_words(list(papers)))
            for changed, papers in groupby(each, key=lambda rule: rule.changed)
        ]
        found.append({"kind": RegistrantKind(kind).label, "rows": rows})
    return found


def in_words(papers: list[DocumentRequirement]) -> str:
    """または between alternatives, と between papers that are needed together."""
    groups: dict[str, list[str]] = {}
    for each in papers:
        months = each.max_age_months
        age = say("（発行から%(months)sか月以内）") % {"months": months} if months else ""
        groups.setdefault(each.alternative or each.document, []).append(f"{each.title}{age}")
    return say("と").join(say("または").join(titles) for titles in groups.values())


@dataclass(frozen=True)
class FeeRow:
    """A rate in words; `is_now` holds today, a coming one is in the future."""

    name: str
    amount: int
    tax: int | None
    since: date
    is_now: bool


def fee_rows(day: date) -> list[FeeRow]:
    """Of every fee the rate of today, and those already fixed for later."""
    rows: list[FeeRow] = []
    for (code, tier), each in groupby(
        FeeRate.objects.order_by("code", "tier", "-effective_from"),
        key=lambda rate: (rate.code, rate.tier),
    ):
        name = " ".join(filter(None, [str(FEE_NAMES.get(code, code)), tier]))
        for rate in each:
            is_now = rate.effective_from <= day
            included = _tax(rate.amount, max(day, rate.effective_from))
            rows.append(FeeRow(name, rate.amount, included, rate.effective_from, is_now))
            if is_now:
                break
    return rows


def _tax(amount: int, day: date) -> int | None:
    try:
        return tax.included(amount, rates.tax_percent(day))
    except rates.NoRate:
        return None
