"""The people and things that the matrix of roles and addresses is walked with.

Everything comes into being by the deeds: a draft with a paper, an application that waits for its
money and has been asked a question, one that was completed. All three belong to registrants for
whom the holders act; nobody else may see anything of them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.apps import apps
from PIL import Image

from billing.models import BillingParty
from core import clock, trail
from core.models import ClosedDay
from notifications import batches, letters, outbox
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

    def first(self, label: str) -> Any:
        """A row of a model."""
        row = apps.get_model(label).objects.order_by("pk").first()
        assert row is not None, f"the world of the matrix has no {label}"
        return row


def build() -> World:
    """An empty house filled; the same names and numbers each time."""
    today = clock.today()
    codes = {"draft": cast.shinonome(), "unpaid": cast.hamaya(), "completed": cast.takahashi()}
    other = cast.minato()
    accounts = {"other": deeds.member(other)}
    for name, (role, scheme) in STAFF.items():
        accounts[name] = deeds.staff(name, name, role, password=None, scheme=scheme)
    with clock.at(date(2026, 11, 2)):
        completed = deeds.submit(deeds.write_renewal(codes["completed"]))
        deeds.pay(completed, 4000)  # too much: the rest goes back
        deeds.decide(completed, "approve", by=accounts["examiner"])
    batch = batches.make_batch(by=None)
    draft = deeds.write_renewal(codes["draft"], {"legal_address": MOVED})
    deeds.attach(draft, "full_history", picture(), "証明書.png")
    contact = drafts.start(
        "jastpro-contact",
        account=deeds.member(codes["draft"]),
        entry=codes["draft"].entry,
        code=codes["draft"],
    )
    unpaid = deeds.submit(deeds.write_renewal(codes["unpaid"]))
    lifecycle.ask(unpaid, "屋号の読みを教えてください。", by=accounts["examiner"])
    for role in (*HOLDERS, "former"):  # last: the deeds above know one member a code
        accounts[role] = member(role)
        for code in codes.values():
            join(accounts[role], code, role, today)
    accounts["provisional"] = member("provisional", Account.Kind.PROVISIONAL)
    outbox.sweep()
    Faq.objects.create(
        program="jastpro-renewal", question="いつからですか。", answer="3か月前からです。"
    )
    BillingParty.objects.create(number="B-1", name="港湾商事株式会社")
    ClosedDay.objects.create(day=date(2026, 12, 29), name="年末休業")
    trail.record("matrix", account=accounts["administrator"], about="P00A1B2C0000")
    News.objects.create(title="お知らせ", body="本文", since=today)
    letter = Notice.objects.filter(channel="letter").first()
    letters.paper(letter)  # drawn, as printing does
    return World(
        accounts=accounts,
        codes=codes,
        draft=draft,
        paper=draft.attachments.get(),
        unpaid=Application.objects.get(pk=unpaid.pk),
        completed=Application.objects.get(pk=completed.pk),
        letter=letter.document,
        batch=batch,
        contact=contact,
    )


def member(name: str, kind: str = Account.Kind.MEMBER) -> Account:
    return people.create(kind, name=name, mail=f"{name}@example.jp")


def join(account: Account, code: Code, role: str, today: date) -> None:
    """Act for the code's registrant in a role; "former" did so until yesterday."""
    left = role == "former"
    Membership.objects.create(
        account=account,
        registrant=code.entry.registrant,
        roles=["filer" if left else role],
        since=date(2024, 2, 1),
        until=today - timedelta(days=1) if left else None,
    )


def picture(size: tuple[int, int] = (320, 200)) -> bytes:
    """A small, honest image."""
    data = BytesIO()
    Image.new("RGB", size, "white").save(data, "PNG")
    return data.getvalue()
