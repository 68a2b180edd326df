"""Pages that answer no: errors at fields, a conflict of two tabs, a form that lay open too long."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, Response

from notifications.models import Notice
from portal.demonstration import deeds, sessions
from registry import drafts, lifecycle
from tests import cast
from tests.browser.conftest import NARROW, WIDE
from tests.browser.looking import keep, look, look_at_size
from tests.browser.tools import nu_errors

pytestmark = [
    pytest.mark.full,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
Prepare = Callable[[Page], None]


def as_it_is(page: Page) -> None:
    """Send what the page shows."""


def fill(**values: str) -> Prepare:
    def prepare(page: Page) -> None:
        for name, value in values.items():
            page.locator(f"[name={name}]").first.fill(value)

    return prepare


def forget_the_visit(page: Page) -> None:
    """The page lay open until its session was over."""
    page.context.clear_cookies()


# Name: who, where, what is done before it is sent, which form, and the status of the answer.
REFUSALS: dict[str, tuple[str, str, Prepare, str, int]] = {
    "login-empty": ("", "/login/", as_it_is, "main form", 200),
    "login-wrong": (
        "",
        "/login/",
        fill(sign_in_name="P00A1B2C0000", password="wrong-password"),
        "main form",
        200,
    ),
    "reset-empty": ("", "/password/reset/", as_it_is, "main form", 200),
    "csrf": ("", "/password/reset/", forget_the_visit, "main form", 403),
    "password-empty": ("member", "/my/password/", as_it_is, "main form", 200),
    "password-short": (
        "member",
        "/my/password/",
        fill(current=cast.PASSWORD, new="abc"),
        "main form",
        200,
    ),
    "prove-wrong": ("member", "/my/security/prove/", fill(password="wrong"), "main form", 200),
    "totp-wrong": ("member", "/my/security/totp/", fill(code="000000"), "main form", 200),
    "step": ("member", "{draft}filer/", fill(**{"filer-phone": "03"}), "#step-form", 200),
    "check": ("member", "{whole}check/", as_it_is, "main form", 200),
    "contact": ("member", "/my/contact/", fill(**{"contact-email": "x"}), "#step-form", 200),
    "answer-empty": ("asked", "{asked}", as_it_is, "main form[action*=answer]", 422),
    "invite-empty": ("admin", "/admin/portal/account/add/", as_it_is, "#content form", 200),
    "rate-empty": ("admin", "/admin/billing/feerate/add/", as_it_is, "#content form", 200),
    "undelivered-wrong": (
        "admin",
        "/admin/notifications/notice/{letter}/undelivered/",
        fill(on="きのう"),
        "#content form",
        200,
    ),
    "send-back-empty": ("examiner", "{case}", as_it_is, "form[action*=send_back]", 422),
    "reject-empty": ("examiner", "{case}", as_it_is, "form[action*=reject]", 422),
    "ask-empty": ("examiner", "{case}", as_it_is, "form[action*=ask]", 422),
}


@pytest.fixture
def house(transactional_db) -> tuple[dict[str, str], dict[str, str]]:
    """Sessions by who, and addresses by what."""
    code, examiner = cast.shinonome(), cast.examiner()
    begun = drafts.start("jastpro-renewal", account=deeds.member(code), entry=code.entry, code=code)
    whole = deeds.write_renewal(code)
    asked = deeds.submit(deeds.write_renewal(cast.hamaya()))
    deeds.pay(asked)
    asked.refresh_from_db()
    lifecycle.ask(asked, "屋号の読みを教えてください。", by=examiner)
    done = deeds.submit(deeds.write_renewal(cast.takahashi()))
    deeds.pay(done)
    deeds.decide(done, "approve", by=examiner)
    letter = Notice.objects.filter(channel="letter").latest("pk")
    people = {
        "member": deeds.member(code),
        "asked": asked.account,
        "examiner": examiner,
        "admin": cast.administrator(),
    }
    places = {
        "draft": f"/apply/jastpro-renewal/d/{begun.pk}/",
        "whole": f"/apply/jastpro-renewal/d/{whole.pk}/",
        "asked": f"/my/applications/{asked.receipt_number}/",
        "case": f"/admin/registry/application/{asked.pk}/change/",
        "letter": str(letter.pk),
    }
    return {who: sessions.signed_in(account) for who, account in people.items()}, places


def sent(page: Page, form: str) -> Response:
    """Send the form as its button would, and follow to where it leads."""
    with page.expect_navigation() as leaving:
        page.locator(form).first.evaluate(
            "form => form.requestSubmit(form.querySelector('button:not([type=button])'))"
        )
    return leaving.value


def test_every_refusal_is_as_it_must_be(house, browse, live_server, tmp_path, complaints):
    keys, places = house
    wrong = []
    for name, (who, path, prepare, form, status) in REFUSALS.items():
        page = browse(WIDE)
        if who:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": keys[who]}
            page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(path.format(**places))
        prepare(page)
        answer = sent(page, form)
        found = look(page, answer, status=status)
        if page.locator("#error-summary, .errornote").count() == 0 and name != "csrf":
            found.append("no summary of errors")
        keep(answer, tmp_path, name)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": NARROW, "height": 640})
        found += [f"narrow, dark: {each}" for each in look_at_size(page)]
        found += complaints
        complaints.clear()
        page.context.close()
        wrong += [f"{name}: {each}" for each in found]
    wrong += nu_errors(sorted(tmp_path.glob("*.html")))

    assert not wrong, "\n".join(wrong)


def test_two_tabs_that_disagree_are_shown_both(house, browse, live_server, complaints):
    keys, places = house
    page = browse(WIDE)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": keys["member"]}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    page.goto(f"{places['draft']}filer/")
    other = page.context.new_page()
    other.goto(f"{places['draft']}filer/")
    other.locator("[name=filer-department]").fill("第二貿易部")
    sent(other, "#step-form")

    page.locator("[name=filer-department]").fill("第一貿易部")
    answer = sent(page, "#step-form")

    assert look(page, answer, status=409) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": NARROW, "height": 640})
    assert look_at_size(page) == []
    assert page.get_by_text("第一貿易部").count() >= 1
    assert page.get_by_text("第二貿易部").count() >= 1
    assert complaints == []
