"""How long a session lives: idle so long, so long at most; listed and ended by its owner."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core import trail
from portal.access import address, me
from portal.models import Account

SINCE, SEEN = "since", "seen"
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
GRAIN = 30  # seconds; a session's last use is written no more often than this


class SessionLimitsMiddleware:
    """Ends a session that was idle for too long or has lived for too long.

    What a signed-in person was shown is kept by nothing on the way. The limits are exact but for
    the grain: an idle end may come up to 30 s early, never late.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        signed_in = has_session and request.user.is_authenticated
        if signed_in:
            self._limit(request)
        response = self.get_response(request)
        if signed_in and not response.has_header("Cache-Control"):
            # The frame of every page says who is signed in, on pages for everybody, too.
            response["Cache-Control"] = "private, no-store"
        return response

    def _limit(self, request: HttpRequest) -> None:
        if SINCE not in request.session:
            begin(request)
        if min(seconds_left(request)) <= 0:
            account = request.user
            trail.record("session_timed_out", account=account, address=address(request))
            logout(request)
            request.session_ended = "limit"  # type: ignore[attr-defined]
        elif _now() - request.session[SEEN] >= GRAIN:
            request.session[SEEN] = _now()


def begin(request: HttpRequest) -> None:
    """Start counting, and list the session for its owner; called at sign-in."""
    request.session[SINCE] = request.session[SEEN] = _now()
    UserSession.objects.create_from_request(request)


def seconds_left(request: HttpRequest) -> tuple[int, int]:
    """Seconds until the idle end and until the end at most."""
    now = _now()
    since, seen = request.session.get(SINCE, now), request.session.get(SEEN, now)
    idle = idle_limit(me(request))
    return (
        int(seen + idle.total_seconds() - now),
        int(since + settings.SESSION_AT_MOST.total_seconds() - now),
    )


def idle_limit(account: Account) -> timedelta:
    """60 minutes for members, 30 for staff."""
    is_staff = account.kind == Account.Kind.STAFF
    return settings.SESSION_IDLE_STAFF if is_staff else settings.SESSION_IDLE


def own(account: Account) -> list[UserSession]:
    """The account's living sessions, the newest first."""
    living = UserSession.objects.purge_and_list(account)
    return sorted(living, key=lambda session: session.created_at, reverse=True)


def browser(session: UserSession) -> str:
    """What the session's browser calls itself, in two words where they are known."""
    said = session.user_agent
    known = [
        next((word for mark, word in words if mark in said), "") for words in (BROWSERS, SYSTEMS)
    ]
    return "・".join(word for word in known if word) or said[:60]


def end_all(account: Account, *, but: str | None = None) -> int:
    """End the account's sessions at once, all but one session key if given; how many ended."""
    ended = UserSession.objects.filter(user=account).exclude(session_key=but)
    for session in ended:
        session.end()
    return len(ended)


def keep_only_this(request: HttpRequest) -> None:
    """After a change of password: list the present session under its new key, end the others."""
    end_all(me(request), but=request.session.session_key)
    UserSession.objects.create_from_request(request)


def _now() -> int:
    return int(timezone.now().timestamp())
