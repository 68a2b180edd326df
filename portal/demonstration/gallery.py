"""Every screen of the portal as the demonstration shows it: whose it is, and where it is.

`lay_out` fills in what the story leaves out (a draft in the middle, a second factor) and names the
screens; the contact sheet is photographed from it, and the tests look at every one of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse

from billing.models import BillingParty
from core import clock
from core.models import ClosedDay
from notifications.models import LetterBatch, News, Notice
from portal.demonstration import deeds, sessions, story
from portal.demonstration.holders import HAMAYA, PACIFIC, SHINONOME, TAKAHASHI, others
from portal.models import Account, SignIn
from registry import drafts
from registry.models import Application, Attachment, Code, DocumentRequirement

# Who is photographed at a page that a role may see; the first that may, sits there.
SEATS = {"examiner": "examiner", "accountant": "accountant", "administrator": "admin"}
MOVED = {"street": "1-5-12 八丁堀セントラルビル7階"}


@dataclass(frozen=True)
class Screen:
    """One screen: the sheet it stands on, its name, the session that sees it, its address."""

    sheet: str
    name: str
    session: str
    path: str


def lay_out() -> list[Screen]:
    """Every screen. Once a house; the story has been told in it."""
    return [*_visitors(), *_doorways(), *_member(), *_applying(), *_afterwards(), *_staff()]


def papers() -> list[Screen]:
    """Every kind of paper, as a download."""
    examiner = sessions.signed_in(_account("examiner"))
    found = [Screen("papers", "terms", "", reverse("terms-pdf", args=["jastpro"]))]
    for event in ("renewal_reminder", "renewal_completed"):
        letter = Notice.objects.filter(channel="letter", event=event).order_by("pk")[0]
        there = reverse("admin:notifications_notice_paper", args=[letter.pk])
        found.append(Screen("papers", event, examiner, there))
    approved = _application("approved")
    me = sessions.signed_in(approved.account)
    for name in ("invoice", "receipt", "receipt"):
        there = reverse(f"my-{name}", args=[approved.receipt_number])
        again = any(each.name == name for each in found)
        found.append(Screen("papers", f"{name}-again" if again else name, me, there))
    return found


def _account(name: str) -> Account:
    return SignIn.objects.get(name=name).account


def _application(state: str) -> Application:
    return Application.objects.filter(state=state).order_by("receipt_number")[0]


def _screens(sheet: str, session: str, pages: dict[str, str]) -> Iterator[Screen]:
    for name, path in pages.items():
        yield Screen(sheet, name, session, path)


def _visitors() -> Iterator[Screen]:
    letter = Notice.objects.filter(channel="letter", status="sent").order_by("pk")[0].document
    assert letter is not None
    unpaid = _application("awaiting_payment").invoice
    assert unpaid is not None
    pages = {
        name: reverse(name)
        for name in (
            *("home", "guide", "guide-renewal", "guide-paper", "fees", "privacy"),
            *("accessibility", "contact", "outbox", "login", "password_reset"),
            *("password_reset_sent", "logged_out"),
        )
    }
    pages |= {
        "terms": reverse("terms", args=["jastpro"]),
        "verify": reverse("verify", args=[letter.number, letter.check_word]),
        "outbox-notice": reverse("outbox-notice", args=[Notice.objects.order_by("pk")[0].pk]),
        "apply-guide": reverse("apply-guide", args=["jastpro-renewal"]),
        "agency": reverse("agency:account", args=[unpaid.account.key]),
        "404": "/no/such/page/",
    }
    yield from _screens("visitors", "", pages)


def _doorways() -> Iterator[Screen]:
    """Between outside and inside: first sign-in, second factor, a link by mail."""
    first = Account.objects.get(must_change_password=True)
    guarded = deeds.staff("guarded", "大野 守", "auditor", password=None)
    sessions.enrol(guarded)
    inside = sessions.signed_in(guarded)
    yield Screen("doorways", "first-sign-in", sessions.signed_in(first), "/my/password/")
    yield Screen("doorways", "login-code", sessions.at_the_second_factor(guarded), "/login/code/")
    yield Screen("doorways", "password-set", sessions.with_a_link(guarded), "/password/set/")
    yield Screen("doorways", "link-used-up", "", "/password/set/")
    yield from _screens(
        "doorways",
        inside,
        {name: reverse(name) for name in ("security", "recovery_codes", "logout", "prove")},
    )
    plain = sessions.signed_in(_account("examiner2"))
    yield from _screens(
        "doorways", plain, {name: reverse(name) for name in ("first_factor", "totp_add", "key_add")}
    )


def _member() -> Iterator[Screen]:
    me = sessions.signed_in(_account(SHINONOME.code))
    pages = {
        name: reverse(name)
        for name in ("my", "my-notices", "my-applications", "my-documents", "password_change")
    }
    pages["my-code"] = reverse("my-code", args=[SHINONOME.code])
    yield from _screens("member", me, pages)
    for holder in (PACIFIC, HAMAYA, TAKAHASHI, others()[0], others()[4], others()[7]):
        session = sessions.signed_in(_account(holder.code))
        yield Screen("member", f"my-{holder.code}", session, "/my/")
    done = sessions.signed_in(_account(others()[0].code))
    yield from _screens(
        "member",
        done,
        {
            "my-code-renewed": reverse("my-code", args=[others()[0].code]),
            "documents": "/my/documents/",
        },
    )


def _applying() -> Iterator[Screen]:
    """The wizard: a renewal with a change and its paper, and the change of the contact."""
    account = _account(others()[5].code)
    code = Code.objects.get(number=others()[5].code)
    me = sessions.signed_in(account)
    empty = drafts.start("jastpro-renewal", account=account, entry=code.entry, code=code)
    paper = story.certificate("履歴事項全部証明書", code.entry.name, f"東京都{MOVED['street']}")
    draft = deeds.write_renewal(code, {"legal_address": MOVED, "registered_address": MOVED})
    deeds.attach(draft, "full_history", paper, "履歴事項全部証明書 (写し).pdf")
    wrong = drafts.start("jastpro-renewal", account=account, entry=code.entry, code=code)
    tried = drafts.Draft(wrong)
    typed = {"filer-family_name": [""], "filer-phone": ["03-123"], "filer-email": ["taro@"]}
    tried.save(tried.steps[0], typed, seen=0, by=account)
    contact = drafts.start("jastpro-contact", account=account, entry=code.entry, code=code)
    way = f"/apply/jastpro-renewal/d/{draft.pk}/"
    pages = {
        "filer": f"/apply/jastpro-renewal/d/{empty.pk}/filer/",
        "filer-errors": f"/apply/jastpro-renewal/d/{wrong.pk}/filer/?errors=1",
        "registrant": f"{way}registrant/",
        "papers": reverse("file-pages", args=[draft.attachments.all()[0].pk]),
        "check": f"{way}check/",
        "check-errors": f"{way}check/?errors=1",
        "discard": f"{way}discard/",
        "contact": f"/apply/jastpro-contact/d/{contact.pk}/contact/",
    }
    yield from _screens("applying", me, pages)


def _afterwards() -> Iterator[Screen]:
    """What became of applications, to their applicants."""
    for state in ("awaiting_payment", "under_examination", "approved", "rejected", "lapsed"):
        application = _application(state)
        me = sessions.signed_in(application.account)
        there = reverse("my-application", args=[application.receipt_number])
        yield Screen("afterwards", state, me, there)
    unpaid = _application("awaiting_payment")
    me = sessions.signed_in(unpaid.account)
    way = f"/apply/jastpro-renewal/d/{unpaid.pk}/"
    pages = {"payment": f"{way}payment/", "done": f"{way}done/", "received": way}
    pages["withdraw"] = reverse("my-withdraw", args=[unpaid.receipt_number])
    yield from _screens("afterwards", me, pages)
    back = _application("sent_back")
    me = sessions.signed_in(back.account)
    there = reverse("my-application", args=[back.receipt_number])
    way = f"/apply/jastpro-renewal/d/{back.pk}/registrant/"
    yield from _screens("afterwards", me, {"sent-back": there, "correction": way})


def _staff() -> Iterator[Screen]:
    """The staff's site: the desk, every list, a row of each, what can be added or done."""
    News.objects.create(title="年末年始の窓口", body="12月29日から1月3日まで休業します。")
    ClosedDay.objects.create(day=clock.today() + timedelta(days=30), name="設備点検")
    BillingParty.objects.create(number="B-0001", name="東雲通商株式会社")
    seats = {name: sessions.signed_in(_account(name)) for name in SEATS.values()}
    examiner, administrator = seats["examiner"], seats["admin"]
    yield Screen("staff", "index", examiner, reverse("admin:index"))
    yield Screen("staff", "index-accountant", seats["accountant"], reverse("admin:index"))
    yield Screen("staff", "index-administrator", administrator, reverse("admin:index"))
    yield from _screens("desk", examiner, _cases())
    for model, page in sorted(admin.site._registry.items(), key=lambda each: each[0]._meta.label):
        roles = getattr(page, "roles", None)
        if not roles:
            continue  # third parties' pages, which are shut to everybody
        key = f"{model._meta.app_label}_{model._meta.model_name}"
        seat = seats[SEATS[_first(roles["view"])]]
        yield from _screens("staff", seat, _pages(key, model))
        if roles.get("add"):
            adds = seats[SEATS[_first(roles["add"])]]
            yield Screen("staff", f"{key}-new", adds, reverse(f"admin:{key}_add"))
    yield from _screens("staff", administrator, _deeds())
    yield from _screens("staff", examiner, _mail_room())


def _first(roles: tuple[str, ...]) -> str:
    """The role that knows a page best: the clerk's half of the house comes last."""
    return next(role for role in SEATS if role in roles)


def _pages(key: str, model: type[Model]) -> dict[str, str]:
    """The list of a model, its newest row and what happened to it."""
    pages = {key: reverse(f"admin:{key}_changelist")}
    row = model._default_manager.order_by("pk").last()
    if row is not None and model is not Application:
        pages[f"{key}-one"] = reverse(f"admin:{key}_change", args=[row.pk])
        pages[f"{key}-history"] = reverse(f"admin:{key}_history", args=[row.pk])
    return pages


def _cases() -> dict[str, str]:
    """What an examiner decides: the queue, a search, cases of every kind."""
    queue = reverse("admin:registry_application_changelist")
    pages = {"queue": queue, "queue-all": f"{queue}?queue=all", "search": f"{queue}?q=ｱｵﾊﾞ"}
    for state in ("under_examination", "sent_back", "approved", "awaiting_payment", "rejected"):
        case = _application(state)
        pages[f"case-{state}"] = reverse("admin:registry_application_change", args=[case.pk])
    paper = Attachment.objects.filter(application__state="under_examination")[0]
    pages["case-papers"] = reverse("file-pages", args=[paper.pk])
    return pages


def _deeds() -> dict[str, str]:
    """What an administrator does to an account, and taking a rule away."""
    clerk, guarded = _account("examiner2"), _account("guarded")
    pages = {
        f"account-{deed}": reverse("admin:portal_account_do", args=[account.pk, deed])
        for deed, account in (
            ("roles", clerk),
            ("link", clerk),
            ("disable", clerk),
            ("reset-factor", guarded),
        )
    }
    rule = DocumentRequirement.objects.all()[0]
    pages["rule-delete"] = reverse("admin:registry_documentrequirement_delete", args=[rule.pk])
    return pages


def _mail_room() -> dict[str, str]:
    letter = Notice.objects.filter(channel="letter", status="sent").order_by("pk")[0]
    batch = LetterBatch.objects.order_by("pk")[0]
    return {
        "letter": reverse("admin:notifications_notice_change", args=[letter.pk]),
        "undelivered": reverse("admin:notifications_notice_undelivered", args=[letter.pk]),
        "batch": reverse("admin:notifications_letterbatch_change", args=[batch.pk]),
    }
