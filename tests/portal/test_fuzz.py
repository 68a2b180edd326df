"""Every address × hostile requests: never a 500, nothing echoed raw, nothing changed, no leak.

The addresses are those of the matrix. Each is asked by the role that may do most there; in the
full run by every role, and with every value. All of it happens in transactions that are undone.
"""

import logging

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.house.matrix import ROLES
from tests.portal import hostile_requests as hostile
from tests.portal.fuzzing import (
    ADDRESSES,
    Address,
    astray,
    faults,
    fields_at,
    inhabited,
    listening,
    posted,
)
from tests.portal.hostile_requests import MARKER, Body

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-026", "R-044")]
BY_NAME = {address.label: address for address in ADDRESSES}
TYPED_INTO = ("apply-step", "apply-step filer", "my-answer", "login", "password_reset")


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    yield from inhabited(django_db_blocker)


@pytest.fixture
def log():
    yield from listening()


def bodies(house, role: str, address: Address, turns: range, odd: int | None = None) -> list[Body]:
    """Hostile values in so many turns, and the first so many odd shapes; all unless said."""
    names = fields_at(house, role, address)
    buttons = hostile.BUTTONS if address.name == "apply-step" else [""]
    found = [hostile.hostile([*names, buttons[turn % len(buttons)]], turn) for turn in turns]
    return found + list(hostile.shapes(names))[:odd]


def test_every_address_takes_hostile_posts(house, log):
    wrong = [
        line
        for address in ADDRESSES
        if address.takes_posts
        for role in [address.able("post")]
        for line in posted(house, role, address, bodies(house, role, address, range(1), 4))
    ]

    assert not wrong, "\n".join(wrong)
    assert log.faults() == []


def test_every_address_takes_hostile_queries(house, log):
    wrong = [
        f"{address.label} ?{query} {line}"
        for address in ADDRESSES
        for query in (*hostile.QUERIES, *(hostile.LISTS if "changelist" in address.name else ()))
        for line in faults(
            house,
            address.able("get"),
            address,
            lambda browser, url, query=query: browser.get(f"{url}?{query}"),
        )
    ]

    assert not wrong, "\n".join(wrong)
    assert log.faults() == []


def test_every_address_takes_hostile_names_of_objects(house, log):
    wrong = [
        f"{url[:80]} {line}"
        for address, url in astray(house[0])
        for line in faults(
            house, address.able("get"), address, lambda browser, url: browser.get(url)
        )
    ]

    assert not wrong, "\n".join(wrong)
    assert log.faults() == []


# Controls: what the look would see ------------------------------------------------------------


def test_control_an_answer_that_echoes_leaks_or_sends_away_is_seen(house):
    words = f"{hostile.HTML} {MARKER} みなと食品輸入 <class 'str'>"
    told = {"Location": "//evil.example/", "X-Injected": "1"}

    found = faults(
        house, "filer", BY_NAME["my"], lambda *_asked: HttpResponse(words, status=500, headers=told)
    )

    assert found == [
        "as filer: status 500",
        "as filer: HTML is echoed",
        "as filer: a header was injected",
        "as filer: sends people to //evil.example/",
        "as filer: a format was evaluated",
        "as filer: a password is echoed",
        "as filer: shows みなと食品",
    ]


def test_control_a_deed_at_the_wrong_address_is_seen(house):
    withdraw = BY_NAME["my-withdraw"].url(house[0])

    (found,) = faults(house, "filer", BY_NAME["my"], lambda browser, _url: browser.post(withdraw))

    assert "registry_application" in found


def test_control_a_broken_line_and_a_secret_in_the_log_are_seen(log):
    logging.getLogger("house").info("a line\r\nand a forged one")
    logging.getLogger("house").info("password=%s", MARKER)

    assert len(log.faults()) == 2


# The full run ----------------------------------------------------------------------------------


@pytest.mark.full
@pytest.mark.parametrize("role", ROLES)
def test_every_address_takes_hostile_posts_of_every_role(house, log, role):
    wrong = []
    for address in ADDRESSES:
        if not address.takes_posts:
            continue
        best = role == address.able("post")
        sends = bodies(house, role, address, range(1, 9 if best else 2), None if best else 2)
        wrong += posted(house, role, address, sends)

    assert not wrong, "\n".join(wrong)
    assert log.faults() == []


@pytest.mark.full
@pytest.mark.parametrize("label", TYPED_INTO)
@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(data=some.data())
def test_where_people_type_anything_may_be_typed(house, label, data):
    address = BY_NAME[label]
    role = address.able("post")
    typed = some.lists(some.text(max_size=60) | some.sampled_from(hostile.TEXTS), max_size=2)
    names = fields_at(house, role, address)
    body = data.draw(some.dictionaries(some.sampled_from(names), typed, max_size=8))

    assert faults(house, role, address, lambda browser, url: browser.post(url, as_sent(body))) == []


def as_sent(body: dict[str, list[str]]) -> dict[str, list[bytes]]:
    """Lone surrogates as the bytes that a broken client sends."""
    return {
        name: [each.encode("utf-8", "surrogatepass") for each in texts]
        for name, texts in body.items()
    }
