"""What every test stands on: the day, the cast, signed-in browsers."""

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from core import clock
from tests import cast


@pytest.fixture(autouse=True)
def today(request):
    """It is noon of 20 November 2026 in Tokyo, unless a test is marked real_time."""
    if request.node.get_closest_marker("real_time"):
        yield None
        return
    with time_machine.travel(clock.moment(cast.TODAY), tick=True) as traveller:
        yield traveller


@pytest.hookimpl(tryfirst=True)  # before pytest-django puts the tests in its order
def pytest_collection_modifyitems(items):
    """After a test that commits, what the migrations loaded is there again for the next one."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        given = dict(marker.kwargs) if marker else {}
        lives = {"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if lives or given.get("transaction"):
            whole = given | {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**whole), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The cache's table is not a migration's; every thread knows what the migrations loaded."""
    with django_db_blocker.unblock():
        call_command("createcachetable")
        # Kept only where the run has a test that commits.
        loaded = getattr(connection, "_test_serialized_contents", None)
    if loaded is not None:
        BaseDatabaseWrapper._test_serialized_contents = loaded  # browsers' loops have their own


@pytest.fixture
def code(db):
    """東雲通商's code; its renewal window is open."""
    return cast.shinonome()


@pytest.fixture
def member(code):
    from portal.demonstration import deeds

    return deeds.member(code)


@pytest.fixture
def examiner(db):
    return cast.examiner()


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account, backend="portal.accounts.backend.HouseBackend")
    return client


@pytest.fixture
def applicant(member):
    """東雲通商's browser, signed in."""
    return signed_in(member)


@pytest.fixture
def desk(examiner):
    """The examiner's browser, signed in."""
    return signed_in(examiner)
