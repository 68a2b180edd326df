from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("登録と審査")

    def ready(self) -> None:
        from registry import checks  # noqa: F401  (registers the checks)
