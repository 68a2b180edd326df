"""The people and things that the matrix of roles and addresses is walked with.

Everything comes into being by the deeds: a draft with a paper, an application that waits for its
money and has been asked a question, one that was completed. All three belong to registrants for
whom the holders act; nobody else may see anything of them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from core import clock
from notifications import batches, outbox
from notifications.models import Faq, IssuedDocument, LetterBatch, News, Notice
from portal.accounts import people
from portal.demonstration import deeds
from portal.models import Account
from registry import drafts, lifecycle
from registry.models import Application, Attachment, Code, Membership
from tests import cast

HOLDERS = ("filer", "responsible_manager", "billing_contact", "reader")
STRANGERS = ("other", "former", "provisional")
STAFF = {
    "examiner": ("examiner", "jastpro"),
    "examiner_gs1": ("examiner", "gs1"),
    "accountant": ("accountant", ""),
    "clerk": ("clerk", "jastpro"),
    "administrator": ("administrator", ""),
    "auditor": ("auditor", ""),
}
ROLES = ("anonymous", *HOLDERS, *STRANGERS, *STAFF)
MOVED = {"street": "1-5-12 八丁堀セントラルビル7階"}


@dataclass
class World:
    """What the rows of the matrix name their objects from."""

    accounts: dict[str, Account]
    codes: dict[str, Code]
    draft: Application
    paper: Attachment
    unpaid: Application
    completed: Application
    letter: IssuedDocument
    batch: LetterBatch
    contact: Application

    @property
    def account_key(self) -> Any:
        assert self.unpaid.invoice is not None
        return self.unpaid.invoice.account.key


def build() -> World:
    """An empty house filled; the same names and numbers each time."""
    today = clock.today()
    codes = {"draft": cast.shinonome(), "unpaid": cast.hamaya(), "completed": cast.takahashi()}
    other = cast.minato()
    accounts = {"other": deeds.member(other)}
    for role in HOLDERS:
        accounts[role] = member(role)
        for code in codes.values():
            join(accounts[role], code, role)
    accounts["former"] = member("former")
    for code in codes.values():
        join(accounts["former"], code, "filer", until=today - timedelta(days=1))
    accounts["provisional"] = member("provisional", Account.Kind.PROVISIONAL)
    for name, (role, scheme) in STAFF.items():
        accounts[name] = deeds.staff(name, name, role, password=None, scheme=scheme)
    with clock.at(date(2026, 11, 2)):
        completed = deeds.submit(deeds.write_renewal(codes["completed"]))
        deeds.pay(completed)
        deeds.decide(completed, "approve", by=accounts["examiner"])
    batch = batches.make_batch(by=None)
    draft = deeds.write_renewal(codes["draft"], {"legal_address": MOVED})
    deeds.attach(draft, "register_certificate", picture(), "証明書.png")
    contact = drafts.start(
        "jastpro-contact",
        account=deeds.member(codes["draft"]),
        entry=codes["draft"].entry,
        code=codes["draft"],
    )
    unpaid = deeds.submit(deeds.write_renewal(codes["unpaid"]))
    lifecycle.ask(unpaid, "屋号の読みを教えてください。", by=accounts["examiner"])
    outbox.sweep()
    Faq.objects.create(
        program="jastpro-renewal", question="いつからですか。", answer="3か月前からです。"
    )
    News.objects.create(title="お知らせ", body="本文", since=today)
    return World(
        accounts=accounts,
        codes=codes,
        draft=draft,
        paper=draft.attachments.get(),
        unpaid=Application.objects.get(pk=unpaid.pk),
        completed=Application.objects.get(pk=completed.pk),
        letter=Notice.objects.filter(channel="letter").first().document,
        batch=batch,
        contact=contact,
    )


def member(name: str, kind: str = Account.Kind.MEMBER) -> Account:
    return people.create(kind, name=name, mail=f"{name}@example.jp")


def join(account: Account, code: Code, role: str, until: date | None = None) -> None:
    Membership.objects.create(
        account=account,
        registrant=code.entry.registrant,
        roles=[role],
        since=date(2024, 2, 1),
        until=until,
    )


def picture(size: tuple[int, int] = (320, 200)) -> bytes:
    """A small, honest image."""
    data = BytesIO()
    Image.new("RGB", size, "white").save(data, "PNG")
    return data.getvalue()
