"""Every address of the URL configuration × every role × GET and POST: the exact status."""

import uuid
from copy import deepcopy

import pytest
from django.test import Client

from tests.house import matrix
from tests.house.matrix import METHODS, ROLES
from tests.house.matrix_walk import ROWS, ask, living

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    yield from living(django_db_blocker)


def test_every_address_is_declared_and_every_declaration_is_an_address():
    names = set(matrix.names())
    shut = {
        name
        for name in names
        for model in matrix.NOBODYS
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


@pytest.mark.rule("R-044", "R-072", "X13", "X15")
@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_the_role_as_declared_and_no_get_writes(house, role):
    wrong = []
    for name, row in ROWS.items():
        for method in METHODS:
            answer, written = ask(house, role, method, name)
            declared = row.statuses(method)[role]
            if answer.status_code != declared:
                wrong.append(f"{method} {name}: {answer.status_code}, declared {declared}")
            if method == "get" and written - set(row.writes):
                wrong.append(f"get {name} writes to {sorted(written - set(row.writes))}")

    assert not wrong, "\n".join(wrong)


def test_control_the_look_sees_what_a_post_writes(house):
    _answer, written = ask(house, "filer", "post", "my-withdraw")

    assert "registry_application" in written


@pytest.mark.parametrize("role", ["anonymous", "filer", "administrator"])
def test_every_post_without_its_token_is_refused_but_the_agencys(house, role):
    world, clients = house
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.cookies = deepcopy(clients[role].cookies)

    taken = [
        name
        for name, row in ROWS.items()
        if browser.post(row.url(name, world), row.data).status_code != 403
    ]

    assert taken == ["agency:webhook"]


def test_an_address_that_does_not_exist_is_404_for_everybody(house):
    _world, clients = house

    assert {clients[role].get("/no/such/page").status_code for role in ROLES} == {404}


def test_guessed_keys_of_every_kind_find_nothing(house):
    """A thousand keys that nobody was given: never a hit, never an error."""
    _world, clients = house
    for number in range(100):
        key = uuid.UUID(int=number, version=4)
        addresses = [
            f"/apply/jastpro-renewal/d/{key}/check/",
            f"/files/{key}/",
            f"/files/{key}/pages/1/",
            f"/files/{key}/download/",
            f"/files/of/{key}/all.zip",
            f"/my/applications/26{number:05d}B/",
            f"/my/applications/26{number:05d}B/invoice.pdf",
            f"/my/codes/P00A1B{number:02d}0000/",
            f"/my/documents/L-2026-{number:05d}.pdf",
            f"/agency/{key}/",
        ]
        assert {clients["other"].get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize("address", ["/outbox/", "/outbox/1/", "/outbox/1/letter.pdf"])
def test_the_outbox_is_shut_outside_of_the_demonstration(client, settings, address):
    settings.DEMO = False

    assert client.get(address).status_code == 404


def test_the_deposit_panel_is_shut_outside_of_the_demonstration(house, settings):
    settings.DEMO = False

    answer, _written = ask(house, "anonymous", "post", "agency:deposit")

    assert answer.status_code == 404


def test_what_third_parties_registered_is_shut_to_everybody(house):
    _world, clients = house
    for role in ROLES:
        for model in matrix.NOBODYS:
            answer = clients[role].get(f"/admin/{model.replace('_', '/')}/")
            assert answer.status_code in {302, 403}, (role, model)
