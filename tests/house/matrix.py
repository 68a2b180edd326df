"""Which status every address answers to every role: rows, their notation, the URL configuration.

The tables are matrix_table.py and matrix_staff.py; matrix_walk.py asks.
A cell string names groups and single roles from left to right, the later one wins:
"everyone=200 anonymous=302 other=404".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.matrix_world import HOLDERS, ROLES, STAFF, STRANGERS, World

GROUPS: dict[str, tuple[str, ...]] = {
    "everyone": ROLES,
    "holders": HOLDERS,
    "strangers": STRANGERS,
    "members": (*HOLDERS, *STRANGERS),
    "staff": tuple(STAFF),
    "signed_in": (*HOLDERS, *STRANGERS, *STAFF),
} | {role: (role,) for role in ROLES}
# Third parties register these for superusers; the house has none, so they are shut to everybody.
NOBODYS = ("auth_group", "account_emailaddress", "mfa_authenticator", "usersessions_usersession")
METHODS = ("get", "post")

Args = Callable[[World], tuple[Any, ...]]


def nothing(world: World) -> tuple[Any, ...]:
    return ()


def cells(words: str) -> dict[str, int]:
    """A status for each role; KeyError for a word that is no group and no role."""
    found: dict[str, int] = {}
    for word in words.split():
        group, _equals, status = word.partition("=")
        found |= dict.fromkeys(GROUPS[group], int(status))
    return found


@dataclass(frozen=True)
class Row:
    """One address: what GET and POST answer to each role, and about which object it is asked.

    `data` is what is posted; nothing unless said. `path` stands in for an address without a name.
    `writes` names tables that a GET may write to, with the reason beside it in the table.
    """

    get: str
    post: str
    args: Args = nothing
    data: dict[str, Any] = field(default_factory=dict)
    path: str = ""
    writes: tuple[str, ...] = ()

    def url(self, name: str, world: World) -> str:
        return self.path or reverse(name, args=self.args(world))

    def statuses(self, method: str) -> dict[str, int]:
        return cells(self.get if method == "get" else self.post)


def names() -> Iterator[str]:
    """Every pattern of the URL configuration by its name, or by its route if it has none."""
    yield from _walk(get_resolver(), "", ())


def _walk(resolver: URLResolver, route: str, spaces: tuple[str, ...]) -> Iterator[str]:
    for each in resolver.url_patterns:
        here = route + str(each.pattern)
        if isinstance(each, URLPattern):
            yield ":".join((*spaces, each.name)) if each.name else here
        else:
            inside = (*spaces, each.namespace) if each.namespace else spaces
            yield from _walk(each, here, inside)
