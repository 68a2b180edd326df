"""申込情報: the list with its search, and one application as it was handed in."""

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.models import Invoice
from core import clock
from portal.access import me, member_required, writing
from portal.mypage import own, progress, steps
from portal.mypage.forms import AnswerForm, SearchForm
from portal.mypage.paging import paged
from registry import lifecycle, procedures, words
from registry.models import Application, Decision
from registry.states import OPEN, Action, By, NotAllowed, State, actions


@require_safe
@member_required
def index(request: HttpRequest) -> HttpResponse:
    """申込情報 一覧; the conditions stand in the address."""
    form = SearchForm(request.GET or None)
    rows: QuerySet[Application] = Application.objects.visible_to(me(request))
    rows = rows.select_related("code")
    if form.is_bound:
        rows = found(rows, form.cleaned_data) if form.is_valid() else rows.none()
    rows = rows.order_by(F("received_at").desc(nulls_first=True), "-saved_at", "pk")
    page = paged(rows, request.GET.get("page"))
    return render(
        request,
        "portal/mypage/applications.html",
        {
            "form": form,
            "page": page,
            "rows": [row(each) for each in page.object_list],
            "query": _conditions(request.GET),
            "searched": form.is_bound and bool(form.changed_data),
        },
    )


def found(rows: "QuerySet[Application]", asked: dict[str, Any]) -> "QuerySet[Application]":
    """The rows that meet the conditions; days are of Asia/Tokyo, both ends included."""
    if asked["number"]:
        rows = rows.filter(receipt_number__startswith=asked["number"])
    if asked["filer"]:
        rows = rows.filter(folded_filer__contains=asked["filer"])
    for what, column in (("received", "received_at"), ("closed", "closed_at")):
        if first := asked[f"{what}_from"]:
            rows = rows.filter(**{f"{column}__date__gte": first})
        if last := asked[f"{what}_to"]:
            rows = rows.filter(**{f"{column}__date__lte": last})
    return rows


def row(application: Application) -> dict[str, Any]:
    """A row of the list in words."""
    icon, css = words.mark(application)
    procedure = procedures.get(application.procedure)
    return {
        "application": application,
        "procedure": procedure.name or procedure.title,
        "word": words.state(application),
        "icon": icon,
        "css": css,
        "draft_url": steps.draft_url(application) if application.is_editable else "",
    }


@require_safe
@member_required
def show(request: HttpRequest, number: str) -> HttpResponse:
    """申込内容 参照."""
    return _page(request, own.application(me(request), number), AnswerForm())


def _page(
    request: HttpRequest, application: Application, form: AnswerForm, status: int = 200
) -> HttpResponse:
    submission = application.submission
    invoice = application.invoice
    thread = list(application.messages.all())
    return render(
        request,
        "portal/mypage/application.html",
        {
            **row(application),
            "decision": _told(application),
            "lines": progress.lines(application, application.events.all()),
            "sections": submission.content.summary if submission else [],
            "submission": submission,
            "attachments": list(application.attachments.present()),
            "thread": thread,
            "form": form,
            "may_answer": application.state in OPEN and bool(thread),
            "may_withdraw": Action.WITHDRAW in actions(application.state, By.APPLICANT),
            "invoice": invoice,
            "is_settled": is_settled(invoice),
            "account_url": steps.account_url(application)
            if application.state == State.AWAITING_PAYMENT
            else "",
            "receipt": getattr(invoice, "receipt", None) if invoice else None,
            "terms": list(application.terms.all()),
            "today": clock.today(),
        },
        status=status,
    )


def _told(application: Application) -> dict[str, str]:
    """The last decision that was carried out, as the applicant may read it."""
    decision = (
        Decision.objects.filter(application=application, carried_out_at__isnull=False)
        .order_by("-pk")
        .first()
    )
    if decision is None:
        return {}
    reasons = procedures.get(application.procedure).reject_reasons
    rejected = decision.outcome == Decision.Outcome.REJECT
    return {
        "outcome": decision.outcome,
        "note": decision.note,
        "reason": str(reasons.get(decision.reason, "")) if rejected else "",
    }


@require_POST
@member_required
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """An answer to the examiner's question; the same pressed twice is one answer."""
    application = own.application(me(request), number)
    writing(request, application.entry)
    if application.state not in OPEN:
        messages.warning(request, say("この申込みは終了しているため、回答を送れませんでした。"))
        return redirect("my-application", application.receipt_number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form, status=422)
    last = application.messages.last()
    if not (last and not last.from_staff and last.body == form.cleaned_data["body"]):
        lifecycle.answer(application, form.cleaned_data["body"], by=me(request))
    messages.success(request, say("回答を送りました。"))
    return redirect("my-application", application.receipt_number)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """取下げ: asked once more, then done."""
    application = own.application(me(request), number)
    writing(request, application.entry)
    if request.method == "POST":
        try:
            lifecycle.withdraw(application, by=me(request))
        except NotAllowed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request,
                say("申込み（受付番号 %(number)s）を取り下げました。")
                % {"number": application.receipt_number},
            )
        return redirect("my-application", application.receipt_number)
    if Action.WITHDRAW not in actions(application.state, By.APPLICANT):
        messages.error(request, say("この申込みは、いまの状況では取り下げられません。"))
        return redirect("my-application", application.receipt_number)
    return render(
        request,
        "portal/mypage/withdraw.html",
        {
            **row(application),
            "is_paid": is_settled(application.invoice),
            "is_renewal": application.procedure.endswith("-renewal"),
        },
    )


def is_settled(invoice: Invoice | None) -> bool:
    return invoice is not None and invoice.status == Invoice.Status.SETTLED


def _conditions(query: QueryDict) -> str:
    """The search's conditions as they stand in the address, without the page."""
    kept = query.copy()
    kept.pop("page", None)
    return kept.urlencode()
