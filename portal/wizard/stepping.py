"""One step of a draft: shown, saved on every press of any button, left for the next."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as say
from django.views.decorators.http import require_http_methods

from core import clock, shown
from portal import held
from portal.access import me
from portal.wizard import conflict, contacts, leaving, lookup, panel, rows
from portal.wizard.doors import AUTOSAVE, on_draft
from portal.wizard.page import page
from portal.wizard.parts import parts
from portal.wizard.pressed import Pressed, pressed
from portal.wizard.ways import ERRORS, RETURN, SeeOther, carried, onward, returning, way
from registry.drafts import Draft, Stale, Typed, typed_of
from registry.procedures.base import Step
from registry.states import NotAllowed


@on_draft
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, draft: Draft, step: str) -> HttpResponseBase:
    """A step's page, and every press on it."""
    current = draft.step(step)
    if current is None:
        return _not_asked(request, draft, step)
    if request.method != "POST":
        return show(request, draft, current)
    try:
        return press(request, draft, current)
    except NotAllowed:  # handed in a moment ago, in another tab
        return SeeOther(way(draft.application, "hub"))


def press(request: HttpRequest, draft: Draft, current: Step) -> HttpResponseBase:
    """Save what is in the fields, whatever was pressed, then do what was pressed."""
    button = pressed(request.POST)
    if button.name == "_upload" and panel.is_open(draft, current):
        return panel.uploaded(request, draft)
    typed = typed_of(current, request.POST, draft.known(current))
    if button.name == "_contact" and not draft.touched(current, typed):
        return contacts.change(request, draft, current)
    typed, found = _edited(request, draft, current, typed, button)
    if panel.is_open(draft, current):
        panel.take_in(request, draft, button)
    unchanged = button.name == "_unchanged" and bool(current.unchanged) and not draft.correction
    try:
        valid = draft.save(current, typed, seen=_seen(request), by=me(request), unchanged=unchanged)
    except Stale:
        if button.name == AUTOSAVE:
            return JsonResponse({"stale": True}, status=409)
        return conflict.conflict(request, draft, current, typed, unchanged=unchanged)
    if button.name in {"_next", "_unchanged"}:
        return leaving.leave(request, draft, current, valid=valid)
    if button.name == AUTOSAVE:
        return _autosaved(draft, current)
    return _stay(request, draft, current, button, found)


def _edited(
    request: HttpRequest, draft: Draft, current: Step, typed: Typed, button: Pressed
) -> tuple[Typed, dict[str, str]]:
    """What the button itself writes into the fields, and what the address bar says of it."""
    if button.name in {"_add_row", "_remove_row"}:
        return rows.changed(current, typed, button), {}
    if button.name == "_lookup":
        choice = request.POST.get(f"_place:{button.about}", "")
        return lookup.fill(draft, current, typed, button.about, choice)
    return typed, {}


def _stay(
    request: HttpRequest, draft: Draft, current: Step, button: Pressed, found: dict[str, str]
) -> HttpResponseBase:
    """Back to the same page, after a button that leads nowhere else."""
    if button.name == "_contact":
        return contacts.change(request, draft, current)
    if button.name in {"_save", "_mine"}:
        until = shown.day(Draft(draft.application).kept_until)
        words = say("申込内容を一時保存しました。%(day)sまで、続きから入力できます。")
        messages.success(request, words % {"day": until})
    here = way(draft.application, "step", current.key, **returning(request), **found)
    return SeeOther(here + _anchor(current, button))


def _anchor(current: Step, button: Pressed) -> str:
    """The part of the page that the button stands in."""
    if button.name == "_lookup":
        name = lookup.code_field(current, button.about)
        return f"#div_id_{button.about}-{name}" if name else ""
    if button.name in {"_attach", "_remove_file"}:
        return "#papers"
    return "#rows" if button.name in {"_add_row", "_remove_row"} else ""


def show(request: HttpRequest, draft: Draft, current: Step) -> HttpResponse:
    """The page; errors only where somebody has tried to go on from it."""
    asked = ERRORS in request.GET or draft.status(current) == "fix"
    typed = _held(request, draft, current)
    forms = draft.forms(current, MultiValueDict(typed) if typed else None)
    for form in forms.values():
        if form.is_bound and not asked:
            _hush(form)
    if draft.broken and draft.broken.step == current.key:
        _say_broken(forms, draft)
    finding = lookup.finding(request, draft, current)
    found = parts(draft, current, forms, finding)
    saved = draft.saved.get(current.key)
    papers = panel.of(draft) if panel.is_open(draft, current) else None
    wanting = panel.wanting(draft) if papers and asked and draft.is_valid(current) else []
    previous = draft.previous(current)
    return page(
        request,
        draft,
        "step",
        here=current.key,
        step=current,
        parts=found,
        papers=papers,
        wanting=wanting,
        heading=str(current.heading or current.title),
        seen=draft.revision(current),
        saved_at=saved.saved_at if saved else None,
        held=bool(typed),
        returning=request.GET.get(RETURN) == "check",
        back=way(draft.application, "step", previous.key, **carried(request)) if previous else "",
        contact=SimpleLazyObject(lambda: contacts.present(draft)),
    )


def _held(request: HttpRequest, draft: Draft, current: Step) -> Typed | None:
    """What was typed here before one had to sign in again; shown, not saved."""
    before = held.take(request)
    return typed_of(current, before, draft.known(current)) if before is not None else None


def _seen(request: HttpRequest) -> int:
    """The revision that the page showed; anything else than one counts as an old one."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _autosaved(draft: Draft, current: Step) -> JsonResponse:
    now = Draft(draft.application)
    at = clock.now().astimezone(clock.TOKYO)
    return JsonResponse({"saved_at": f"{at:%H:%M}", "seen": now.revision(current)})


def _hush(form: Any) -> None:
    """Take the errors off a page that nobody has tried to leave; repaired values stay shown."""
    for each in getattr(form, "forms", [form]):
        each.errors.clear()
    if hasattr(form, "non_form_errors"):
        form.non_form_errors().clear()


def _say_broken(forms: dict[str, Any], draft: Draft) -> None:
    """Put a broken rule across steps at its field, or above its form."""
    assert draft.broken is not None
    for form in forms.values():
        name = draft.broken.field
        if hasattr(form, "non_form_errors"):
            form.non_form_errors().append(draft.broken.message)
        elif not name or name in form.fields:
            form.is_valid()
            form.add_error(name or None, draft.broken.message)
        else:
            continue
        return


def _not_asked(request: HttpRequest, draft: Draft, key: str) -> HttpResponseBase:
    """A step that other answers have made needless, or that is not to be corrected now."""
    step = next((each for each in draft.procedure.steps if each.key == key), None)
    if step is None:
        raise Http404
    if request.method == "POST" and not draft.correction:
        typed = typed_of(step, request.POST, draft.known(step))
        try:
            draft.save(step, typed, seen=draft.revision(step), by=me(request))
        except (Stale, NotAllowed):
            return SeeOther(way(draft.application, "hub"))
    words = say("「%(title)s」は、いまの申込では入力する必要がありません。")
    messages.info(request, words % {"title": step.title})
    return SeeOther(onward(draft, **carried(request)))
