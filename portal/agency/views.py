"""The sandbox agency's own page: account, amount, deadline; in the demonstration a panel (X09)."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from billing import sandbox
from billing.models import Invoice, TransferAccount
from portal.agency import panel
from registry import lifecycle


@require_GET
@never_cache
def account(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Anybody who holds the unguessable key sees it: no name but the payee's (F051, F053, F054)."""
    lent = _lent(key)
    signed = request.GET.get("back", "")
    response = render(
        request,
        "agency/account.html",
        {
            "account": lent,
            "invoice": lent.invoice,
            "paid": panel.paid(lent.invoice),
            "missing": panel.missing(lent.invoice),
            "authority": settings.AUTHORITY,
            "back": sandbox.way_back(signed) or "/",
            "signed": signed,
            "plain": bool(request.GET.get("print")),
            "print_url": "?" + urlencode({"back": signed, "print": "1"}),
            **_panel(lent),
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def deposit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send one message of the demonstration's panel, as the agency would."""
    if not settings.DEMO:
        raise Http404
    lent = _lent(key)
    try:
        answer = panel.send(lent, request.POST.get("kind", ""))
    except panel.NotSent as error:
        messages.error(request, str(error))
    else:
        say = messages.success if answer.is_accepted else messages.error
        said = answer.content.get("error") or _("入金通知を受け付けました。")
        say(request, _("応答 %(status)s：%(said)s") % {"status": answer.status, "said": said})
    # The clock looks within a minute; here somebody is waiting at the screen.
    list(lifecycle.begin_paid())
    page = reverse("agency:account", args=[key])
    back = urlencode({"back": request.POST.get("back", "")}, errors="replace")
    return HttpResponse(status=303, headers={"Location": f"{page}?{back}"})


def _lent(key: uuid.UUID) -> TransferAccount:
    found: TransferAccount = get_object_or_404(
        TransferAccount.objects.select_related("invoice"),
        key=key,
        agency=sandbox.SandboxAgency.key,
    )
    return found


def _panel(lent: TransferAccount) -> dict[str, Any]:
    if not settings.DEMO:
        return {}
    return {
        "buttons": panel.buttons(lent),
        "sent": lent.deposits.order_by("pk"),
        "is_lapsed": lent.invoice.status == Invoice.Status.VOID,
    }
