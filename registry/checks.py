"""Every procedure is read when the server starts; a wrong declaration stops it."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.utils.text import slugify

from registry import procedures
from registry.procedures.base import Procedure

RESERVED = {"check", "done", "documents", "payment", "files", "start", "discard"}


@register()
def check_procedures(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [each for procedure in procedures.every() for each in faults(procedure)]


def faults(procedure: Procedure) -> Iterator[CheckMessage]:
    """What is wrong with a declaration, as Django's check messages."""
    keys = [step.key for step in procedure.steps]
    groups = [group.key for step in procedure.steps for group in step.parts]
    if procedure.key != slugify(procedure.key):
        yield Error(f"{procedure.key!r} is not a slug", id="registry.E001")
    if len(keys) != len(set(keys)) or len(groups) != len(set(groups)):
        yield Error(f"steps or groups of {procedure.key!r} repeat", id="registry.E002")
    if RESERVED & set(keys):
        yield Error(f"{procedure.key!r} uses a reserved step key", id="registry.E003")
    if procedure.examined and groups.count("filer") != 1:
        yield Error(f"{procedure.key!r} must ask for exactly one filer", id="registry.E004")
    if type(procedure).carry_out is Procedure.carry_out:
        yield Error(f"{procedure.key!r} has no carry_out", id="registry.E005")
    if procedure.letter not in {"A", "B", "C"}:
        yield Error(f"{procedure.key!r} has an unknown letter", id="registry.E006")
