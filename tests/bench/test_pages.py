"""My page costs the same with one code and with a thousand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry import register
from tests import cast
from tests.conftest import signed_in

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def queries(client) -> int:
    client.get("/my/")
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/my/").status_code == 200
    return len(seen)


def test_my_page_asks_as_often_with_a_thousand_codes_as_with_two(code, member):
    def more(number: int) -> None:
        extra = register.allot(code.entry, f"P{number:07d}0001", exclusive=False)
        register.grant_term(extra, cast.EXPIRY.replace(year=2024), cast.EXPIRY)

    client = signed_in(member)
    one = queries(client)
    more(1)
    two = queries(client)
    for number in range(2, 1_000):
        more(number)

    thousand = queries(client)

    print(f"\nmy page: {one} queries with 1 code, {two} with 2, {thousand} with 1,000")
    assert thousand == two == one
