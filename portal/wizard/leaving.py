"""次へ進む: where a step leads when it is as it should be; back to it when it is not."""

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as say

from portal.access import me
from portal.wizard.page import UPLOAD
from portal.wizard.ways import ERRORS, RETURN, SeeOther, carried, onward, returning, safe_path, way
from registry import lifecycle
from registry.drafts import Draft, Refused
from registry.lifecycle.filing import Changed
from registry.procedures.base import Step
from registry.states import NotAllowed


def leave(request: HttpRequest, draft: Draft, current: Step, *, valid: bool) -> HttpResponseBase:
    """The next page; this one again, with its errors, while something on it is missing."""
    draft = draft.again()
    if not valid or draft.status(current) != "done" or refused_file(request):
        again = returning(request) | {ERRORS: "1"}
        return SeeOther(way(draft.application, "step", current.key, **again))
    if not draft.procedure.has_check_page and draft.is_finished:
        return hand_in(request, draft, current)
    return SeeOther(following(request, draft, current))


def following(request: HttpRequest, draft: Draft, current: Step) -> str:
    """The step after this one, the papers, or the check page; the hub while others are open."""
    further = carried(request)
    back_to_check = request.GET.get(RETURN) == "check"
    if back_to_check or draft.is_finished:
        return onward(draft, **further, **({RETURN: "check"} if back_to_check else {}))
    step = draft.after(current)
    if step is not None:
        return way(draft.application, "step", step.key, **further)
    if draft.missing and draft.has_documents_page:
        return way(draft.application, "documents", **further)
    return way(draft.application, "hub", **further)


def refused_file(request: HttpRequest) -> bool:
    """Whether a file of this very press was refused; the words wait for the page."""
    waiting = get_messages(request)
    found = any(UPLOAD in each.tags for each in waiting)
    setattr(waiting, "used", False)  # noqa: B010  looked at, not shown; a list has no such thing
    return found


def hand_in(request: HttpRequest, draft: Draft, current: Step) -> HttpResponseBase:
    """A procedure without a check page takes effect at once (担当者情報の変更)."""
    try:
        lifecycle.submit(draft.application, token=draft.token, by=me(request))
    except (Changed, Refused) as error:
        messages.error(request, str(error) or say("内容が更新されています。確認してください。"))
        return SeeOther(way(draft.application, "step", current.key, **carried(request)))
    except NotAllowed:
        pass  # pressed twice: the first press did it
    else:
        words = say("%(what)s。変更の前と後のE-mailアドレスに、確認のお知らせを送りました。")
        messages.success(request, words % {"what": draft.procedure.done_heading})
    return SeeOther(safe_path(request.GET.get("next")) or "/my/")
