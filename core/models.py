"""What every floor stands on: counters, closed days, the trail of who did and saw what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class Counter(models.Model):
    """The last number given out in a series in a year; raised by `core.numbers.following` only."""

    series = models.CharField(_("系列"), max_length=40)
    year = models.PositiveSmallIntegerField(_("年"))
    last = models.PositiveIntegerField(_("最後の番号"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="counter_once_a_year", fields=["series", "year"])
        ]
        verbose_name = verbose_name_plural = _("番号")

    def __str__(self) -> str:
        return f"{self.series}/{self.year}: {self.last}"


class ClosedDay(models.Model):
    """A day on which the authority is closed, or open although the calendar says closed (X10)."""

    day = models.DateField(_("日"), unique=True)
    name = models.CharField(_("名称"), max_length=60)
    is_open = models.BooleanField(_("営業する"), default=False)

    class Meta:
        ordering = ["day"]
        verbose_name = verbose_name_plural = _("休業日")

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class TrailEntry(models.Model):
    """Who did or saw what, when, from where (X13); written once, never changed."""

    at = models.DateTimeField(_("日時"), default=clock.now, db_index=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("アカウント"),
        null=True,
        on_delete=models.PROTECT,
        related_name="trail",
    )
    address = models.CharField(_("接続元"), max_length=45, blank=True)
    deed = models.CharField(_("行為"), max_length=60, db_index=True)
    about = models.CharField(_("対象"), max_length=80, blank=True, db_index=True)
    detail = models.JSONField(_("詳細"), default=dict)

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("監査証跡")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed} {self.about}"
