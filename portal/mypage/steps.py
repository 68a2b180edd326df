"""Where the button of a next step leads: an address to open, or a deed to post."""

from dataclasses import dataclass, field

from django.urls import reverse

from billing import agency
from registry.models import Application
from registry.next_steps import NextStep


@dataclass(frozen=True)
class Button:
    """A link, or with `is_post` a form; `hidden` are the fields that the form carries."""

    label: str
    url: str
    is_post: bool = False
    hidden: dict[str, str] = field(default_factory=dict)


def button(step: NextStep) -> Button | None:
    """The one primary button of a step; None when there is nothing to press."""
    if not step.button:
        return None
    match step.kind:
        case "renew":
            assert step.holding is not None
            code = step.holding.code
            return Button(
                step.button,
                reverse("apply-start", args=[f"{code.scheme}-renewal"]),
                is_post=True,
                hidden={"code": code.number},
            )
        case "contact":
            return Button(
                step.button,
                reverse("my-contact-confirm"),
                is_post=True,
                hidden={"entry": str(step.entry.pk) if step.entry else ""},
            )
        case "paper":
            return Button(step.button, reverse("guide-paper"))
        case "ended":
            return Button(step.button, reverse("guide"))
        case "nothing":
            number = step.holding.code.number if step.holding else ""
            return Button(step.button, reverse("my-ics", args=[number]))
    assert step.application is not None
    return Button(step.button, _of_application(step.kind, step.application))


def _of_application(kind: str, application: Application) -> str:
    if kind in {"correct", "continue"}:
        return draft_url(application)
    if kind == "pay":
        return account_url(application)
    page = reverse("my-application", args=[application.receipt_number])
    return f"{page}#messages" if kind == "answer" else page


def draft_url(application: Application) -> str:
    """Where a draft or a sent-back application is written on."""
    return reverse("apply-hub", args=[application.procedure, application.pk])


def account_url(application: Application) -> str:
    """The agency's page on the account to pay into; its way back leads to the application."""
    invoice = application.invoice
    account = getattr(invoice, "account", None) if invoice else None
    if account is None:
        return reverse("my-application", args=[application.receipt_number])
    back = reverse("my-application", args=[application.receipt_number])
    return agency.by_key(account.agency).page_url(account, back=back)
