"""Who is asking: doors that views stand behind. What they may see is `visible_to(account)`."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.views.decorators.cache import never_cache

from core.address import address
from portal import held
from portal.models import Account
from registry.models import Entry
from registry.models.registrants import may_write

View = Callable[..., HttpResponseBase]
__all__ = [
    "account_required",
    "address",
    "me",
    "member_required",
    "staff_required",
    "to_sign_in",
    "writing",
]


def me(request: HttpRequest) -> Account:
    """The account that asks; only behind one of the doors below."""
    account = request.user
    assert isinstance(account, Account)
    return account


def writing(request: HttpRequest, entry: Entry | None) -> None:
    """Raise PermissionDenied when a POST would write for an entry that the asker only reads."""
    if request.method == "POST" and not may_write(me(request), entry):
        raise PermissionDenied


def account_required(view: View) -> View:
    """For anybody who is signed in, member or staff; others sign in first and come back."""
    return _door(view, lambda account: True)


def member_required(view: View) -> View:
    """For members and provisional log-ins; staff get 403."""
    return _door(view, lambda account: account.kind != Account.Kind.STAFF)


def staff_required(*roles: str) -> Callable[[View], View]:
    """For staff who hold one of the roles (any role if none is named); others get 403."""

    def allowed(account: Account) -> bool:
        if account.kind != Account.Kind.STAFF:
            return False
        held = account.staff_roles.of(*roles) if roles else account.staff_roles.all()
        return held.exists()

    return lambda view: _door(view, allowed)


def to_sign_in(request: HttpRequest, back: str = "") -> HttpResponse:
    """Off to the sign-in page, and back here afterwards; typed text of a form is kept."""
    held.keep(request)
    here = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    query = {"next": back or here}
    if getattr(request, "session_ended", ""):
        query["ended"] = "1"
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}")


def _door(view: View, allowed: Callable[[Account], bool]) -> View:
    @wraps(view)
    def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if not allowed(me(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(entered)
