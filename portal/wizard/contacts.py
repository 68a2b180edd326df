"""担当者情報の変更, from my page or out of another procedure and back (F013 to F015)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from core.characters import storable
from core.text import fold_code
from portal.access import me, member_required
from portal.wizard.ways import SeeOther, onward, safe_path, way
from registry import drafts, procedures, register
from registry.drafts import Draft, Refused
from registry.models import Application, Code
from registry.procedures.base import Content, Step

MY_PAGE = "/my/"


def procedure_for(scheme: str) -> str:
    """The key of the procedure that changes the contact of a scheme; 404 if it has none."""
    key = f"{scheme}-contact"
    if key not in {each.key for each in procedures.every()}:
        raise Http404
    return key


@member_required
@require_safe
def contact(request: HttpRequest) -> HttpResponseBase:
    """Go on with a change of the contact that was begun, or begin one."""
    codes = Code.objects.visible_to(me(request)).live().select_related("entry__registrant")
    wanted = fold_code(storable(request.GET.get("code", "")[:40]))
    code = codes.filter(number=wanted).first() if wanted else codes.order_by("pk").first()
    if code is None and wanted:
        raise Http404
    scheme = code.scheme if code else "jastpro"
    return begin(request, procedure_for(scheme), code, back=safe_path(request.GET.get("next")))


def change(request: HttpRequest, draft: Draft, current: Step) -> HttpResponseBase:
    """Out of a step to the contact's page, and back to the step when it is registered."""
    application = draft.application
    back = way(application, "step", current.key)
    return begin(request, procedure_for(application.scheme), application.code, back=back)


def begin(request: HttpRequest, key: str, code: Code | None, *, back: str) -> HttpResponseBase:
    """To the draft that waits, brought level with the register, or to a new one."""
    begun = Application.objects.drafts().filter(procedure=key, account=me(request), code=code)
    application = begun.order_by("-saved_at").first()
    if application is None:
        entry = code.entry if code else None
        try:
            application = drafts.start(key, account=me(request), entry=entry, code=code)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return SeeOther(back or MY_PAGE)
    else:
        drafts.catch_up(application)
    draft = Draft(application)
    if draft.is_finished:
        return SeeOther(way(application, "step", draft.shown_steps[0].key, next=back))
    return SeeOther(onward(draft, next=back))


def present(draft: Draft) -> Content:
    """The contact as it is registered now; {} before there is an entry."""
    entry = draft.application.entry
    return register.image(entry).get("contact", {}) if entry else {}
