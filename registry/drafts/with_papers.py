"""The papers of a draft: asked for, attached, missing."""

from functools import cached_property

from registry.drafts.opened import Opened
from registry.models import Attachment
from registry.procedures.base import Document


class WithPapers(Opened):
    """A draft that knows which papers it wants."""

    @property
    def has_documents_page(self) -> bool:
        """Papers have a page of their own unless a step takes them in."""
        if any(step.takes_documents for step in self.steps):
            return False
        return bool(self.required or "documents" in self.correction)

    @cached_property
    def attachments(self) -> list[Attachment]:
        return list(self.application.attachments.present())

    @cached_property
    def required(self) -> list[Document]:
        """The papers that what was entered asks for."""
        return self.procedure.required_documents(self.context, self.content)

    @cached_property
    def possible(self) -> list[Document]:
        """The papers that may be attached, those that are asked for first."""
        asked = {each.kind: each for each in self.required}
        more = self.procedure.possible_documents(self.context)
        return [*asked.values(), *(each for each in more if each.kind not in asked)]

    @cached_property
    def missing(self) -> list[Document]:
        """Required papers of which none, and none that stands for them, is attached."""
        wanted = self.required + self._asked_again
        given = {each.document for each in self._counted}
        groups = {_group(each) for each in wanted if each.kind in given}
        return [each for each in wanted if _group(each) not in groups]

    @property
    def _counted(self) -> list[Attachment]:
        """A paper that was sent back must come anew."""
        again = self.correction.get("documents", [])
        return [
            each
            for each in self.attachments
            if each.document not in again or each.added_at > self.sent_back_at
        ]

    @cached_property
    def _asked_again(self) -> list[Document]:
        again = set(self.correction.get("documents", [])) - {each.kind for each in self.required}
        possible = self.procedure.possible_documents(self.context) if again else []
        return [each for each in possible if each.kind in again]


def _group(document: Document) -> str:
    """Papers of one group stand for each other."""
    return f"or:{document.alternative}" if document.alternative else document.kind
