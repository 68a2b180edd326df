"""The door to a draft: only the asker's own, only under its own procedure, only while open."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render

from portal.access import me, member_required, writing
from portal.wizard.page import screen
from portal.wizard.ways import SeeOther, way
from registry import procedures
from registry.drafts import Draft
from registry.models import Application
from registry.procedures.base import Procedure

AUTOSAVE = "_autosave"
View = Callable[..., HttpResponseBase]


def procedure_of(key: str) -> Procedure:
    """The procedure of an address, or 404."""
    try:
        return procedures.get(key)
    except KeyError:
        raise Http404 from None


def found(request: HttpRequest, key: str, draft: UUID) -> Application:
    """The asker's application of this procedure, or 404."""
    procedure_of(key)
    mine = Application.objects.visible_to(me(request))
    return get_object_or_404(
        mine.select_related("entry__registrant", "code"), pk=draft, procedure=key
    )


def on_application(view: View) -> View:
    """For pages of an application in any state."""

    @member_required
    @wraps(view)
    def opened(request: HttpRequest, key: str, draft: UUID, **more: str) -> HttpResponseBase:
        application = found(request, key, draft)
        writing(request, application.entry)
        return view(request, application, **more)

    return opened


def on_draft(view: View) -> View:
    """For pages on which one writes; an application that was handed in says so instead."""

    @on_application
    @wraps(view)
    def writing(request: HttpRequest, application: Application, **more: str) -> HttpResponseBase:
        if not application.is_editable:
            return received(request, application)
        return view(request, Draft(application), **more)

    return writing


def received(request: HttpRequest, application: Application) -> HttpResponse:
    """「この申込は受付済みです」 for everybody who comes back to a draft that is none any more."""
    here = way(application, "hub")
    if AUTOSAVE in request.POST:
        return JsonResponse({"closed": here}, status=409)
    if request.method == "POST":
        return SeeOther(here)
    procedure = procedures.get(application.procedure)
    number = screen(procedure, "received")
    context = {"application": application, "procedure": procedure, "screen": number}
    return render(request, "portal/wizard/received.html", context)
