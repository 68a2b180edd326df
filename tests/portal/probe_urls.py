"""Sign-in as it is, beside pages that fail in every way on purpose."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from portal import errors, held
from portal.access import account_required, member_required, staff_required

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("a marker that no page may show")


def locked(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


def shut(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("a marker that no page may show")


def posted(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


def slowed(request: HttpRequest) -> HttpResponse:
    return errors.too_many(request, 61)


@member_required
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"home of {request.user}")


@account_required
def step(request: HttpRequest) -> HttpResponse:
    typed = held.take(request)
    return HttpResponse(typed.get("company", "") if typed else "empty")


@staff_required("accountant")
def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse("desk")


urlpatterns = [
    path("", include("portal.accounts.urls")),
    path("my/", home),
    path("apply/x/step/", step),
    path("desk/", desk),
    path("probe/broken/", broken),
    path("probe/locked/", locked),
    path("probe/shut/", shut),
    path("probe/suspicious/", suspicious),
    path("probe/posted/", posted),
    path("probe/slowed/", slowed),
    path("admin/", admin.site.urls),
]
