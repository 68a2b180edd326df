"""The few people of the sign-in tests, and how they sign in; no register is needed for that."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from portal.accounts import people
from portal.models import Account, SignIn

PASSWORD = "kaze-to-nami-88"
NEW_PASSWORD = "umi no iro wa aoi"
CODE = "P00A1B2C0000"
MAIL = "taro@example.jp"


def taro(**changes: Any) -> Account:
    """A member with a code and a confirmed address."""
    sign_ins = {SignIn.Kind.JASTPRO: CODE, SignIn.Kind.EMAIL: MAIL}
    given = {"name": "港湾 太郎", "mail": MAIL, "sign_ins": sign_ins, "password": PASSWORD}
    return people.create(Account.Kind.MEMBER, **given | changes)


def hanako(*roles: tuple[str, str], handle: str = "admin", **changes: Any) -> Account:
    """A member of staff; administrator unless other roles are named."""
    given = {
        "name": f"管理 {handle}",
        "mail": f"{handle}@example.jp",
        "sign_ins": {SignIn.Kind.STAFF: handle},
        "password": PASSWORD,
    }
    account = people.create(Account.Kind.STAFF, **given | changes)
    for role, scheme in roles or [("administrator", "")]:
        account.staff_roles.create(role=role, scheme=scheme)
    return account


def sign_in(
    client: Client, name: str = CODE, password: str = PASSWORD, next_url: str = "", **extra: Any
) -> HttpResponse:
    return client.post(
        "/login/", {"sign_in_name": name, "password": password, "next": next_url}, **extra
    )


def fail(client: Client, times: int, name: str = CODE, **extra: Any) -> list[int]:
    """Wrong passwords one after another; the status of each."""
    return [sign_in(client, name, f"wrong-{n}", **extra).status_code for n in range(times)]
