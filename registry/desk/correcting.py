"""What can be sent back to the applicant."""

from django.utils.translation import gettext as say

from registry import procedures
from registry.drafts import Draft
from registry.models import Application

Choices = list[tuple[str, str]]


def correctable(application: Application) -> list[tuple[str, Choices]]:
    """Fields by group, and the papers that were or may be attached; as "group.field".

    What a form holds fixed, and what this applicant was never asked, cannot be corrected.
    """
    procedure = procedures.get(application.procedure)
    latest = application.submission
    labels = {
        section["group"]: {row["field"]: row["label"] for row in section["rows"]}
        for section in (latest.content.summary if latest else [])
    }
    found = []
    for step in procedure.steps:
        if step.rows:
            continue
        for group in step.parts:
            fixed = getattr(group.form, "fixed", ())
            asked = labels.get(group.key, {})
            names = [(f"{group.key}.{n}", text) for n, text in asked.items() if n not in fixed]
            if names:
                found.append((str(group.title), names))
    draft = Draft(application)
    kinds = {each.kind: each.title for each in procedure.possible_documents(draft.context)}
    if kinds:
        papers = [(f"documents.{kind}", str(title)) for kind, title in kinds.items()]
        found.append((say("確認資料"), papers))
    return found
