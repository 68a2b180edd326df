"""What the house says: numbered papers, notices by mail or letter, news and answers."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


def check_word() -> str:
    """A short unguessable word, printed in a paper's QR code beside its number."""
    return secrets.token_hex(5)


class IssuedDocument(models.Model):
    """A number that was given out, and the paper that bears it (ux 7, row X07).

    The number is taken inside the deed's transaction; the paper may be drawn a moment later,
    once, from frozen facts. `sha256` is empty until then and never changes afterwards.
    """

    series = models.CharField(_("系列"), max_length=40)
    number = models.CharField(_("文書番号"), max_length=40, db_index=True)
    kind = models.CharField(_("種類"), max_length=40)
    about = models.CharField(_("対象"), max_length=80, db_index=True)
    title = models.CharField(_("表題"), max_length=120)
    partner = models.CharField(_("取引先"), max_length=120, db_index=True)
    issued_on = models.DateField(_("発行日"), db_index=True)
    amount = models.PositiveBigIntegerField(_("金額(円)"), null=True, blank=True)
    sha256 = models.CharField(_("ハッシュ"), max_length=64, blank=True)
    check_word = models.CharField(_("確認のことば"), max_length=20, default=check_word)
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("差し替え先"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaces",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="issued_document_once", fields=["series", "number"])
        ]
        ordering = ["-issued_on", "-pk"]
        verbose_name = verbose_name_plural = _("発行文書")

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class PaperBytes(models.Model):
    """The bytes of a drawn paper, written once. In the database: one transaction, one backup."""

    document = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, primary_key=True, related_name="paper"
    )
    data = models.BinaryField()
    drawn_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("文書の内容")

    def __str__(self) -> str:
        return str(self.document_id)


class LetterBatch(models.Model):
    """Letters printed together; they count as sent when a person confirms the printing (X06)."""

    number = models.CharField(_("印刷番号"), max_length=20, unique=True)
    made_at = models.DateTimeField(_("作成日時"), default=clock.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("作成者"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    count = models.PositiveIntegerField(_("通数"))
    confirmed_at = models.DateTimeField(_("発送の確認日時"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("確認者"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    dissolved_at = models.DateTimeField(_("取りやめた日時"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_batch_confirmed_or_dissolved",
                condition=models.Q(confirmed_at=None) | models.Q(dissolved_at=None),
            ),
            models.CheckConstraint(name="letter_batch_not_empty", condition=models.Q(count__gt=0)),
        ]
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("書面の印刷")

    def __str__(self) -> str:
        return self.number


class Notice(models.Model):
    """Words to someone, frozen when they were decided; this table is also the outbox."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("電子メール")
        LETTER = "letter", _("書面")

    class Status(models.TextChoices):
        QUEUED = "queued", _("送信待ち")
        SENDING = "sending", _("送信中")
        PRINTED = "printed", _("印刷済（発送の確認待ち）")
        SENT = "sent", _("送信済")
        FAILED = "failed", _("送信失敗")
        UNDELIVERED = "undelivered", _("不達")

    class Obstacle(models.TextChoices):
        NONE = "", _("なし")
        SERVER = "server", _("メールサーバーにつながりません")
        REFUSED = "refused", _("相手のサーバーが受け取りません")

    channel = models.CharField(_("方法"), max_length=10, choices=Channel, default=Channel.EMAIL)
    event = models.CharField(_("できごと"), max_length=40, db_index=True)
    status = models.CharField(
        _("状態"), max_length=12, choices=Status, default=Status.QUEUED, db_index=True
    )
    to = models.EmailField(_("宛先"), max_length=254, blank=True)
    to_lines = models.JSONField(_("宛名"), default=list, blank=True)
    subject = models.CharField(_("件名"), max_length=255)
    body = models.TextField(_("本文"))
    wording = models.CharField(_("手続"), max_length=60, blank=True)
    about = models.CharField(_("対象"), max_length=80, db_index=True)
    about_url = models.CharField(_("開く画面"), max_length=255, blank=True)
    once = models.CharField(max_length=160, unique=True)
    attempts = models.PositiveIntegerField(_("試行回数"), default=0)
    troubled_since = models.DateTimeField(_("最初の失敗"), null=True, blank=True)
    next_at = models.DateTimeField(_("次の試行"), null=True, blank=True)
    queued_at = models.DateTimeField(_("作成日時"), default=clock.now, db_index=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("送信日時"), null=True, blank=True)
    obstacle = models.CharField(
        _("妨げ"), max_length=10, choices=Obstacle, default=Obstacle.NONE, blank=True
    )
    error = models.TextField(_("エラー"), blank=True)
    document = models.OneToOneField(
        IssuedDocument,
        verbose_name=_("文書"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notice",
    )
    batch = models.ForeignKey(
        LetterBatch,
        verbose_name=_("印刷"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letters",
    )
    undelivered_on = models.DateField(_("不達の日"), null=True, blank=True)
    undelivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("不達の記録者"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    undelivered_reason = models.CharField(_("不達の理由"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_sent_has_time",
                condition=models.Q(status__in=["sent", "undelivered"], sent_at__isnull=False)
                | (~models.Q(status__in=["sent", "undelivered"]) & models.Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="notice_email_has_address",
                condition=~models.Q(channel="email") | ~models.Q(to="") | models.Q(status="failed"),
            ),
            models.CheckConstraint(
                name="notice_letter_has_document",
                condition=models.Q(channel="email", document=None)
                | models.Q(channel="letter", document__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_printed_has_batch",
                condition=~models.Q(status="printed")
                | models.Q(channel="letter", batch__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_undelivered_has_day",
                condition=models.Q(status="undelivered", undelivered_on__isnull=False)
                | (~models.Q(status="undelivered") & models.Q(undelivered_on=None)),
            ),
        ]
        indexes = [models.Index(name="notice_due", fields=["channel", "status", "next_at"])]
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = _("お知らせ（メール・書面）")

    def __str__(self) -> str:
        return self.subject


class News(models.Model):
    """What is new at the authority, shown from one day to another, both included."""

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("すべての方")
        MEMBERS = "members", _("ログインした会員")
        STAFF = "staff", _("職員")

    title = models.CharField(_("見出し"), max_length=120)
    body = models.TextField(_("本文"))
    audience = models.CharField(
        _("対象"), max_length=10, choices=Audience, default=Audience.EVERYBODY
    )
    since = models.DateField(_("掲載開始日"), default=clock.today)
    until = models.DateField(_("掲載終了日"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="news_ends_after_it_begins",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
            )
        ]
        ordering = ["-since", "-pk"]
        verbose_name = verbose_name_plural = _("新着情報")

    def __str__(self) -> str:
        return self.title


class NewsRead(models.Model):
    """Who has opened which news."""

    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="readings")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news_read"
    )
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="news_read_once", fields=["news", "account"])]
        verbose_name = verbose_name_plural = _("既読")

    def __str__(self) -> str:
        return f"{self.news_id}/{self.account_id}"


class Faq(models.Model):
    """A question that people ask, and the answer; `program` names the page it stands on (F066)."""

    program = models.CharField(_("ページ"), max_length=60, db_index=True)
    question = models.CharField(_("質問"), max_length=200)
    answer = models.TextField(_("回答"))
    position = models.PositiveSmallIntegerField(_("並び順"), default=0)
    published = models.BooleanField(_("公開する"), default=True)

    class Meta:
        ordering = ["program", "position", "pk"]
        verbose_name = verbose_name_plural = _("よくある質問")

    def __str__(self) -> str:
        return self.question
