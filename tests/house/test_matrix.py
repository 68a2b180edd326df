"""Every address of the URL configuration × every role × GET and POST: the exact status."""

import re
from collections import Counter
from copy import deepcopy

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from core import clock
from tests import cast
from tests.house import matrix
from tests.house.matrix import METHODS, ROLES
from tests.house.matrix_table import MODELS, ROWS
from tests.house.matrix_world import build

pytestmark = pytest.mark.django_db
# Third parties register these for superusers; the house has none, so they are shut to everybody.
NOBODYS = ("auth_group", "account_emailaddress", "mfa_authenticator", "usersessions_usersession")
WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
# Every request may touch these: the session, its list, the trail of who looked, the cache.
EVERYWHERE = {"django_session", "usersessions_usersession", "core_trailentry", "core_cache"}


class Undone(Exception):
    """Takes back what a cell of the matrix did."""


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """The world and a signed-in browser for each role; taken back when the module is done."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(clock.moment(cast.TODAY), tick=True),
        transaction.atomic(),
    ):
        world = build()
        clients = {role: client(world.accounts.get(role)) for role in ROLES}
        yield world, clients
        transaction.set_rollback(True)


def client(account, **options):
    found = Client(raise_request_exception=False, **options)
    if account is not None:
        found.force_login(account, backend="portal.accounts.backend.HouseBackend")
        found.get("/privacy/")  # the session begins outside of any cell
    return found


def ask(house, role, method, name):
    """The answer of one cell, and the tables that it wrote to; nothing of it stays."""
    world, clients = house
    row, browser = ROWS[name], clients[role]
    cookies = deepcopy(browser.cookies)
    try:
        with transaction.atomic():
            url = row.url(name, world)
            with CaptureQueriesContext(connection) as queries:
                if method == "get":
                    answer = browser.get(url)
                else:
                    answer = browser.post(url, row.data)
            if answer.streaming:
                b"".join(answer.streaming_content)
            raise Undone
    except Undone:
        browser.cookies = cookies
    written = {found[1] for each in queries if (found := WRITE.match(each["sql"]))}
    return answer, written - EVERYWHERE


def test_every_address_is_declared_and_every_declaration_is_an_address():
    names = set(matrix.names())
    shut = {
        name
        for name in names
        for model in NOBODYS
        if f"_{model}_" in name.replace(":", "_") or model.replace("_", "/") in name
    }

    assert names - shut - set(ROWS) == set()
    assert set(ROWS) - names == set()


def test_every_cell_names_a_status():
    unnamed = [
        (name, method, role)
        for name, row in ROWS.items()
        for method in METHODS
        for role in ROLES
        if role not in row.statuses(method)
    ]

    assert unnamed == []


@pytest.mark.rule("R-042")
@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_the_role_as_declared(house, role):
    wrong = []
    for name, row in ROWS.items():
        for method in METHODS:
            answer, _written = ask(house, role, method, name)
            if answer.status_code != row.statuses(method)[role]:
                declared = row.statuses(method)[role]
                wrong.append(f"{method} {name}: {answer.status_code}, declared {declared}")

    assert not wrong, "\n".join(wrong)
