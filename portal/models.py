"""Who signs in: an account, its names, its devices, and the links that work once."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Account(AbstractUser):
    """One person's log-in: member, provisional or staff. `username` is an inner handle only."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("会員")
        PROVISIONAL = "provisional", _("仮ログイン")
        STAFF = "staff", _("職員")

    first_name = last_name = None  # type: ignore[assignment]
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("種類"), max_length=12, choices=Kind, default=Kind.MEMBER)
    name = models.CharField(_("氏名"), max_length=80, blank=True)
    must_change_password = models.BooleanField(_("次回パスワード変更"), default=False)
    expires_at = models.DateTimeField(_("有効期限"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("アカウント")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class SignIn(models.Model):
    """A name that an account signs in with; `folded` is unique over all kinds."""

    class Kind(models.TextChoices):
        JASTPRO = "jastpro", _("JASTPROコード")
        GS1 = "gs1", _("GS1事業者コード")
        OFFICE = "office", _("事業所コード")
        PROVISIONAL = "provisional", _("仮ログインID")
        EMAIL = "email", _("E-mailアドレス")
        STAFF = "staff", _("職員ID")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    kind = models.CharField(_("種類"), max_length=12, choices=Kind)
    name = models.CharField(_("ログイン名"), max_length=254)
    folded = models.CharField(max_length=254)
    confirmed_at = models.DateTimeField(_("確認日時"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="sign_in_name_once", fields=["folded"])]
        verbose_name = verbose_name_plural = _("ログイン名")

    def __str__(self) -> str:
        return self.name


class OneTimeLink(models.Model):
    """A link that works once and briefly; only the hash of its secret is kept."""

    class Purpose(models.TextChoices):
        ACTIVATE = "activate", _("パスワードの設定")
        RESET = "reset", _("パスワードの再設定")
        INVITE = "invite", _("職員の招待")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=12, choices=Purpose)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("一度だけのリンク")

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.account}"


class KnownDevice(models.Model):
    """A browser that has signed in to this account before; strangers' guesses never slow it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    secret_hash = models.CharField(max_length=64)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="device_once_per_account", fields=["account", "secret_hash"]
            )
        ]
        verbose_name = verbose_name_plural = _("使用した端末")

    def __str__(self) -> str:
        return f"{self.account} {self.seen_at:%Y-%m-%d}"


class FailedSignIn(models.Model):
    """One wrong attempt, counted per name and per address, or per known device.

    The name stands here as a keyed hash: people type passwords into the wrong field.
    """

    name_key = models.CharField(max_length=64, db_index=True)
    address = models.CharField(max_length=45, db_index=True)
    device = models.ForeignKey(KnownDevice, null=True, on_delete=models.CASCADE)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("失敗したログイン")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.address}"
