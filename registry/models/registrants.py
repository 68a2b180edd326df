"""The party that holds codes, and the things that stand in a register under its name."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock

if TYPE_CHECKING:
    from portal.models import Account


class Scheme(models.TextChoices):
    JASTPRO = "jastpro", _("JASTPROコード")
    GS1 = "gs1", _("GS1事業者コード")
    NACCS = "naccs", _("NACCS")


class RegistrantKind(models.TextChoices):
    """登録者区分 (domain 1.1)."""

    CORPORATION = "corporation", _("法人")
    SOLE_PROPRIETOR = "sole_proprietor", _("個人事業者（屋号で登録される方）")
    INDIVIDUAL = "individual", _("個人")
    NON_RESIDENT = "non_resident", _("非居住者")


class RegistrantQuerySet(models.QuerySet["Registrant"]):
    def visible_to(self, account: "Account") -> "RegistrantQuerySet":
        """Those for whom the account acts today, or whose scheme the staff member examines."""
        if account.kind == "staff":
            return self.filter(entries__in=Entry.objects.visible_to(account)).distinct()
        return self.filter(pk__in=registrants_of(account))


class Registrant(models.Model):
    """登録者: the party; the log-ins that act for it are its memberships."""

    kind = models.CharField(_("種別"), max_length=16, choices=RegistrantKind)
    corporate_number = models.CharField(_("法人番号"), max_length=13, blank=True)
    name = models.CharField(_("登録者名"), max_length=120)
    created_at = models.DateTimeField(default=clock.now)

    objects = RegistrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="registrant_number_for_corporations_only",
                condition=Q(kind="corporation") | Q(corporate_number=""),
            )
        ]
        indexes = [models.Index(name="registrant_by_number", fields=["corporate_number"])]
        verbose_name = verbose_name_plural = _("登録者")

    def __str__(self) -> str:
        return self.name


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, account: "Account") -> "EntryQuerySet":
        """A member's own; for staff the schemes of their roles; nobody else's (404 elsewhere)."""
        if account.kind == "staff":
            schemes = schemes_of(account)
            return self if "" in schemes else self.filter(scheme__in=schemes)
        return self.filter(
            Q(registrant_id__in=registrants_of(account)) | Q(pk__in=offices_of(account))
        )


def acting_for(account: "Account") -> list[Any]:
    """The memberships in force, with their registrants; asked once for an account that asks.

    An account is loaded anew with every request, so that an ended membership ends at once.
    """
    known: list[Any] | None = account.__dict__.get("_acting_for")
    if known is None:
        known = list(account.memberships.filter(until=None).select_related("registrant"))
        account.__dict__["_acting_for"] = known
    return known


def registrants_of(account: "Account") -> list[int]:
    """The registrants for whom the account acts as a whole."""
    return [each.registrant_id for each in acting_for(account) if each.office_id is None]


def offices_of(account: "Account") -> list[int]:
    """The offices to which its other memberships are limited."""
    return [each.office_id for each in acting_for(account) if each.office_id is not None]


def may_write(account: "Account", entry: "Entry | None") -> bool:
    """Whether the account may do something for an entry; 閲覧 alone only reads (R-072)."""
    if entry is None:
        return True  # a first application is its account's own
    return any(
        each.registrant_id == entry.registrant_id
        and each.office_id in {None, entry.pk}
        and set(each.roles) != {"reader"}
        for each in acting_for(account)
    )


def schemes_of(account: "Account") -> set[str]:
    """The schemes whose applications and register a member of staff sees; "" stands for all.

    Accountants see money, not files: their role opens none.
    """
    roles = ["examiner", "clerk", "auditor", "administrator"]
    return set(account.staff_roles.filter(role__in=roles).values_list("scheme", flat=True))


class Entry(models.Model):
    """登録(台帳の一件): one thing in a register, with particulars of its own.

    The particulars live in `Revision`s; the columns below are for searching and may lag a day.
    """

    class Kind(models.TextChoices):
        JASTPRO = "jastpro", _("JASTPRO登録")
        GS1 = "gs1", _("GS1登録")
        NACCS_COMPANY = "naccs_company", _("NACCS企業")
        NACCS_OFFICE = "naccs_office", _("NACCS事業所")

    kind = models.CharField(_("種類"), max_length=16, choices=Kind)
    scheme = models.CharField(_("コード種別"), max_length=10, choices=Scheme)
    registrant = models.ForeignKey(Registrant, on_delete=models.PROTECT, related_name="entries")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    opened_on = models.DateField(_("登録日"), default=clock.today)
    closed_on = models.DateField(_("終了日"), null=True, blank=True)
    contact_confirmed_on = models.DateField(_("担当者確認日"), null=True, blank=True)
    name = models.CharField(_("登録者名"), max_length=120, blank=True)
    folded_name = models.CharField(max_length=200, blank=True)
    folded_kana = models.CharField(max_length=200, blank=True)
    email = models.CharField(_("担当者E-mail"), max_length=254, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="entry_by_name", fields=["folded_name"]),
            models.Index(name="entry_by_kana", fields=["folded_kana"]),
        ]
        verbose_name = verbose_name_plural = _("登録")

    def __str__(self) -> str:
        return self.name or str(self.registrant)
