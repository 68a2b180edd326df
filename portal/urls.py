"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from portal.wizard import views as wizard

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"

urlpatterns = [
    path("", include("portal.pages.urls")),
    path("", include("portal.accounts.urls")),
    path("apply/", include("portal.wizard.urls")),
    path("files/", include("portal.files.urls")),
    path("my/contact/", wizard.contact, name="my-contact"),
    path("my/", include("portal.mypage.urls")),
    path("", include("portal.agency.urls")),
    path("admin/", admin.site.urls),
]
