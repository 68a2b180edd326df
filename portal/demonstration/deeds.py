"""What people do in the demonstration and in tests: they file, pay, decide; through the deeds."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from billing import webhook
from billing.deposit_notices import DepositNotice
from billing.sandbox import SandboxAgency
from core import calendar, clock
from portal.accounts import people
from portal.demonstration.holders import Holder
from portal.models import Account, SignIn
from registry import drafts, evidence, lifecycle, register
from registry.models import Application, Code, Entry, Membership, StaffRole

PASSWORD = "Madoguchi-2026"


@transaction.atomic
def enter(holder: Holder, *, valid_until: date, password: str | None = None, **more: Any) -> Code:
    """Put a holder into the register with a term of three years, and let its contact sign in."""
    valid_from = calendar.add_months(valid_until + timedelta(days=1), -36)
    with clock.at(min(valid_from, clock.today())):
        registrant = register.enter_registrant(
            kind=holder.kind, name=holder.name, corporate_number=holder.number
        )
        entry = register.enter(
            kind=Entry.Kind.JASTPRO,
            scheme="jastpro",
            registrant=registrant,
            particulars=holder.particulars(),
            reason="旧台帳からの移行",
        )
        code = register.allot(entry, holder.code)
        register.grant_term(code, valid_from, valid_until)
        member = people.create(
            Account.Kind.MEMBER,
            name=" ".join(holder.person),
            mail=holder.mail,
            sign_ins={SignIn.Kind.JASTPRO: holder.code, SignIn.Kind.EMAIL: holder.mail},
            password=password,
            **more,
        )
        Membership.objects.create(
            account=member, registrant=registrant, roles=["filer"], since=clock.today()
        )
    return code


@transaction.atomic
def staff(handle: str, name: str, *roles: str, password: str | None, scheme: str = "") -> Account:
    """A member of staff with roles, for one scheme or for all."""
    made = people.create(
        Account.Kind.STAFF,
        name=name,
        mail=f"{handle}@madoguchi.example.jp",
        sign_ins={SignIn.Kind.STAFF: handle},
        password=password,
    )
    for role in roles:
        StaffRole.objects.create(account=made, role=role, scheme=scheme)
    return made


def member(code: Code) -> Account:
    return Account.objects.get(memberships__registrant=code.entry.registrant)


def write_renewal(code: Code, changes: dict[str, dict[str, Any]] | None = None) -> Application:
    """A renewal's draft, filled in to the check page; with changes, or 「変更なしで更新」."""
    by = member(code)
    application = drafts.start("jastpro-renewal", account=by, entry=code.entry, code=code)
    draft = drafts.Draft(application)
    filer, registrant = draft.steps
    contact = register.image(code.entry)["contact"]
    typed = {"contact_check-is_current": ["yes"]}
    typed |= {f"filer-{name}": [value or ""] for name, value in contact.items()}
    draft.save(filer, typed, seen=0, by=by)
    if not changes:
        draft.save(registrant, {}, seen=0, by=by, unchanged=True)
        return application
    image = {group: values | changes.get(group, {}) for group, values in application.before.items()}
    draft.save(registrant, drafts.as_typed(registrant, image), seen=0, by=by)
    return application


def attach(application: Application, document: str, data: bytes, name: str) -> None:
    upload = SimpleUploadedFile(name, data, content_type="application/octet-stream")
    evidence.attach(application, document, upload, account=application.account)


def submit(application: Application) -> Application:
    """Hand in what the check page would show."""
    draft = drafts.Draft(Application.objects.get(pk=application.pk))
    return lifecycle.submit(application, token=draft.token, by=application.account)


def pay(
    application: Application, amount: int | None = None, *, value_date: date | None = None
) -> None:
    """A transfer to the application's account: a signed message of the sandbox agency."""
    invoice = application.invoice
    assert invoice is not None
    account = invoice.account
    notice = DepositNotice(
        source="sandbox",
        notice_id=uuid4().hex,
        branch_code=account.branch_code,
        account_number=account.number,
        amount=invoice.total if amount is None else amount,
        value_date=value_date or clock.today(),
        payer_kana=invoice.payer_name,
    )
    answer = webhook.receive(*SandboxAgency().message(notice))
    assert answer.is_accepted, answer
    list(lifecycle.begin_paid())


def decide(application: Application, outcome: str, *, by: Account, **more: Any) -> None:
    """An examiner decides, and the decision rests and is carried out."""
    application.refresh_from_db()
    lifecycle.decide(application, outcome, by=by, **more)
    with clock.at(clock.now() + timedelta(minutes=3)):
        list(lifecycle.carry_out_due())
    application.refresh_from_db()
