"""A file is given with an application, or taken back, while the application can be written in."""

import hashlib
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as say

from core import clock, trail
from core.characters import storable
from registry.evidence import keeping, quarantine
from registry.inspection import DEFAULT, Inspected, Refused, inspect
from registry.models import Application, Attachment, PageImage
from registry.states import NotAllowed


def attach(
    application: Application,
    document: str,
    upload: UploadedFile,
    *,
    account: Any,
    accepts: Collection[str] = DEFAULT,
    name: str = "",
    issued_on: date | None = None,
) -> Attachment:
    """Take a file in for a document asked for; all files together keep within the limits (F020).

    `name` is the name as given where the upload's own has lost characters on its way. The same
    file given twice for the same document under the same name is one attachment. The row is
    written when the file lies in its place; a file whose row failed is deleted.
    Raises Refused and NotAllowed.
    """
    name = storable(name or upload.name or say("名称未設定"))
    check_room(application, name, upload.size or 0)
    with inspect(upload, name, accepts) as found:
        attachment = Attachment(
            application=application,
            document=document,
            name=name,
            media_type=found.media_type,
            size=found.size,
            stored_size=found.path.stat().st_size,
            sha256=digest(found.path),
            state=quarantine.first_look(upload, name),
            pages=len(found.pages),
            issued_on=issued_on,
            added_by=account,
        )
        stored: list[str] = []
        try:
            pages = store(attachment, found, stored)
            kept = enter(attachment, pages)
        except BaseException:
            keeping.delete_files(stored)
            raise
    if kept.pk != attachment.pk:
        keeping.delete_files(stored)
    return kept


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store(attachment: Attachment, found: Inspected, stored: list[str]) -> list[PageImage]:
    """Put file and page images into their places, adding each place to `stored`."""
    with found.path.open("rb") as file:
        attachment.file.save(found.extension, File(file), save=False)
    stored.append(attachment.file.name)
    pages = []
    for number, page in enumerate(found.pages, start=1):
        image = PageImage(
            attachment=attachment, number=number, width=page.width, height=page.height
        )
        with page.path.open("rb") as file:
            image.file.save(page.path.name, File(file), save=False)
        stored.append(image.file.name)
        pages.append(image)
    return pages


@transaction.atomic
def enter(attachment: Attachment, pages: list[PageImage]) -> Attachment:
    """Write the rows, one giver at a time; the row that is there already, if it is the same."""
    application = locked(attachment.application)
    present = application.attachments.present()
    same = present.filter(
        document=attachment.document, name=attachment.name, sha256=attachment.sha256
    ).first()
    if same:
        return same
    check_room(application, attachment.name, attachment.size)
    last = application.attachments.aggregate(last=Max("position"))["last"]
    attachment.position = (last or 0) + 1
    attachment.save(force_insert=True)
    PageImage.objects.bulk_create(pages)
    touch(application)
    return attachment


@transaction.atomic
def remove(attachment: Attachment, *, account: Any) -> None:
    """Take a file off the list; a second time is harmless. Raises NotAllowed.

    A file that was never submitted is erased by `sweep_removed`; one that was is kept with the
    application, as what an examiner has seen.
    """
    application = locked(attachment.application)
    now = clock.now()
    if application.attachments.filter(pk=attachment.pk, removed_at=None).update(removed_at=now):
        attachment.removed_at = now
        touch(application)
        trail.record(
            "evidence.remove",
            account=account,
            about=application.receipt_number or application.pk,
            attachment=str(attachment.pk),
            name=attachment.name,
        )


def locked(application: Application) -> Application:
    """The application, held until the transaction ends. Raises NotAllowed if it is not open."""
    held = Application.objects.select_for_update().get(pk=application.pk)
    if not held.is_editable:
        raise NotAllowed(
            say("この申込の添付ファイルは変更できません。画面を開き直して状況を確認してください。")
        )
    return held


def touch(application: Application) -> None:
    """A draft lives on from what was last done to it."""
    Application.objects.filter(pk=application.pk).update(saved_at=clock.now())


def used(application: Application) -> int:
    """The bytes as sent of all files that are attached now."""
    return application.attachments.present().aggregate(sum=Sum("size"))["sum"] or 0


def check_room(application: Application, name: str, size: int) -> None:
    """One more file of so many bytes fits: exactly the limit still does. Raises Refused."""
    if application.attachments.present().count() >= settings.ATTACHMENT_COUNT:
        raise Refused("count", name, limit=settings.ATTACHMENT_COUNT)
    total = used(application) + size
    if total > settings.ATTACHMENT_BYTES:
        raise Refused(
            "total",
            name,
            limit=megabytes(settings.ATTACHMENT_BYTES),
            total=megabytes(total),
            size=megabytes(size),
        )


def megabytes(size: int) -> str:
    """Bytes as 「20MB」 or 「3.4MB」 of 1,048,576, rounded up: one byte too many is seen."""
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10}MB" if tenths % 10 == 0 else f"{tenths / 10:.1f}MB"
