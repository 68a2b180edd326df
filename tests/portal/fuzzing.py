"""Sends hostile requests to every address of the matrix and looks at all that comes of them."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from time import time
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.entrance import PROVED
from portal.demonstration import deeds
from tests.house.matrix_walk import EVERYWHERE, ROWS, WRITE, House, Undone, living
from tests.house.matrix_world import STAFF as STAFF_ROLES
from tests.house.matrix_world import World
from tests.portal import hostile_requests as hostile
from tests.portal.hostile_requests import MARKER, Body

# Who is tried first: whoever may do most comes before who may do less.
ABLE = ("filer", "examiner", "administrator", "accountant", "provisional", "anonymous")
# What another's page shows of them; "other" is みなと食品輸入, a stranger to the filer.
STRANGERS = {
    "filer": ("みなと食品", "yuko.mita", "三田"),
    "other": ("東雲通商", "taro.kowan", "はまや", "髙橋"),
    "provisional": ("みなと食品", "東雲通商", "はまや", "髙橋"),
    "anonymous": ("みなと食品", "東雲通商", "はまや", "髙橋"),
}
# Pages for everybody that name somebody: the demonstration's mails, the check of a paper.
SAYS_NAMES = {"outbox", "outbox-notice", "outbox-letter", "verify"}
# Tables in which only a justified request may leave anything.
GUARDED = {
    "registry_application",
    "registry_code",
    "registry_term",
    "registry_entryrevision",
    "registry_registrant",
    "registry_decision",
    "registry_submission",
    "registry_membership",
    "registry_staffrole",
    "billing_invoice",
    "billing_deposit",
    "billing_allocation",
    "billing_refund",
    "billing_feerate",
    "portal_account",
    "portal_signin",
    "core_counter",
}
# Where the press itself is the deed, whatever is typed beside it, or a draft is saved as it is.
JUSTIFIED: dict[str, set[str]] = {
    "apply-step": {"registry_application"},
    "apply-step filer": {"registry_application"},
    "apply-discard": {"registry_application"},
    "apply-start": {"registry_application"},
    "my-contact": {"registry_application"},
    "my-withdraw": {"registry_application", "billing_allocation", "billing_refund"},
    "admin:registry_application_do": {"registry_application"},
    "admin:registry_application_do release": {"registry_application"},
    "admin:registry_application_do take_back": {"registry_application"},
    "admin:registry_application_do approve": {"registry_application", "registry_decision"},
    "admin:portal_account_do disable": {"portal_account"},  # any reason is a reason
    "admin:notifications_letterbatch_make": {"core_counter"},
}


class Address(NamedTuple):
    """Something to ask, by its name in the URL configuration and the way to its objects."""

    name: str
    url: Callable[[World], str]
    more: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} {self.more}".strip()

    def able(self, method: str) -> str:
        """The role that gets furthest here."""
        statuses = ROWS[self.name].statuses(method)
        # A redirect may be the answer to a deed of staff, and to others the way to sign in.
        known = [role for role in ABLE if role in STAFF_ROLES or not self.name.startswith("admin")]
        return min(known, key=lambda role: (statuses[role] >= 400, statuses[role] == 302))

    @property
    def takes_posts(self) -> bool:
        return any(status != 405 for status in ROWS[self.name].statuses("post").values())


def addresses() -> Iterator[Address]:
    """Every address of the matrix, and those that take a deed or a step, once for each."""
    for name, row in ROWS.items():
        yield Address(name, lambda world, name=name, row=row: row.url(name, world))
    for deed in ("approve", "send_back", "reject", "ask", "release", "take_back", "sign", "x"):
        yield _swapped("admin:registry_application_do", "/take/", deed)
    for deed in ("roles", "disable", "enable", "reset-factor", "x"):
        yield _swapped("admin:portal_account_do", "/link/", deed)
    yield _swapped("admin:notifications_letterbatch_do", "/confirm/", "dissolve")
    yield _swapped("apply-step", "/registrant/", "filer")


def _swapped(name: str, part: str, other: str) -> Address:
    row = ROWS[name]
    return Address(name, lambda world: row.url(name, world).replace(part, f"/{other}/"), other)


ADDRESSES = list(addresses())


def astray(world: World) -> Iterator[tuple[Address, str]]:
    """Every address that names an object, with something else in its place."""
    for name, row in ROWS.items():
        for arg in row.args(world):
            for other in hostile.SEGMENTS:
                url = row.url(name, world).replace(f"/{arg}", f"/{other}", 1)
                yield Address(name, lambda _world, url=url: url, other[:20]), url


def inhabited(blocker: Any) -> Iterator[House]:
    """The matrix's world, with one application paid and every browser's password just shown."""
    for world, clients in living(blocker):
        deeds.pay(world.unpaid)
        for role, browser in clients.items():
            if role != "anonymous":
                session = browser.session
                session[PROVED] = time()
                session.save()
        yield world, clients


def sent(browser: Client, url: str, body: Body) -> Any:
    if body.content_type:
        data = body.data if isinstance(body.data, bytes) else body.data.encode()
        return browser.generic("POST", url, data, content_type=body.content_type)
    return browser.post(url, body.data)


def posted(house: House, role: str, address: Address, bodies: Iterable[Body]) -> Iterator[str]:
    """What is wrong with the answers to what is sent to an address."""
    for body in bodies:
        for wrong in faults(house, role, address, lambda browser, url: sent(browser, url, body)):  # noqa: B023
            yield f"{address.label} ({body.what}) {wrong}"


def fields_at(house: House, role: str, address: Address) -> list[str]:
    """The names of the fields that the address's own page would send, and all that are asked."""
    world, clients = house
    page = clients[role].get(address.url(world))
    is_page = page.status_code == 200 and not page.streaming
    html = page.content.decode("utf-8", "replace") if is_page else ""
    return sorted({*hostile.fields_of(html), *hostile.ASKED, *hostile.DEEDS})


def faults(
    house: House, role: str, address: Address, do: Callable[[Client, str], Any]
) -> list[str]:
    """What is wrong with the answer to one request, a line each; nothing of it stays."""
    world, clients = house
    browser = clients[role]
    cookies = browser.cookies.copy()
    try:
        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                answer = do(browser, address.url(world))
            text = b"".join(answer).decode("utf-8", "replace")
            raise Undone
    except Undone:
        browser.cookies = cookies
    statements = [each["sql"] or "" for each in queries]  # none where the database took none
    written = {found[1] for sql in statements if (found := WRITE.match(sql))} - EVERYWHERE
    beyond = written & GUARDED - JUSTIFIED.get(address.label, set())
    found = [*_echoed(answer, text), *_leaked(role, address, text)]
    found += [f"writes to {sorted(beyond)}"] if beyond else []
    return [f"as {role}: {wrong}" for wrong in found]


def _echoed(answer: Any, text: str) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    if is_html and ("<script>alert" in text or "<img src=x" in text):
        yield "HTML is echoed"
    if "X-Injected" in answer.headers:
        yield "a header was injected"
    if re.match(r"(https?:)?[/\\]{2}(?!testserver)|javascript:", answer.get("Location", "")):
        yield f"sends people to {answer['Location']}"
    if "<class 'str'>" in text:
        yield "a format was evaluated"
    if MARKER in text:
        yield "a password is echoed"


def _leaked(role: str, address: Address, text: str) -> Iterator[str]:
    if address.name not in SAYS_NAMES:
        yield from (f"shows {name}" for name in STRANGERS.get(role, ()) if name in text)


class Log(logging.Handler):
    """What the house writes down meanwhile: one line each, as it would stand in the file."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
        self.messages: list[str] = []
        self.text: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
        self.text.append(self.format(record))

    def faults(self) -> list[str]:
        """Messages that break their line or hold a secret."""
        broken = [line for line in self.messages if re.search(r"[\x00-\x1f\x7f\u2028\u202e]", line)]
        return broken + [line for line in self.text if MARKER in line]


def listening() -> Iterator[Log]:
    """Everything from INFO on, of every logger."""
    log, root = Log(), logging.getLogger()
    before = root.level
    root.addHandler(log)
    root.setLevel(logging.INFO)
    yield log
    root.removeHandler(log)
    root.setLevel(before)
