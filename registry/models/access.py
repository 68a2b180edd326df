"""Rights: for whom a member acts, and what a member of staff may do. All rights come from here."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from core import clock
from registry.models.registrants import Scheme


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self) -> "MembershipQuerySet":
        """Those that nobody has ended."""
        return self.filter(until=None)

    def with_role(self, role: str) -> "MembershipQuerySet":
        """Those that hold a role; written so that SQLite and PostgreSQL agree."""
        return self.annotate(role_words=Cast("roles", TextField())).filter(
            role_words__contains=f'"{role}"'
        )


def default_roles() -> list[str]:
    return [Membership.Role.FILER.value]


class Membership(models.Model):
    """For whom an account acts: a registrant, or one office of it; from a day until a day.

    `since` and `until` are days in Asia/Tokyo, both included; no `until` means in force.
    """

    class Role(models.TextChoices):
        FILER = "filer", _("申込担当者")
        RESPONSIBLE_MANAGER = "responsible_manager", _("管理責任者")
        BILLING_CONTACT = "billing_contact", _("請求担当者")
        READER = "reader", _("閲覧")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    registrant = models.ForeignKey(
        "registry.Registrant", on_delete=models.PROTECT, related_name="memberships"
    )
    office = models.ForeignKey(
        "registry.Entry",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    roles = models.JSONField(_("役割"), default=default_roles)
    since = models.DateField(_("開始日"), default=clock.today)
    until = models.DateField(_("終了日"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_membership_per_registrant",
                fields=["account", "registrant"],
                condition=Q(until=None, office=None),
            ),
            models.UniqueConstraint(
                name="one_open_membership_per_office",
                fields=["account", "office"],
                condition=Q(until=None, office__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_began",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        ]
        verbose_name = verbose_name_plural = _("所属")

    def __str__(self) -> str:
        return f"{self.account} / {self.registrant}"


class StaffRoleQuerySet(models.QuerySet["StaffRole"]):
    def of(self, *roles: str) -> "StaffRoleQuerySet":
        return self.filter(role__in=roles)

    def for_scheme(self, scheme: str) -> "StaffRoleQuerySet":
        """Those that reach a scheme: given for it, or for all."""
        return self.filter(scheme__in=["", scheme])


class StaffRole(models.Model):
    """What a member of staff may do; no scheme means all of them, no desk means any."""

    class Role(models.TextChoices):
        EXAMINER = "examiner", _("審査担当者")
        ACCOUNTANT = "accountant", _("経理担当者")
        CLERK = "clerk", _("窓口担当者")
        ADMINISTRATOR = "administrator", _("管理者")
        AUDITOR = "auditor", _("監査担当者")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_roles"
    )
    role = models.CharField(_("役割"), max_length=16, choices=Role)
    scheme = models.CharField(_("コード種別"), max_length=10, choices=Scheme, blank=True)
    desk = models.CharField(_("窓口"), max_length=20, blank=True)

    objects = StaffRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="staff_role_once", fields=["account", "role", "scheme", "desk"]
            ),
            models.CheckConstraint(
                name="staff_role_is_known",
                condition=Q(
                    role__in=["examiner", "accountant", "clerk", "administrator", "auditor"]
                ),
            ),
        ]
        verbose_name = verbose_name_plural = _("職員の役割")

    def __str__(self) -> str:
        scheme = self.get_scheme_display() if self.scheme else _("すべて")
        return f"{self.get_role_display()}（{scheme}）"
