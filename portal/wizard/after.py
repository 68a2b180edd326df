"""After handing in: the fee and where to pay it, and what happens next."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.views.decorators.http import require_safe

from billing import agency
from billing.models import Invoice
from core import shown
from portal.wizard.doors import on_application
from portal.wizard.page import screen, stages
from portal.wizard.ways import SeeOther, way
from registry import procedures
from registry.drafts import Draft
from registry.lifecycle.telling import recipient
from registry.models import Application
from registry.procedures.base import Procedure
from registry.states import CLOSED, State


@dataclass(frozen=True)
class Moment:
    """One line of what happens next: when (a day, or in words), what, and whether it is over."""

    when: str
    what: str
    is_over: bool


@on_application
@require_safe
def payment(request: HttpRequest, application: Application) -> HttpResponseBase:
    """お支払い口座情報の確認及び請求書の発行 (F048 to F052)."""
    if not application.receipt_number:
        return SeeOther(way(application, "hub"))
    invoice = application.invoice
    if invoice is None:
        return SeeOther(way(application, "done"))
    return framed(
        request,
        application,
        "payment",
        invoice=invoice,
        lines=invoice.lines.all(),
        taxes=invoice.taxes.all(),
        account_url=account_url(application, invoice),
        is_settled=invoice.status == Invoice.Status.SETTLED,
        is_void=invoice.status == Invoice.Status.VOID,
    )


@on_application
@require_safe
def done(request: HttpRequest, application: Application) -> HttpResponseBase:
    """受付完了: the number, who was told, and the days that follow (F055); can be kept."""
    if not application.receipt_number:
        return SeeOther(way(application, "hub"))
    return framed(
        request,
        application,
        "done",
        invoice=application.invoice,
        mail=recipient(application, "contact").get("email", ""),
        moments=moments(application),
        is_closed=application.state in CLOSED,
    )


def framed(
    request: HttpRequest, application: Application, name: str, **context: Any
) -> HttpResponseBase:
    procedure = procedures.get(application.procedure)
    everywhere = {
        "application": application,
        "procedure": procedure,
        "stages": stages(Draft(application), stage(application, name)),
        "screen": screen(procedure, name),
    }
    return render(request, f"portal/wizard/{name}.html", everywhere | context)


def stage(application: Application, name: str) -> str:
    """Where the whole procedure stands."""
    if application.state == State.APPROVED:
        return "over"
    waiting = name == "payment" or application.state == State.AWAITING_PAYMENT
    return "payment" if waiting else "end"


def account_url(application: Application, invoice: Invoice) -> str:
    """The agency's page on the account lent for this invoice; "" when it is not to be paid."""
    account = getattr(invoice, "account", None)
    if account is None or invoice.status != Invoice.Status.OPEN:
        return ""
    back = way(application, "done")
    return agency.by_key(account.agency).page_url(account, back=back)


def moments(application: Application) -> list[Moment]:
    """What happened and what follows, with its days as far as they are known."""
    procedure = procedures.get(application.procedure)
    events = {each.action: each.at for each in application.events.all()}
    assert application.received_at is not None
    found = [Moment(shown.day(application.received_at), say("申込の受付"), is_over=True)]
    invoice = application.invoice
    if invoice is not None:
        paid = invoice.settled_on
        what = say("入金の確認") if paid else say("お支払いの期限")
        found.append(Moment(shown.day(paid or invoice.due_on), what, is_over=bool(paid)))
    if procedure.examined:
        begun = events.get("begin")
        waiting = say("入金の確認後") if invoice is not None else say("受付後")
        found.append(
            Moment(shown.day(begun) if begun else waiting, say("審査"), is_over=bool(begun))
        )
    if application.state not in CLOSED or application.state == State.APPROVED:
        ended = application.completed_on
        day = shown.day(ended) if ended else say("審査の終了後")
        found.append(Moment(day, say("登録の完了（お知らせをお送りします）"), is_over=bool(ended)))
        found += usable(application, procedure)
    return found


def usable(application: Application, procedure: Procedure) -> list[Moment]:
    """From when on it can be used elsewhere (F063): the day, once it is known."""
    day = procedure.notice_context(application).get("usable_from")
    if day:
        return [Moment(shown.day(day), say("NACCSでの利用開始"), is_over=False)]
    return [Moment(say("完了後"), str(procedure.usable), is_over=False)] if procedure.usable else []
