"""Making accounts; every account comes into being here."""

import uuid

from django.db import transaction

from portal.accounts import names
from portal.models import Account


@transaction.atomic
def create(
    kind: str,
    *,
    name: str,
    mail: str = "",
    sign_ins: dict[str, str] | None = None,
    password: str | None = None,
    must_change_password: bool = False,
) -> Account:
    """Make an account with its sign-in names (`{kind of SignIn: name}`, taken as confirmed).

    Without a password nobody can sign in until one is set through a one-time link. The
    password is not validated here: callers that take it from a person do so.
    Raises IntegrityError if a name is taken.
    """
    account = Account(
        username=uuid.uuid4().hex,
        kind=kind,
        name=name,
        email=mail,
        must_change_password=must_change_password,
        is_staff=kind == Account.Kind.STAFF,
    )
    account.set_password(password)
    account.save()
    for sign_in_kind, sign_in_name in (sign_ins or {}).items():
        names.give(account, sign_in_kind, sign_in_name)
    return account
