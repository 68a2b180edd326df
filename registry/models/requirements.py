"""Rules that are data: which papers a change asks for, and the terms of use that are agreed to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models.registrants import RegistrantKind, Scheme


class DocumentRequirement(models.Model):
    """A paper asked for when something changes (domain 1.3).

    `changed` names a field ("basics.name") or a whole group ("registered_address"). Papers that
    share an `alternative` of one procedure and kind stand for each other: one of them is enough.
    """

    procedure = models.CharField(_("手続"), max_length=40)
    registrant_kind = models.CharField(_("登録者区分"), max_length=16, choices=RegistrantKind)
    changed = models.CharField(_("変更項目"), max_length=60)
    document = models.SlugField(_("書類の種類"), max_length=40)
    title = models.CharField(_("書類名"), max_length=60)
    help = models.TextField(_("説明"), blank=True)
    max_age_months = models.PositiveSmallIntegerField(_("発行後の月数"), null=True, blank=True)
    alternative = models.CharField(_("代わりになる書類の組"), max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="document_required_once",
                fields=["procedure", "registrant_kind", "changed", "document"],
            )
        ]
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("確認資料の規則")

    def __str__(self) -> str:
        return f"{self.procedure}: {self.title}"


class TermsOfUse(models.Model):
    """利用規約 of a programme in one version; the newest not after a day is in force."""

    scheme = models.CharField(_("コード種別"), max_length=10, choices=Scheme)
    version = models.CharField(_("版"), max_length=20)
    effective_from = models.DateField(_("適用日"))
    title = models.CharField(_("表題"), max_length=80)
    text = models.TextField(_("本文"))
    whats_new = models.TextField(_("改定の要点"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="terms_version_once", fields=["scheme", "version"])
        ]
        ordering = ["scheme", "-effective_from"]
        verbose_name = verbose_name_plural = _("利用規約")

    def __str__(self) -> str:
        return f"{self.title} {self.version}"
