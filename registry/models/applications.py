"""申込: an application, what was typed, what was submitted, what was decided, what was said."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from registry.models.codes import Code
from registry.models.registrants import (
    Entry,
    Scheme,
    offices_of,
    registrants_of,
    schemes_of,
)
from registry.states import CLOSED, EDITABLE, OPEN, UNNUMBERED, State

if TYPE_CHECKING:
    from portal.models import Account

UNNUMBERED_VALUES = sorted(state.value for state in UNNUMBERED)
CLOSED_VALUES = sorted(state.value for state in CLOSED)
OPEN_VALUES = sorted(state.value for state in OPEN)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, account: "Account") -> "ApplicationQuerySet":
        """A member's own and those of the registrants it acts for; staff: numbered, own schemes."""
        if account.kind == "staff":
            numbered = self.exclude(state__in=UNNUMBERED_VALUES)
            schemes = schemes_of(account)
            return numbered if "" in schemes else numbered.filter(scheme__in=schemes)
        return self.filter(
            Q(entry__registrant_id__in=registrants_of(account))
            | Q(entry_id__in=offices_of(account))
            | Q(entry=None, account=account)
        )

    def drafts(self) -> "ApplicationQuerySet":
        return self.filter(state=State.DRAFT)

    def open(self) -> "ApplicationQuerySet":
        """Submitted and not closed; drafts do not count."""
        return self.filter(state__in=OPEN_VALUES)

    def awaiting_payment(self) -> "ApplicationQuerySet":
        return self.filter(state=State.AWAITING_PAYMENT)


class Application(models.Model):
    """One application in one procedure; a draft until it has a receipt number."""

    class Channel(models.TextChoices):
        WEB = "web", _("Web")
        PAPER = "paper", _("紙")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procedure = models.CharField(_("手続"), max_length=40)
    scheme = models.CharField(_("コード種別"), max_length=10, choices=Scheme)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    state = models.CharField(_("状態"), max_length=20, choices=State, default=State.DRAFT)
    receipt_number = models.CharField(_("受付番号"), max_length=12, blank=True)
    exclusive = models.CharField(max_length=120, blank=True)
    entry = models.ForeignKey(
        Entry, null=True, on_delete=models.PROTECT, related_name="applications"
    )
    code = models.ForeignKey(
        Code,
        verbose_name=_("コード"),
        null=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("申込者"),
        null=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    examiner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("審査担当者"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="examinations",
    )
    desk = models.CharField(_("受付窓口"), max_length=40, blank=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    before_revision = models.PositiveIntegerField(default=0)
    invoice = models.ForeignKey(
        "billing.Invoice", null=True, on_delete=models.PROTECT, related_name="+"
    )
    filer_name = models.CharField(_("申込担当者名"), max_length=80, blank=True)
    folded_filer = models.CharField(max_length=160, blank=True)
    registrant_name = models.CharField(_("登録者名"), max_length=120, blank=True)
    folded_registrant = models.CharField(max_length=200, blank=True)
    folded_kana = models.CharField(max_length=200, blank=True)
    changed_count = models.PositiveSmallIntegerField(_("変更数"), default=0)
    started_at = models.DateTimeField(_("作成日時"), default=clock.now)
    saved_at = models.DateTimeField(_("保存日時"), default=clock.now)
    received_at = models.DateTimeField(_("受付日時"), null=True)
    examined_from = models.DateTimeField(_("審査開始日時"), null=True)
    respond_by = models.DateField(_("再提出期限"), null=True)
    completed_on = models.DateField(_("完了日"), null=True)
    closed_at = models.DateTimeField(_("審査終了日時"), null=True)
    draft_reminded_at = models.DateTimeField(null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="application_numbered_once_received",
                condition=Q(state__in=UNNUMBERED_VALUES, receipt_number="")
                | (~Q(state__in=UNNUMBERED_VALUES) & ~Q(receipt_number="")),
            ),
            models.UniqueConstraint(
                name="receipt_number_once",
                fields=["receipt_number"],
                condition=~Q(receipt_number=""),
            ),
            models.UniqueConstraint(
                name="one_open_application_per_exclusive_key",
                fields=["exclusive"],
                condition=~Q(exclusive="") & Q(state__in=OPEN_VALUES),
            ),
            models.CheckConstraint(
                name="application_closed_has_time",
                condition=Q(state__in=CLOSED_VALUES, closed_at__isnull=False)
                | (~Q(state__in=CLOSED_VALUES) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="application_awaiting_payment_has_invoice",
                condition=~Q(state="awaiting_payment") | Q(invoice__isnull=False),
            ),
            models.CheckConstraint(
                name="application_sent_back_has_deadline",
                condition=~Q(state="sent_back") | Q(respond_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="application_queue", fields=["state", "examined_from"]),
            models.Index(name="application_of_code", fields=["code", "state"]),
            models.Index(name="application_by_registrant", fields=["folded_registrant"]),
            models.Index(name="application_by_kana", fields=["folded_kana"]),
        ]
        verbose_name = verbose_name_plural = _("申込")

    def __str__(self) -> str:
        return self.receipt_number or str(_("一時保存の申込"))

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def submission(self) -> "Submission | None":
        """The latest submission with its content, or None while nothing was submitted."""
        return self.submissions.select_related("content").order_by("-n").first()

    @property
    def content(self) -> dict:
        """The cleaned answers of the latest submission by step; {} before the first."""
        latest = self.submission
        return latest.content.content if latest else {}


class Answers(models.Model):
    """What was typed into one step (lists, as a browser sends them) and what it means, if valid."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    step = models.CharField(max_length=40)
    data = models.JSONField()
    cleaned = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    revision = models.PositiveIntegerField(default=1)
    unchanged = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="answers_once_a_step", fields=["application", "step"])
        ]


class Submission(models.Model):
    """One handing-in, kept for ever; a resubmission adds one. `price` in yen, tax included."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="submissions"
    )
    n = models.PositiveSmallIntegerField(_("回"))
    token = models.CharField(max_length=64)
    price = models.PositiveIntegerField(_("金額"), default=0)
    terms_version = models.CharField(_("同意した規約の版"), max_length=20, blank=True)
    revision_seen = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(name="submission_once", fields=["application", "n"])]
        ordering = ["n"]


class SubmissionContent(models.Model):
    """Content by step, the summary as it was confirmed, the files; a purge may empty this row."""

    submission = models.OneToOneField(
        Submission, primary_key=True, on_delete=models.PROTECT, related_name="content"
    )
    content = models.JSONField(encoder=DjangoJSONEncoder)
    summary = models.JSONField(encoder=DjangoJSONEncoder)
    files = models.JSONField(default=list)


class ApplicationEvent(models.Model):
    """One step of an application along the table of states; written once."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("進行状況")


class Decision(models.Model):
    """判定: what an examiner decided; carried out when it has rested and is duly signed."""

    class Outcome(models.TextChoices):
        APPROVE = "approve", _("承認")
        SEND_BACK = "send_back", _("差し戻し")
        REJECT = "reject", _("却下")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("判定"), max_length=12, choices=Outcome)
    reason = models.CharField(_("理由"), max_length=20, blank=True)
    note = models.TextField(_("申込者への連絡"), blank=True)
    fields = models.JSONField(default=dict, help_text=_("差し戻す項目：{step: [field]}"))
    granted = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions"
    )
    at = models.DateTimeField(default=clock.now)
    day = models.DateField(_("判定日"), default=clock.today)
    holds_from = models.DateTimeField(_("確定日時"))
    needs_second = models.BooleanField(default=False)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    second_at = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_pending_decision",
                fields=["application"],
                condition=Q(carried_out_at=None, taken_back_at=None),
            ),
            models.CheckConstraint(
                name="decision_ends_once",
                condition=Q(carried_out_at=None) | Q(taken_back_at=None),
            ),
            models.CheckConstraint(
                name="second_signature_is_another",
                condition=Q(second_by=None) | ~Q(second_by=models.F("by")),
            ),
        ]
        indexes = [models.Index(name="decision_due", fields=["carried_out_at", "holds_from"])]
        verbose_name = verbose_name_plural = _("判定")


class Message(models.Model):
    """One line of the thread between examiner and applicant; a question is not a send-back."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="messages")
    from_staff = models.BooleanField()
    body = models.TextField(_("本文"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = _("連絡")
