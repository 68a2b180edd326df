"""Reading the environment: every value is checked, a wrong one stops the start in one line."""

import sys
from collections.abc import Callable
from typing import NoReturn, TypeVar

import environ

T = TypeVar("T")
read = environ.Env()


def stop(name: str, why: str) -> NoReturn:
    """End the start with one clear line that names the setting."""
    sys.exit(f"Madoguchi cannot start: {name} {why}")


def value(name: str, kind: Callable[..., T], default: T) -> T:
    """One setting from the environment, or its default; stop when it does not fit its kind."""
    try:
        return kind(name, default=default)
    except (ValueError, TypeError, environ.ImproperlyConfigured):
        stop(name, "has a value that cannot be read.")


def text(name: str, default: str = "") -> str:
    return value(name, read.str, default)


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number that is not below `least`."""
    found = value(name, read.int, default)
    if found < least:
        stop(name, f"must be a whole number of at least {least}.")
    return found


def flag(name: str, default: bool = False) -> bool:
    """Yes or no, written as 1/0, true/false, yes/no or on/off."""
    found = text(name, "1" if default else "0").strip().lower()
    if found not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
        stop(name, "must be 1 or 0.")
    return found in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
