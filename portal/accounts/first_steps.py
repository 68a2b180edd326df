"""What must come first: a new password at the first sign-in, for staff the second factor."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal.accounts import factors
from portal.models import Account

DONE = "first_steps_done"
ALWAYS_OPEN = {
    "logout",
    "logged_out",
    "session_ping",
    "terms",
    "privacy",
    "accessibility",
    "contact",
}
PASSWORD_PAGES = {"password_change"}
FACTOR_PAGES = {"totp_add", "key_add", "recovery_codes", "prove", "first_factor"}


def due(request: HttpRequest) -> tuple[str, set[str]] | None:
    """The page that must come first and the pages that lead through it; None when all is done."""
    account = request.user
    if not isinstance(account, Account):
        return None
    if account.must_change_password:
        return "password_change", PASSWORD_PAGES
    if not settings.STAFF_SECOND_FACTOR or account.kind != Account.Kind.STAFF:
        return None
    if request.session.get(DONE) or factors.enrolled(account):
        request.session.setdefault(DONE, True)
        return None
    return "first_factor", FACTOR_PAGES


class FirstStepsMiddleware:
    """Sends whoever has a first step open to it, from all pages but the few always open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        step = due(request)
        match = request.resolver_match
        name = match.url_name if match and not match.namespaces else ""
        if step is None or name in ALWAYS_OPEN | step[1]:
            return None
        return HttpResponseRedirect(reverse(step[0]))
