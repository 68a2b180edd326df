"""What is granted: codes, the terms in which they are valid, and the reminders of their end."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from registry.models.registrants import Entry, Scheme
from registry.states import LIVE, CodeState

if TYPE_CHECKING:
    from portal.models import Account


class CodeQuerySet(models.QuerySet["Code"]):
    def visible_to(self, account: "Account") -> "CodeQuerySet":
        return self.filter(entry__in=Entry.objects.visible_to(account))

    def live(self) -> "CodeQuerySet":
        return self.filter(state__in=[state.value for state in LIVE])


class Code(models.Model):
    """A code allotted to an entry; it is never lent to anybody else, also when it is gone."""

    class Kind(models.TextChoices):
        MAIN = "main", _("本コード")
        ADDITIONAL = "additional", _("追加コード")
        SHORT = "short", _("短縮タイプ")

    scheme = models.CharField(_("コード種別"), max_length=10, choices=Scheme)
    number = models.CharField(_("コード"), max_length=20)
    kind = models.CharField(_("区分"), max_length=12, choices=Kind, default=Kind.MAIN)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="codes")
    state = models.CharField(_("状態"), max_length=12, choices=CodeState, default=CodeState.ACTIVE)
    holder = models.CharField(_("1番号1コードの番号"), max_length=13, blank=True)
    allotted_on = models.DateField(_("付番日"), default=clock.today)
    closed_on = models.DateField(_("終了日"), null=True, blank=True)
    undelivered_on = models.DateField(_("書面不達日"), null=True, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="code_number_once", fields=["scheme", "number"]),
            models.UniqueConstraint(
                name="one_live_code_per_corporate_number",
                fields=["scheme", "holder"],
                condition=Q(state__in=["active", "suspended"]) & ~Q(holder=""),
            ),
            models.CheckConstraint(
                name="code_closed_has_day",
                condition=Q(state__in=["active", "suspended"], closed_on=None)
                | Q(~Q(state__in=["active", "suspended"]), closed_on__isnull=False),
            ),
        ]
        verbose_name = verbose_name_plural = _("コード")

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class CodeEvent(models.Model):
    """One step of a code along its table; written once."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=16)
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    application = models.ForeignKey("Application", null=True, on_delete=models.PROTECT)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("コードの履歴")


class TermQuerySet(models.QuerySet["Term"]):
    def on(self, day: date) -> "TermQuerySet":
        """Those in force on a day; both ends are included, an empty end means until further."""
        return self.filter(Q(valid_until__gte=day) | Q(valid_until=None), valid_from__lte=day)


class Term(models.Model):
    """A stretch of days, both included, in which a code is valid."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="terms")
    valid_from = models.DateField(_("有効期間開始日"))
    valid_until = models.DateField(_("有効期間満了日"), null=True)
    usable_from = models.DateField(_("NACCS利用可能日"), null=True)
    application = models.ForeignKey(
        "Application", null=True, on_delete=models.PROTECT, related_name="terms"
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="term_ends_after_start",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.UniqueConstraint(name="term_starts_once", fields=["code", "valid_from"]),
            models.UniqueConstraint(
                name="one_term_per_application",
                fields=["code", "application"],
                condition=Q(application__isnull=False),
            ),
            # term_no_overlap: PostgreSQL only, see migration 0002
        ]
        indexes = [models.Index(name="term_by_end", fields=["valid_until"])]
        verbose_name = verbose_name_plural = _("有効期間")

    def __str__(self) -> str:
        return f"{self.code}: {self.valid_from} – {self.valid_until}"


class ReminderStage(models.Model):
    """When a holder is reminded of the end of a term; data, so that stages can be added."""

    scheme = models.CharField(_("コード種別"), max_length=10, choices=Scheme)
    key = models.SlugField(_("段階"), max_length=20)
    days_before = models.PositiveSmallIntegerField(
        _("満了の何日前"), null=True, blank=True, help_text=_("空欄は更新受付の開始日です。")
    )
    sends_email = models.BooleanField(_("電子メール"), default=True)
    sends_letter = models.BooleanField(_("書面"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reminder_stage_once", fields=["scheme", "key"])
        ]
        verbose_name = verbose_name_plural = _("更新案内の段階")

    def __str__(self) -> str:
        return f"{self.scheme}:{self.key}"


class Reminder(models.Model):
    """The ledger: this stage of this term has been said."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="reminders")
    stage = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reminded_once_a_stage", fields=["term", "stage"])
        ]
        verbose_name = verbose_name_plural = _("更新案内の記録")
