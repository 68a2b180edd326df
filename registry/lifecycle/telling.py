"""Telling people: which event goes to whom by which channel, with words for it."""

from typing import Any

from django.conf import settings

from billing.invoicing import BillTo
from core import clock, shown
from core.text import bank_kana
from notifications import addresses, letters, outbox
from registry import procedures, register
from registry.forms import full_name
from registry.models import Application, Entry
from registry.procedures.base import Letter, Mail

Words = dict[str, Any]


def tell(application: Application, event: str, *, once: str = "", **more: Any) -> None:
    """Post the notices of an event, in the caller's transaction; a second call posts nothing.

    `once` tells events of one kind apart that may happen again (a second question).
    """
    procedure = procedures.get(application.procedure)
    words = application_words(application) | procedure.notice_context(application) | more
    count = application.events.count() if event in {"sent_back", "question"} else 0
    key = ":".join(filter(None, [application.receipt_number, event, once, str(count or "")]))
    told: set[str] = set()
    for channel in procedure.tells.get(event, procedure.told_by_default):
        if isinstance(channel, Mail):
            person = recipient(application, channel.to)
            if person["email"] in told:
                continue  # one mail where the address is the same
            told.add(person["email"])
            _mail(application, event, channel, person, words, key)
        else:
            _letter(application, event, channel, words, key)


def _mail(
    application: Application,
    event: str,
    channel: Mail,
    person: dict[str, str],
    words: Words,
    key: str,
) -> None:
    outbox.post(
        event=event,
        about=application.receipt_number,
        to=person["email"],
        context=words | {"recipient": person},
        wording=application.procedure,
        once=f"{key}:{channel.to}",
        url=words["url"],
    )


def _letter(application: Application, event: str, channel: Letter, words: Words, key: str) -> None:
    assert application.entry is not None
    post_letter(application.entry, channel, words, key, wording=application.procedure)


def post_letter(entry: Entry, channel: Letter, words: Words, key: str, *, wording: str) -> None:
    """Queue a letter to an address of the register, for the attention of the contact."""
    present = register.image(entry)
    person = person_of(entry, present, "contact")
    address = present.get(channel.to, {})
    letters.post_letter(
        event=channel.kind,
        about=words.get("receipt_number") or words["code"],
        to_lines=addresses.lines(
            postal_code=address.get("postal_code") or "",
            address=[
                f"{address.get('prefecture') or ''}{address.get('city') or ''}",
                address.get("street") or "",
            ],
            company=person["company"] if person["company"] != person["name"] else "",
            department=person["department"],
            person=person["name"],
        ),
        context=words | {"recipient": person, "entry": present},
        wording=wording,
        once=f"{key}:letter",
        url=words["url"],
    )


def recipient(application: Application, who: str) -> dict[str, str]:
    """Who hears: the registered contact, its former self, or the filer; never a typed address."""
    entry = application.entry
    if who == "former_contact":
        return person_of(entry, application.before, "contact")
    if who == "filer" or entry is None:
        return person_of(entry, application.content, "filer")
    return person_of(entry, register.image(entry), "contact")


def person_of(entry: Entry | None, image: Words, group: str) -> dict[str, str]:
    """Company, department, name and address of a person in an image."""
    person = image.get(group, {})
    company = image.get("basics", {}).get("name") or (entry.name if entry else "")
    return {
        "company": company,
        "department": person.get("department") or "",
        "title": person.get("job_title") or "",
        "name": full_name(person),
        "email": person.get("email") or "",
    }


def application_words(application: Application) -> Words:
    """What every notice of an application may say; no secret is among it."""
    invoice = application.invoice
    account = getattr(invoice, "account", None) if invoice else None
    return {
        "procedure": procedures.get(application.procedure),
        "procedure_title": str(procedures.get(application.procedure).title),
        "procedure_name": str(procedures.get(application.procedure).name),
        "receipt_number": application.receipt_number,
        "received_at": application.received_at,
        "code": application.code.number if application.code else "",
        "invoice": invoice,
        "account": account,
        "payer_name": payer_name(application),
        "url": f"/my/applications/{application.receipt_number}/",
        "authority": settings.AUTHORITY,
        "today": shown.day(clock.today()),
    }


def payer_name(application: Application) -> str:
    """振込依頼人名: the receipt number before the name in bank kana."""
    image = register.image(application.entry) if application.entry else {}
    kana = bank_kana(image.get("basics", {}).get("name_kana", ""))
    return f"{application.receipt_number} {kana}".strip()


def bill_to(application: Application) -> BillTo:
    """Whom an invoice is addressed to: the registrant as registered, care of the contact."""
    image = register.image(application.entry) if application.entry else application.content
    person = person_of(application.entry, image, "contact")
    address = image.get("registered_address", {})
    return BillTo(
        name=person["company"],
        department=person["department"],
        person=person["name"] if person["name"] != person["company"] else "",
        postal_code=address.get("postal_code", ""),
        address="".join(address.get(part) or "" for part in ("prefecture", "city", "street")),
        kana=bank_kana(image.get("basics", {}).get("name_kana", "")),
        honorific="様" if image.get("basics", {}).get("kind") == "individual" else "御中",
    )
