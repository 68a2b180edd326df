"""The papers of a draft on the page: what is asked for and why, what is attached, room left."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as say

from portal.access import me
from portal.uploads import given_name
from portal.wizard.page import UPLOAD
from portal.wizard.pressed import Pressed
from registry import evidence
from registry.drafts import Draft
from registry.models import Attachment
from registry.procedures.base import Document, Step

KIND, FILE = "_kind", "_file"


@dataclass(frozen=True)
class Need:
    """A paper that is asked for, or several that stand for each other."""

    papers: list[Document]
    given: bool

    @property
    def title(self) -> str:
        return say("または").join(str(each.title) for each in self.papers)

    @property
    def reason(self) -> str:
        return str(self.papers[0].reason)

    @property
    def sentence(self) -> str:
        """What to do, as an error says it (F042)."""
        why = say("%(reason)s、") % {"reason": self.reason} if self.reason else ""
        return why + say("%(title)sを添付してください。") % {"title": self.title}


@dataclass(frozen=True)
class File:
    """An attached file with the paper that it was given as."""

    attachment: Attachment
    title: str

    @property
    def name(self) -> str:
        return evidence.visible(self.attachment.name, 80)


@dataclass(frozen=True)
class Panel:
    """Everything that the papers' part of a page shows; sizes in bytes."""

    needs: list[Need]
    guide: list[tuple[str, str]]
    kinds: list[Document]
    chosen: str
    accept: str
    files: list[File]
    used: int
    limit: int

    @property
    def used_words(self) -> str:
        return evidence.megabytes(self.used)

    @property
    def limit_words(self) -> str:
        return evidence.megabytes(self.limit)


def is_open(draft: Draft, step: Step) -> bool:
    """Whether a step takes papers in now; while sent back only if papers were asked for."""
    asked = not draft.correction or "documents" in draft.correction or bool(draft.missing)
    return step.takes_documents and asked


def of(draft: Draft) -> Panel:
    kinds = draft.possible
    titles = {each.kind: str(each.title) for each in kinds}
    missing = [each.kind for each in draft.missing]
    accepted = sorted({kind for each in kinds for kind in each.accepts})
    return Panel(
        needs=needs(draft),
        guide=[] if draft.required else draft.procedure.document_guide(draft.context),
        kinds=kinds,
        chosen=next(iter([*missing, *titles]), ""),
        accept=",".join(accepted),
        files=[File(each, titles.get(each.document, each.document)) for each in draft.attachments],
        used=sum(each.size for each in draft.attachments),
        limit=settings.ATTACHMENT_BYTES,
    )


def needs(draft: Draft) -> list[Need]:
    """What is asked for, papers that stand for each other together."""
    missing = {each.kind for each in draft.missing}
    asked = {each.kind: each for each in [*draft.required, *draft.missing]}
    return [
        Need(papers, not missing & {each.kind for each in papers})
        for papers in _sets(asked.values())
    ]


def wanting(draft: Draft) -> list[str]:
    """Sentences for what is asked for and not there yet."""
    return [each.sentence for each in needs(draft) if not each.given]


def _sets(documents: Iterable[Document]) -> list[list[Document]]:
    found: dict[str, list[Document]] = {}
    for each in documents:
        found.setdefault(f"or:{each.alternative}" if each.alternative else each.kind, []).append(
            each
        )
    return list(found.values())


def take_in(request: HttpRequest, draft: Draft, button: Pressed) -> None:
    """Attach every file that came with a press of any button; refusals wait for the page."""
    if button.name == "_remove_file":
        remove(request, draft, button.about)
    for words in attach(request, draft, asked=button.name == "_attach"):
        messages.error(request, words, extra_tags=UPLOAD)


def uploaded(request: HttpRequest, draft: Draft) -> JsonResponse:
    """One file that was sent as soon as it was chosen; nothing else is saved."""
    return JsonResponse({"errors": attach(request, draft, asked=True)})


def attach(request: HttpRequest, draft: Draft, *, asked: bool) -> list[str]:
    """Attach the files of a POST; what was refused, in words. `asked`: none at all is one, too."""
    uploads: list[Any] = request.FILES.getlist(FILE)
    kinds = {each.kind: each for each in draft.possible}
    kind = next(iter(kinds)) if len(kinds) == 1 else request.POST.get(KIND, "")
    if uploads and kind not in kinds:
        return [say("添付するファイルの書類の種類を選択してください。")]
    if asked and not uploads:
        title = kinds[kind].title if kind in kinds else say("確認資料")
        return [say("%(title)sのファイルを選択してください。") % {"title": title}]
    refusals = []
    for upload in uploads:
        try:
            evidence.attach(
                draft.application,
                kind,
                upload,
                account=me(request),
                accepts=kinds[kind].accepts,
                name=given_name(upload),
            )
        except evidence.Refused as refusal:
            refusals.append(str(refusal))
    return refusals


def remove(request: HttpRequest, draft: Draft, key: str) -> None:
    """Take a file off the list; one that is gone already is no error."""
    try:
        attachment = draft.application.attachments.filter(pk=key, removed_at=None).first()
    except (ValidationError, ValueError):
        attachment = None
    if attachment is not None:
        evidence.remove(attachment, account=me(request))
        words = say("「%(name)s」を削除しました。")
        messages.success(request, words % {"name": evidence.visible(attachment.name, 80)})
