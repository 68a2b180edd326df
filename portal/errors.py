"""Error pages: what happened, is my input safe, what to do, and a number to quote (ux 3.11)."""

import logging
import secrets
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from portal import held

log = logging.getLogger(__name__)

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
BUSY_WORDS = ("locked", "busy", "unable to open", "disk i/o")
RETRY_AFTER = "10"  # seconds
PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
LAST_RESORT = (
    '<!doctype html><html lang="ja"><meta charset="utf-8"><title>エラー｜コード管理ポータル</title>'
    "<h1>画面を表示できませんでした</h1><p>時間をおいて、もう一度お試しください。</p>"
)


class BusyMiddleware:
    """A view that waited too long for the database answers 503 and says when to try again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, why: Exception) -> HttpResponse | None:
        return busy(request) if is_busy(why) else None


def is_busy(why: BaseException | None) -> bool:
    """Did the database refuse or time out, rather than the statement being wrong?"""
    if not isinstance(why, OperationalError | InterfaceError):
        return False
    return connection.vendor != "sqlite" or any(word in str(why).lower() for word in BUSY_WORDS)


def busy(request: HttpRequest) -> HttpResponse:
    response = _plain(request, 503)
    response["Retry-After"] = RETRY_AFTER
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, 413 if isinstance(exception, TOO_BIG) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = exception.args[0] if isinstance(exception, PermissionDenied) and exception.args else ""
    return _framed(request, 403, "403.html", why=str(said))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _framed(request, 404, "404.html")


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """For views that throttle: try again after so many seconds."""
    response = _framed(request, 429, "429.html", minutes=-(-seconds // 60))
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Touches neither database nor session: they may be what failed."""
    if is_busy(sys.exc_info()[1]):
        return busy(request)
    return _plain(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page lay open for too long, or in another tab somebody signed in anew."""
    # A forged post comes without the session; it must not be given a new one either.
    kept = request.user.is_authenticated and held.keep(request)
    context = {"kept": kept, "back": request.path if kept else _came_from(request)}
    return _framed(request, 403, "errors/csrf.html", **context)


def _came_from(request: HttpRequest) -> str:
    """The page of ours that was sent from, or the front page."""
    parts = urlsplit(request.headers.get("referer", ""))
    same = url_has_allowed_host_and_scheme(
        request.headers.get("referer", ""), allowed_hosts={request.get_host()}
    )
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "") if same else "/"


def _framed(request: HttpRequest, status: int, template: str, **context: object) -> HttpResponse:
    """A page in the usual frame; the number is in the log too."""
    number = _quote(request, status)
    words = render_to_string(template, {"number": number, **context}, request)
    return HttpResponse(words, status=status)


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    """A page that needs nothing but its own file, and brings its headers along."""
    number = _quote(request, status)
    try:
        words: str = render_to_string(f"{status}.html", {"number": number})
    except Exception:
        log.exception("error page %s could not be drawn", status)
        words = LAST_RESORT
    headers = {
        "Content-Security-Policy": PLAIN_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    return HttpResponse(words, status=status, headers=headers)


def _quote(request: HttpRequest, status: int) -> str:
    """A short number to read out on the phone, found again in the log."""
    number = secrets.token_hex(4).upper()
    level = logging.ERROR if status == 500 else logging.INFO
    log.log(level, "%s %s %s %a", number, status, request.method, request.path)
    return number
