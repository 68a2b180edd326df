"""添付ファイル: a paper that was given, and the images that people look at instead of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from registry.models.applications import Application


def evidence_place(attachment: "Attachment", extension: str) -> str:
    """Where a file lies: nothing of its name, so that no name can lead anywhere."""
    return f"evidence/{attachment.pk.hex[:2]}/{attachment.pk.hex}{extension}"


def page_place(page: "PageImage", name: str) -> str:
    """Beside the file; `name` lends its extension only."""
    key = page.attachment_id.hex
    return f"evidence/{key[:2]}/{key}-{page.number:03}{name[name.rindex('.') :]}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def present(self) -> "AttachmentQuerySet":
        """Those that the applicant has attached and not removed, in order."""
        return self.filter(removed_at=None).order_by("position", "added_at")

    def examinable(self) -> "AttachmentQuerySet":
        """Those that an examiner may see: the scanner has spoken for them, if there is one."""
        return self.present().filter(state=Attachment.State.CLEAN)

    def quarantined(self) -> "AttachmentQuerySet":
        return self.filter(state=Attachment.State.QUARANTINED, removed_at=None)


class Attachment(models.Model):
    """One file given for one document asked for.

    `name` is as given; `size` are the bytes as sent, which the limit counts; `sha256` and
    `stored_size` are of the file as kept (images are written anew).
    """

    class State(models.TextChoices):
        QUARANTINED = "quarantined", _("ウイルス確認中")
        CLEAN = "clean", _("確認済み")
        REFUSED = "refused", _("ウイルス検出")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="attachments"
    )
    document = models.CharField(_("書類の種類"), max_length=40)
    name = models.TextField(_("ファイル名"))
    media_type = models.CharField(_("形式"), max_length=100)
    size = models.PositiveIntegerField(_("ファイルサイズ"))
    stored_size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField(max_length=120, upload_to=evidence_place)
    state = models.CharField(_("状態"), max_length=12, choices=State, default=State.CLEAN)
    pages = models.PositiveSmallIntegerField(_("ページ数"), default=0)
    issued_on = models.DateField(_("書類の発行日"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField(_("添付日時"), default=clock.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    removed_at = models.DateTimeField(_("削除日時"), null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attachment_once_a_document",
                fields=["application", "document", "name", "sha256"],
                condition=Q(removed_at=None),
            ),
            models.CheckConstraint(name="attachment_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(name="attachment_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="attachment_refused_is_removed",
                condition=~Q(state="refused") | Q(removed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="attachment_present_has_file",
                condition=Q(removed_at__isnull=False) | ~Q(file=""),
            ),
        ]
        indexes = [
            models.Index(
                name="attachment_in_quarantine",
                fields=["added_at"],
                condition=Q(state="quarantined"),
            )
        ]
        verbose_name = verbose_name_plural = _("添付ファイル")

    def __str__(self) -> str:
        return self.name


class PageImage(models.Model):
    """One page of an attachment as an image, numbered from 1; sizes in dots."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="page_images")
    number = models.PositiveSmallIntegerField(_("ページ"))
    file = models.FileField(max_length=120, upload_to=page_place)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="page_image_once", fields=["attachment", "number"]),
            models.CheckConstraint(name="page_image_from_one", condition=Q(number__gte=1)),
        ]
        ordering = ["number"]
        verbose_name = verbose_name_plural = _("ページ画像")

    def __str__(self) -> str:
        return f"{self.attachment_id} {self.number}"
