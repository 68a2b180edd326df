"""Every page and every state in a browser: wide and light, narrow and dark; axe, Nu, the console.

Pages come from the URL configuration: an address without a visit or a reason fails. States come
from the table of states: a pair of page and state without a visit or a reason fails.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import resolve, reverse

from portal.demonstration import gallery, sessions, story
from portal.demonstration.gallery import Screen
from registry.states import UNNUMBERED, State
from tests import cast
from tests.browser.conftest import NARROW, WIDE
from tests.browser.looking import keep, look, look_at_size
from tests.browser.states import in_state
from tests.browser.tools import nu_errors
from tests.house import matrix

pytestmark = [
    pytest.mark.full,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
SHEETS = ("visitors", "doorways", "member", "applying", "afterwards", "desk", "staff")
STATUSES = {"404": 404, "link-used-up": 410}
# Addresses that are no page of their own.
REASONS = {
    **dict.fromkeys(("terms-pdf", "outbox-letter", "my-invoice", "my-receipt"), "a download"),
    **dict.fromkeys(("my-document", "my-ics", "file-download", "files-zip"), "a download"),
    "admin:notifications_notice_paper": "a download",
    "admin:notifications_letterbatch_pdf": "a download",
    "admin:notifications_issueddocument_paper": "a download",
    "file-page": "an image",
    "admin:jsi18n": "a script",
    **dict.fromkeys(("session_ping", "sessions_end", "session_end"), "posted to"),
    **dict.fromkeys(("factor_remove", "my-contact-confirm", "my-answer"), "posted to"),
    **dict.fromkeys(("agency:deposit", "agency:webhook", "apply-start"), "posted to"),
    "admin:registry_application_do": "posted to; its refusals are seen on the review page",
    "admin:notifications_letterbatch_do": "posted to",
    "admin:notifications_letterbatch_make": "posted to",
    "admin:registry_application_history": "leads to the review page",
    "password_set_link": "leads to password_set",
    "my-contact": "leads to a draft",
    "apply-documents": "leads to the step, where one takes papers",
    "admin:login": "leads to login",
    "admin:logout": "leads to logout",
    "admin:password_change": "leads to password_change",
    "admin:password_change_done": "nothing leads there; password_change leads home",
    "admin:autocomplete": "answers scripts",
    "admin:view_on_site": "no row has a public page",
    "admin:app_list": "a part of the index",
}
# Pages that look different in each state of an application.
STATEFUL = (
    "my",
    "my-application",
    "apply-hub",
    "apply-done",
    "admin:registry_application_change",
)
WITHOUT = {
    (page, state): "there is no receipt number yet"
    for page in ("my-application", "admin:registry_application_change")
    for state in UNNUMBERED
}


@pytest.fixture
def house(transactional_db) -> list[Screen]:
    """The demonstration with everything laid out."""
    story.tell(cast.PASSWORD, say=lambda line: None)
    return gallery.lay_out()


class Visitor:
    """Goes from screen to screen, wide and narrow, and notes what is wrong."""

    def __init__(self, browse, url, folder, complaints) -> None:
        self.browse, self.url = browse, url
        self.folder, self.complaints = folder, complaints
        self.pages: dict = {}
        self.wrong: list[str] = []

    def _page(self, session, width, *, dark):
        key = session, width
        if key not in self.pages:
            page = self.browse(width, dark=dark)
            if session:
                cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}
                page.context.add_cookies([cookie])
            self.pages[key] = page
        return self.pages[key]

    def visit(self, screen: Screen) -> None:
        status = STATUSES.get(screen.name, 200)
        wide = self._page(screen.session, WIDE, dark=False)
        answer = wide.goto(screen.path)
        found = look(wide, answer, status=status)
        keep(answer, self.folder, f"{screen.sheet}-{screen.name}")
        narrow = self._page(screen.session, NARROW, dark=True)
        narrow.goto(screen.path)
        found += [f"narrow, dark: {each}" for each in look_at_size(narrow)]
        found += self.complaints
        self.complaints.clear()
        self.wrong += [f"{screen.sheet} {screen.name} {screen.path}: {each}" for each in found]

    def sum_up(self) -> str:
        return "\n".join(self.wrong + nu_errors(sorted(self.folder.glob("*.html"))))


@pytest.fixture
def visitor(browse, live_server, tmp_path, complaints) -> Visitor:
    return Visitor(browse, live_server.url, tmp_path, complaints)


def visited(screens: list[Screen]) -> set[str]:
    """The addresses of the URL configuration that the screens show."""
    paths = [urlsplit(each.path).path for each in screens if each.name != "404"]
    return {resolve(path).view_name for path in paths}


def test_every_address_has_a_visit_or_a_reason(house):
    names = {name for name in matrix.names() if not any(each in name for each in matrix.NOBODYS)}
    pages = {name for name in names if "<" not in name and "(" not in name}
    seen = visited(house)
    # What nobody can add or delete has no such page.
    shut = {name for name in pages if name.endswith(("_add", "_delete"))} - seen

    assert pages - seen - set(REASONS) - shut == set()
    assert seen & set(REASONS) == set()


@pytest.mark.browser
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_page_is_as_it_must_be(sheet, house, visitor):
    for screen in house:
        if screen.sheet == sheet:
            visitor.visit(screen)

    wrong = visitor.sum_up()
    assert not wrong, wrong


def test_every_sheet_is_visited(house):
    assert {each.sheet for each in house} == set(SHEETS)


def stateful(application, examiner) -> Iterator[tuple[str, Screen]]:
    """The pages of an application in its state, to its applicant and to an examiner."""
    me, desk = sessions.signed_in(application.account), sessions.signed_in(examiner)
    draft = (application.procedure, application.pk)
    ways = {
        "my": (me, reverse("my")),
        "apply-hub": (me, reverse("apply-hub", args=draft)),
        "apply-done": (me, reverse("apply-done", args=draft)),
    }
    if application.receipt_number:
        number = [application.receipt_number]
        ways["my-application"] = me, reverse("my-application", args=number)
        case = "admin:registry_application_change"
        ways[case] = desk, reverse(case, args=[application.pk])
    for name, (session, path) in ways.items():
        yield name, Screen(application.state, name.replace(":", "-"), session, path)


@pytest.mark.browser
def test_every_state_of_an_application_is_as_it_must_be(transactional_db, visitor):
    examiner = cast.examiner()
    pairs = set()
    for number, state in enumerate(State):
        for name, screen in stateful(in_state(state, number, examiner), examiner):
            pairs.add((name, state))
            visitor.visit(screen)

    wanted = {(page, state) for page in STATEFUL for state in State}
    assert wanted - pairs - set(WITHOUT) == set()
    assert pairs & set(WITHOUT) == set()
    wrong = visitor.sum_up()
    assert not wrong, wrong
