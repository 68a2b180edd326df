from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("会員")

    def ready(self) -> None:
        """The folder of the data is there before anything is kept in it; the checks are known."""
        from portal import checks  # noqa: F401

        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


class HouseAdminConfig(AdminConfig):
    default_site = "portal.site.HouseAdminSite"
