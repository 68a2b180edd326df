"""The papers on a page of their own, where no step takes them in."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as say
from django.views.decorators.http import require_http_methods

from portal.wizard import panel
from portal.wizard.doors import on_draft
from portal.wizard.leaving import refused_file
from portal.wizard.page import page
from portal.wizard.pressed import pressed
from portal.wizard.ways import ERRORS, SeeOther, carried, onward, way
from registry.drafts import Draft
from registry.states import NotAllowed


@on_draft
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """What is to be attached; a draft that takes papers within a step is led there."""
    taking = next((step for step in draft.shown_steps if step.takes_documents), None)
    if taking is not None:
        return SeeOther(way(draft.application, "step", taking.key, **carried(request)))
    if request.method == "POST":
        return take(request, draft)
    return page(
        request,
        draft,
        "documents",
        heading=say("確認資料の添付"),
        papers=panel.of(draft),
        wanting=panel.wanting(draft) if ERRORS in request.GET else [],
        back=way(draft.application, "hub", **carried(request)),
    )


def take(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """Attach or remove, then stay, or go on when nothing is missing any more."""
    button = pressed(request.POST)
    try:
        if button.name == "_upload":
            return panel.uploaded(request, draft)
        panel.take_in(request, draft, button)
    except NotAllowed:
        return SeeOther(way(draft.application, "hub"))
    here = way(draft.application, "documents", **carried(request))
    if button.name != "_next":
        return SeeOther(f"{here}#papers")
    draft = Draft(draft.application)
    if draft.missing or refused_file(request):
        return SeeOther(way(draft.application, "documents", **carried(request), errors="1"))
    return SeeOther(onward(draft, **carried(request)))
