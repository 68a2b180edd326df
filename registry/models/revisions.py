"""History with dates: every change of the register, as the changed fields only."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from registry.models.registrants import Entry


class Revision(models.Model):
    """One change of an entry, from its day on; written by `registry.register` only, never changed.

    Revisions in force on a day are those with `effective_on` not after it, folded in the order
    of (effective_on, number). `application` says why, or, for an act ex officio, `reason`.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("番号"))
    effective_on = models.DateField(_("適用日"))
    application = models.ForeignKey(
        "Application", null=True, on_delete=models.PROTECT, related_name="revisions"
    )
    reason = models.TextField(_("理由"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="revision_number_once", fields=["entry", "number"]),
            models.CheckConstraint(
                name="revision_says_why",
                condition=models.Q(application__isnull=False) | ~models.Q(reason=""),
            ),
        ]
        ordering = ["effective_on", "number"]
        verbose_name = verbose_name_plural = _("登録の履歴")

    def __str__(self) -> str:
        return f"{self.entry} #{self.number}"


class RevisionContent(models.Model):
    """What a revision changed: {group: {field: value}}; a row of its own that a purge may empty."""

    revision = models.OneToOneField(
        Revision, primary_key=True, on_delete=models.PROTECT, related_name="content"
    )
    changes = models.JSONField(encoder=DjangoJSONEncoder)
