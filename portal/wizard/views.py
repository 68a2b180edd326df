"""Around a draft: the guidance before it, its start, its hub, its end without submission."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as say
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from billing import fees
from core import clock
from core.characters import storable
from core.text import fold_code
from portal.access import me, member_required, writing
from portal.models import Account
from portal.wizard.contacts import contact
from portal.wizard.doors import on_draft, procedure_of
from portal.wizard.page import page, screen
from portal.wizard.ways import SeeOther, carried, onward, safe_path, way
from registry import drafts
from registry.drafts import Draft, Refused
from registry.models import Application, Code
from registry.procedures.base import Procedure
from registry.states import State

__all__ = ["contact", "discard", "guide", "hub", "start"]


@never_cache
@require_safe
def guide(request: HttpRequest, key: str) -> HttpResponseBase:
    """What the procedure is, needs and costs; for its holders the button that starts it."""
    procedure = procedure_of(key)
    account = request.user if isinstance(request.user, Account) else None
    is_member = account is not None and account.kind != Account.Kind.STAFF
    context = {
        "procedure": procedure,
        "price": price(procedure),
        "is_member": is_member,
        "codes": codes(account, procedure) if account and is_member else [],
        "begun": begun(account, procedure) if account and is_member else [],
        "screen": screen(procedure, "guide"),
    }
    return render(request, "portal/wizard/guide.html", context)


def price(procedure: Procedure) -> fees.Price | None:
    """The fee of today; None where there is none, or where it depends on what is entered."""
    if procedure.fee is None:
        return None
    try:
        return fees.price(procedure.fee.code, on=clock.today())
    except fees.NoRate:
        return None


def codes(account: Account, procedure: Procedure) -> list[dict[str, Any]]:
    """The first codes that this could be done for, each with why it cannot be done now, or ""."""
    mine = Code.objects.visible_to(account).filter(scheme=procedure.scheme).live()
    found = mine.select_related("entry__registrant").order_by("number")[:20]
    today = clock.today()
    return [{"code": code, "refusal": procedure.refusal(code.entry, code, today)} for code in found]


def begun(account: Account, procedure: Procedure) -> list[Draft]:
    """Drafts that can be gone on with, the latest first."""
    mine = Application.objects.visible_to(account).drafts().filter(procedure=procedure.key)
    return [Draft(each) for each in mine.select_related("code").order_by("-saved_at")[:10]]


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, key: str) -> HttpResponseBase:
    """A new draft for one's code; one that was begun and left empty is gone on with."""
    procedure = procedure_of(key)
    there = f"/apply/{procedure.key}/"
    if request.method != "POST":
        return SeeOther(there)  # one had to sign in first; the button is there
    code = chosen(request, procedure)
    entry = code.entry if code else None
    writing(request, entry)
    application = drafts.unwritten(key, account=me(request), code=code)
    try:
        if application is None or procedure.refusal(entry, code, clock.today()):
            application = drafts.start(key, account=me(request), entry=entry, code=code)
        else:
            drafts.catch_up(application)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return SeeOther(there)
    query = {"next": safe_path(request.POST.get("next"))}
    return SeeOther(way(application, "hub", **query))


def chosen(request: HttpRequest, procedure: Procedure) -> Code | None:
    """The code that was named, or the only one there is; somebody else's is 404."""
    mine = Code.objects.visible_to(me(request)).filter(scheme=procedure.scheme)
    mine = mine.select_related("entry__registrant")
    number = fold_code(storable(request.POST.get("code", "")[:40]))
    if not number:
        only = list(mine[:2])
        return only[0] if len(only) == 1 else None
    code = mine.filter(number=number).first()
    if code is None:
        raise Http404
    return code


@on_draft
@require_safe
def hub(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """The sections in any order; a straight-line procedure goes on where it was left."""
    if drafts.catch_up(draft.application):
        draft = Draft(draft.application)
    if draft.procedure.straight_line:
        last = draft.shown_steps[-1] if draft.shown_steps else None
        if not draft.procedure.has_check_page and draft.is_finished and last:
            return SeeOther(way(draft.application, "step", last.key, **carried(request)))
        return SeeOther(onward(draft, **carried(request)))
    return page(
        request,
        draft,
        "hub",
        heading=str(draft.procedure.title),
        onward=onward(draft, **carried(request)),
        finished=draft.is_finished,
        guide=draft.procedure.document_guide(draft.context),
    )


@on_draft
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """申込をやめる: asked once more, then the draft and its files are gone."""
    if draft.application.state != State.DRAFT:
        messages.info(
            request, say("受付済みの申込は、マイページの「取下げ」から取り下げてください。")
        )
        return SeeOther(way(draft.application, "hub"))
    if request.method == "POST":
        drafts.discard(draft.application)
        messages.success(request, say("申込をやめました。入力した内容は削除しました。"))
        return SeeOther("/my/")
    return page(
        request,
        draft,
        "discard",
        heading=say("申込をやめますか"),
        back=onward(draft, **carried(request)),
    )
