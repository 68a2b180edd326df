"""The papers that were handed in: shown as images of their pages, never as the file itself."""

from dataclasses import dataclass

from django.utils.translation import gettext as say

from registry import evidence, procedures
from registry.drafts import Draft
from registry.models import Application, Attachment, PageImage

NAME_LENGTH = 60


@dataclass(frozen=True)
class Paper:
    """One attachment of the latest submission; without pages where nobody may look at it."""

    attachment: Attachment
    title: str
    name: str
    pages: list[PageImage]
    why_hidden: str


def papers(application: Application) -> list[Paper]:
    """What the latest submission brought, in its order.

    While an application is sent back its files may be exchanged; the examiner goes on seeing
    what was submitted. A file that the virus scanner has not spoken for is only named.
    """
    latest = application.submission
    files = latest.content.files if latest else []
    rows = application.attachments.prefetch_related("page_images").in_bulk(
        [each["id"] for each in files]
    )
    titles = _titles(application) if files else {}
    ordered = sorted(rows.values(), key=lambda row: (row.position, row.added_at))
    return [_paper(each, titles) for each in ordered]


def _paper(attachment: Attachment, titles: dict[str, str]) -> Paper:
    hidden = _why_hidden(attachment)
    return Paper(
        attachment=attachment,
        title=titles.get(attachment.document, say("確認資料")),
        name=evidence.visible(attachment.name, NAME_LENGTH),
        pages=[] if hidden else list(attachment.page_images.all()),
        why_hidden=hidden,
    )


def _why_hidden(attachment: Attachment) -> str:
    if attachment.state == Attachment.State.QUARANTINED:
        return say("ウイルスの確認が終わるまで表示できません。")
    if attachment.state == Attachment.State.REFUSED:
        return say("ウイルスが検出されたため、削除しました。")
    if attachment.removed_at:
        return say("申込者が差し替えました。")
    return ""


def _titles(application: Application) -> dict[str, str]:
    draft = Draft(application)
    possible = procedures.get(application.procedure).possible_documents(draft.context)
    return {each.kind: str(each.title) for each in possible}
