"""The portal's addresses, and the control beside them."""

from django.urls import path

from portal.urls import urlpatterns as portal_urls
from tests.bench.procedures import Wizard

urlpatterns = [path("control/", Wizard.as_view(), name="control"), *portal_urls]
handler404 = "portal.errors.not_found"
