"""Asks the matrix's questions: a browser for each role, and nothing of an answer stays."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import time_machine
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from portal.models import Account
from tests import cast
from tests.house.matrix import ROLES
from tests.house.matrix_staff import STAFF
from tests.house.matrix_table import PORTAL
from tests.house.matrix_world import World, build

House = tuple[World, dict[str, Client]]
ROWS = PORTAL | STAFF
WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
# Every request may touch these: the session, its list, the trail of who looked, the cache.
EVERYWHERE = {"django_session", "usersessions_usersession", "core_trailentry", "core_cache"}


class Undone(Exception):
    """Takes back what a cell of the matrix did."""


def living(blocker: Any) -> Iterator[House]:
    """The world and a signed-in browser for each role; taken back when the module is done."""
    with (
        blocker.unblock(),
        time_machine.travel(clock.moment(cast.TODAY), tick=True),
        transaction.atomic(),
    ):
        world = build()
        clients = {role: browser_of(world.accounts.get(role)) for role in ROLES}
        yield world, clients
        transaction.set_rollback(True)


def browser_of(account: Account | None) -> Client:
    found = Client(raise_request_exception=False)
    if account is not None:
        found.force_login(account, backend="portal.accounts.backend.HouseBackend")
        found.get("/privacy/")  # the session begins outside of any cell
    return found


def ask(house: House, role: str, method: str, name: str) -> tuple[HttpResponseBase, set[str]]:
    """The answer of one cell, and the tables that it wrote to; nothing of it stays."""
    world, clients = house
    row, browser = ROWS[name], clients[role]
    cookies = deepcopy(browser.cookies)
    try:
        with transaction.atomic():
            url = row.url(name, world)
            with CaptureQueriesContext(connection) as queries:
                answer = browser.get(url) if method == "get" else browser.post(url, row.data)
            if answer.streaming:
                b"".join(answer.streaming_content)
            raise Undone
    except Undone:
        browser.cookies = cookies
    written = {found[1] for each in queries if (found := WRITE.match(each["sql"]))}
    return answer, written - EVERYWHERE
