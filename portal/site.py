"""The staff's site: Django's admin under our name, our sign-in and our roles.

It stands apart from portal/admin.py because that module registers pages on it while it is
being found.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.access import to_sign_in
from portal.accounts import first_steps
from portal.models import Account


class HouseAdminSite(admin.AdminSite):
    site_title = _("審査")
    site_header = _("窓口 審査")
    index_title = _("審査ホーム")
    site_url = None
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Active staff whose first steps are done; what they may do is each page's question."""
        account = request.user
        return (
            account.is_active
            and getattr(account, "kind", "") == Account.Kind.STAFF
            and first_steps.due(request) is None
        )

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one sign-in page; whoever is signed in and lands here has no business here."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise PermissionDenied
        return to_sign_in(request, request.GET.get("next") or reverse("admin:index"))

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("logout"))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("password_change"))
