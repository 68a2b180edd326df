"""Rows that a new installation begins with; staff change them afterwards (X16).

The migration that calls `load` depends on the one of notifications that makes `Faq`.
"""

from typing import Any

from registry.seed.answers import ANSWERS, PROGRAM
from registry.seed.documents import requirements
from registry.seed.terms import EFFECTIVE_FROM, TERMS, TITLE, VERSION, WHATS_NEW

# key: (days before the end of the term, e-mail, letter); None is the day the window opens
STAGES = {"window": (None, True, True), "d30": (30, True, False), "d7": (7, True, False)}


def load(apps: Any) -> None:
    """Add the rows that are missing; called from a migration with its own `apps`."""
    _documents(apps.get_model("registry", "DocumentRequirement"))
    for key, (days, email, letter) in STAGES.items():
        apps.get_model("registry", "ReminderStage").objects.get_or_create(
            scheme="jastpro",
            key=key,
            defaults={"days_before": days, "sends_email": email, "sends_letter": letter},
        )
    apps.get_model("registry", "TermsOfUse").objects.get_or_create(
        scheme="jastpro",
        version=VERSION,
        defaults={
            "effective_from": EFFECTIVE_FROM,
            "title": TITLE,
            "text": TERMS,
            "whats_new": WHATS_NEW,
        },
    )
    faq = apps.get_model("notifications", "Faq").objects
    for position, (question, answer) in enumerate(ANSWERS, 1):
        faq.get_or_create(
            program=PROGRAM, question=question, defaults={"answer": answer, "position": position}
        )


def _documents(model: Any) -> None:
    for row in requirements():
        key = {name: row.pop(name) for name in ("procedure", "registrant_kind", "changed")}
        model.objects.get_or_create(**key, document=row.pop("document"), defaults=row)
