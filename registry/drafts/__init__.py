"""An application while it is being written; no HTTP here."""

from registry.drafts.draft import Draft, Stale
from registry.drafts.starting import Refused, catch_up, discard, start, unwritten
from registry.drafts.typed import Typed, as_typed, typed_of

__all__ = [
    "Draft",
    "Refused",
    "Stale",
    "Typed",
    "as_typed",
    "catch_up",
    "discard",
    "start",
    "typed_of",
    "unwritten",
]
