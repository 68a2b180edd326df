"""What the tests of the desk share: a case that waits, its page, and pressing its buttons."""

from django.urls import reverse

from portal.demonstration import deeds
from registry.models import Application

QUEUE = "/admin/registry/application/"
NEW_ADDRESS = {
    "registered_address": {
        "postal_code": "1050003",
        "prefecture": "東京都",
        "city": "港区西新橋",
        "street": "1-2-3",
    }
}


def paid(code, changes=None) -> Application:
    """A renewal that waits for an examiner."""
    application = deeds.submit(deeds.write_renewal(code, changes))
    deeds.pay(application)
    application.refresh_from_db()
    return application


def page(application) -> str:
    return reverse("admin:registry_application_change", args=[application.pk])


def do(browser, application, deed, **typed):
    """Press a button of the review page."""
    fields = {f"{deed}-{name}": value for name, value in typed.items()}
    return browser.post(
        reverse("admin:registry_application_do", args=[application.pk, deed]), fields
    )


def text(response) -> str:
    return response.content.decode()
