"""My page: what to do next, codes and terms, open applications, payments, papers, notices."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.views.decorators.http import require_POST, require_safe

from core import clock
from notifications import news
from portal.access import me, member_required, writing
from portal.mypage import own, steps
from portal.mypage.paging import paged
from portal.mypage.strip import strip
from registry import next_steps, procedures, register, words
from registry.forms import full_name
from registry.models import Application, Entry
from registry.next_steps import Holding, NextStep
from registry.states import State

SHOWN = 5


@dataclass(frozen=True)
class Opening:
    """A draft or an open application, as a row of 進行中の申込."""

    application: Application
    word: str
    icon: str
    css: str
    name: str
    progress: tuple[int, int]
    kept_until: date
    note: str
    draft_url: str


@require_safe
@member_required
def show(request: HttpRequest) -> HttpResponse:
    """マイページ."""
    account, day = me(request), clock.today()
    page = paged(next_steps.in_order(account), request.GET.get("page"))
    holdings = next_steps.held(page.object_list, day)
    openings = next_steps.listed(account)
    todo = next_steps.steps_for(account, openings, day)
    first = holdings[0] if holdings else None
    return render(
        request,
        "portal/mypage/home.html",
        {
            "page": page,
            "holdings": holdings,
            "alone": first if page.paginator.count == 1 else None,
            "strip": strip(first) if first else None,
            "next": todo[0],
            "next_button": steps.button(todo[0]),
            "others": [(each, steps.button(each)) for each in todo[1:6]],
            "contact": _contact(todo[0], first),
            "openings": [opening(each) for each in openings],
            "payments": _payments(openings, day),
            "papers": list(own.papers(account)[:SHOWN]),
            "notices": list(own.notices(account)[:SHOWN]),
            "news": list(news.for_account(account)[:SHOWN]),
            "day": day,
        },
    )


@require_POST
@member_required
def confirm_contact(request: HttpRequest) -> HttpResponse:
    """「合っています」: the contact is right as registered (F015)."""
    key = request.POST.get("entry", "")
    entries = Entry.objects.visible_to(me(request))
    is_key = key.isascii() and key.isdecimal() and len(key) < 19
    entry = entries.filter(pk=int(key)).first() if is_key else None
    if entry is None:
        raise Http404
    writing(request, entry)
    register.confirm_contact(entry)
    messages.success(request, say("担当者情報を確認しました。ご協力ありがとうございます。"))
    return redirect("my")


@require_safe
@member_required
def notices(request: HttpRequest) -> HttpResponse:
    """お知らせ: everything that was sent, with its words."""
    rows = paged(own.notices(me(request)), request.GET.get("page"))
    return render(request, "portal/mypage/notices.html", {"page": rows})


def opening(application: Any) -> Opening:
    """The row of a listed application."""
    icon, css = words.mark(application)
    sent_back = application.state == State.SENT_BACK
    is_draft = application.state == State.DRAFT
    decisions = application.carried_out
    return Opening(
        application=application,
        word=words.state(application),
        icon=icon,
        css=css,
        name=str(procedures.get(application.procedure).name),
        progress=next_steps.progress(application) if is_draft else (0, 0),
        kept_until=clock.day_of(application.saved_at) + timedelta(days=settings.DRAFT_DAYS),
        note=decisions[-1].note if sent_back and decisions else "",
        draft_url=steps.draft_url(application) if sent_back or is_draft else "",
    )


def _payments(openings: list[Application], day: date) -> list[dict[str, Any]]:
    """What is to be paid: the invoice, the account, the days that are left."""
    return [
        {
            "application": each,
            "invoice": each.invoice,
            "account": getattr(each.invoice, "account", None),
            "left": (each.invoice.due_on - day).days,
            "url": steps.account_url(each),
        }
        for each in openings
        if each.state == State.AWAITING_PAYMENT and each.invoice is not None
    ]


def _contact(step: NextStep, first: Holding | None) -> dict[str, str]:
    """The registered contact of what the card speaks of: name and masked address."""
    holding = step.holding or first
    entry = step.entry or (holding.code.entry if holding else None)
    if entry is None:
        return {}
    person = register.image(entry).get("contact", {})
    return {"name": full_name(person), "mail": masked(person.get("email") or "")}


def masked(mail: str) -> str:
    """cyber***@example.jp: enough to know one's own address by."""
    local, at, host = mail.partition("@")
    return f"{local[: min(5, max(1, len(local) // 2))]}***{at}{host}" if at else ""
