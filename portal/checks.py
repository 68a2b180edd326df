"""The production profile refuses to start on the demonstration's accounts: all know their password.

The start scripts ask through `manage.py migrate` and `manage.py check --database default`, and
the WSGI application asks by itself, however it is started.
"""

import sys
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from portal.demonstration import holders
from portal.demonstration.deeds import PASSWORD
from portal.demonstration.story import HANDLES
from portal.models import SignIn

NAMES = [holder.code for holder in (*holders.NAMED, *holders.others())] + list(HANDLES)
RESERVED = (".example.jp", "@example.jp", ".example.com")  # nobody can have such an address
GIVE_UP = 3  # gunicorn ends on this one; on any other status it would try again for ever
WHY = (
    "the database holds accounts of the demonstration (%s): "
    "production needs an empty database of its own."
)


def demonstration_accounts() -> list[str]:
    """Sign-in names that the demonstration made, and still marks by address or password."""
    known = SignIn.objects.filter(name__in=NAMES).select_related("account").order_by("name")
    return [
        each.name
        for each in known
        if each.account.email.endswith(RESERVED) or each.account.check_password(PASSWORD)
    ]


def found() -> list[str]:
    """The same; none where the tables are not there yet or the database is away."""
    if not settings.PRODUCTION:
        return []
    try:
        return demonstration_accounts()
    except DatabaseError:
        return []


@register(Tags.database)
def no_demonstration(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    names = found() if kwargs.get("databases") else []
    return [Error(f"Madoguchi cannot start: {WHY % names[0]}", id="portal.E001")] if names else []


def refuse_demonstration() -> None:
    """End the start of a server with one line; a database that is away stops no start."""
    if names := found():
        print(f"Madoguchi cannot start: {WHY % names[0]}", file=sys.stderr)
        sys.exit(GIVE_UP)
