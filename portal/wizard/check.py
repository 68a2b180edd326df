"""The check page: all that will be handed in, before and after; then one press hands it in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as say
from django.views.decorators.http import require_http_methods

from billing.fees import NoRate, Price
from core import clock
from portal.access import me
from portal.wizard import panel
from portal.wizard.doors import on_draft
from portal.wizard.page import page
from portal.wizard.ways import ERRORS, SeeOther, carried, onward, way
from registry import drafts, lifecycle
from registry.drafts import Draft, Refused
from registry.lifecycle.filing import Changed
from registry.procedures.base import Step
from registry.states import NotAllowed
from registry.summary import changed_rows

CHANGED = "内容が更新されています。表示されている内容をもう一度確認してください。"


@on_draft
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """Show what would be handed in, or hand in what was shown."""
    if drafts.catch_up(draft.application):
        messages.warning(
            request,
            say("登録内容が更新されたため、変更前の内容を表示し直しました。確認してください。"),
        )
        return SeeOther(way(draft.application, "check", **carried(request)))
    if draft.unfinished or draft.missing:
        return SeeOther(onward(draft, **carried(request), errors="1"))
    if request.method == "POST":
        return hand_in(request, draft)
    return show(request, draft)


def hand_in(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """Submit, or submit again; whatever stands against it is said on the page."""
    application, again = draft.application, bool(draft.correction)
    here = way(application, "check", **carried(request))
    if needs_consent(draft) and "agree" not in request.POST:
        return SeeOther(way(application, "check", **carried(request), errors="1"))
    deed = lifecycle.resubmit if again else lifecycle.submit
    try:
        deed(application, token=request.POST.get("token", ""), by=me(request))
    except Changed:
        messages.warning(request, say(CHANGED))
        return SeeOther(here)
    except (Refused, NoRate) as refusal:
        messages.error(request, str(refusal))
        return SeeOther(here)
    except NotAllowed:
        pass  # pressed twice, or in two tabs: the first press did it
    application.refresh_from_db()
    if application.invoice_id and not again:
        return SeeOther(way(application, "payment"))
    return SeeOther(way(application, "done"))


def show(request: HttpRequest, draft: Draft) -> HttpResponse:
    procedure = draft.procedure
    agree = needs_consent(draft)
    return page(
        request,
        draft,
        "check",
        heading=say("修正した内容を確認し、再提出してください")
        if draft.correction
        else str(procedure.check_heading),
        sections=sections(draft),
        changes=changed_rows(draft.summary),
        compared=any(section["compared"] for section in draft.summary),
        papers=panel.of(draft),
        papers_url=papers_url(draft),
        price=price(draft),
        warnings=procedure.warnings(draft.context),
        refusal=refusal(draft),
        needs_consent=agree,
        not_agreed=agree and ERRORS in request.GET,
        broken=draft.broken.message if draft.broken else "",
        token=draft.token,
        back=last_page(draft, **carried(request)),
        submit_label=say("修正して再提出する") if draft.correction else procedure.submit_label,
    )


def needs_consent(draft: Draft) -> bool:
    """Terms are agreed to once, with the first submission."""
    return bool(draft.terms) and not draft.correction


def price(draft: Draft) -> Price | None:
    """What it costs today; None for nothing, and once it has been billed."""
    if draft.correction:
        return None
    try:
        return draft.price
    except NoRate:
        return None


def refusal(draft: Draft) -> str:
    """Why it could not be handed in today, said before somebody presses."""
    if draft.correction:
        return ""
    application = draft.application
    return draft.procedure.refusal(application.entry, application.code, clock.today())


def sections(draft: Draft) -> list[dict[str, Any]]:
    """The summary with the way to correct each row; "" where nothing can be changed."""
    steps = {group.key: step for step in draft.shown_steps for group in step.parts}
    found = []
    for section in draft.summary:
        step = steps.get(section["group"])
        rows = [
            row | {"fix": way_to(draft, step, section["group"], row["field"])}
            for row in section["rows"]
        ]
        found.append(section | {"rows": rows})
    return found


def way_to(draft: Draft, step: Step | None, group: str, field: str) -> str:
    """To the field on its page and back to the check page."""
    if step is None:
        return ""
    form = next(each.form for each in step.parts if each.key == group)
    withheld = field in form.fixed
    if withheld or (draft.correction and field not in draft.correction.get(group, [])):
        return ""
    anchor = "rows" if step.rows else f"div_id_{group}-{field}"
    return way(draft.application, "step", step.key, **{"return": "check"}) + f"#{anchor}"


def papers_url(draft: Draft) -> str:
    """To the papers and back to the check page; "" where nothing of them can be changed."""
    taking = next((step for step in draft.shown_steps if step.takes_documents), None)
    if taking is not None:
        return way(draft.application, "step", taking.key, **{"return": "check"}) + "#papers"
    return way(draft.application, "documents") if draft.has_documents_page else ""


def last_page(draft: Draft, **query: str) -> str:
    """「戻る」: the papers or the last step."""
    if draft.has_documents_page:
        return way(draft.application, "documents", **query)
    if draft.shown_steps:
        return way(draft.application, "step", draft.shown_steps[-1].key, **query)
    return way(draft.application, "hub", **query)
