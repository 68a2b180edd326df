"""Files and rows agree: what no row names is deleted, what was taken back is erased."""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as say

from registry.models import Attachment, PageImage

HALF_WAY = timedelta(days=1)
HOME = "evidence"

log = logging.getLogger(__name__)


def delete_files(names: Iterable[str]) -> None:
    """Delete from storage; a file that cannot be deleted now is an orphan for the sweep."""
    for name in names:
        try:
            default_storage.delete(name)
        except Exception:  # each storage has exceptions of its own
            log.warning("could not delete %s", name, exc_info=True)


@transaction.atomic
def erase(attachment: Attachment) -> None:
    """Erase the file and its images for good; the row stays as the note that it was there.

    The attachment must have been removed before.
    """
    row = Attachment.objects.select_for_update().exclude(removed_at=None).get(pk=attachment.pk)
    names = [row.file.name, *row.page_images.values_list("file", flat=True)]
    row.page_images.all().delete()
    Attachment.objects.filter(pk=row.pk).update(file="")
    transaction.on_commit(lambda: delete_files(filter(None, names)))


def sweep(*, dry_run: bool = False) -> Iterator[str]:
    """Both sweeps; orphans first, so that what the second erases is told once."""
    yield from sweep_orphans(dry_run=dry_run)
    yield from sweep_removed()


def sweep_removed() -> Iterator[str]:
    """Erase what was removed before it was ever submitted; a line for each."""
    rows = Attachment.objects.exclude(removed_at=None).exclude(file="")
    found = rows.filter(application__received_at=None).order_by("removed_at")
    for attachment in found.iterator(chunk_size=200):
        erase(attachment)
        yield f"{attachment.pk} {say('削除されたファイルを消去')}"


def sweep_orphans(*, dry_run: bool = False) -> Iterator[str]:
    """Delete files that no row names: half uploads, purged drafts; a line for each.

    A file younger than a day may belong to an upload whose row is still to come. Its age is a
    real one, whatever day the house acts on.
    """
    before = timezone.now() - HALF_WAY
    for folder in folders():
        for name in sorted(unnamed(folder)):
            if default_storage.get_modified_time(name) < before:
                if not dry_run:
                    delete_files([name])
                yield f"{name} {say('行のないファイルを消去')}"


def folders() -> list[str]:
    try:
        found, _files = default_storage.listdir(HOME)
    except FileNotFoundError:  # nothing was ever attached
        return []
    return [f"{HOME}/{folder}" for folder in sorted(found)]


def unnamed(folder: str) -> set[str]:
    """The files of a folder that no row names; listed first, since rows come after files."""
    _folders, files = default_storage.listdir(folder)
    names = {f"{folder}/{file}" for file in files}
    inside = {"file__startswith": f"{folder}/"}
    for model in (Attachment, PageImage):
        names.difference_update(model.objects.filter(**inside).values_list("file", flat=True))
    return names
