"""What administrators fill in about accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import Scheme, StaffRole

EVERYWHERE = [StaffRole.Role.ADMINISTRATOR, StaffRole.Role.ACCOUNTANT, StaffRole.Role.AUDITOR]
BY_SCHEME = [StaffRole.Role.EXAMINER, StaffRole.Role.CLERK]


def choices() -> list[tuple[str, str]]:
    """Roles with their reach: `examiner:jastpro`, `administrator:` for all schemes."""
    found = [(f"{role}:", str(role.label)) for role in EVERYWHERE]
    for role in BY_SCHEME:
        found.append((f"{role}:", f"{role.label}（{_('すべて')}）"))
        found += [(f"{role}:{scheme}", f"{role.label}（{scheme.label}）") for scheme in Scheme]
    return found


def chosen(values: list[str]) -> list[tuple[str, str]]:
    """The choices as (role, scheme)."""
    return [(role, scheme) for role, _colon, scheme in (value.partition(":") for value in values)]


class StaffForm(forms.Form):
    use_required_attribute = False


class NoForm(StaffForm):
    """Nothing to fill in but the button."""


class RolesForm(StaffForm):
    roles = forms.MultipleChoiceField(
        label=_("役割"),
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("役割を1つ以上選択してください。")},
    )


class InviteForm(RolesForm):
    name = forms.CharField(
        label=_("氏名"),
        max_length=80,
        error_messages={
            "required": _("氏名を入力してください。"),
            "max_length": _("氏名は80文字以内で入力してください。"),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    mail = forms.EmailField(
        label=_("E-mailアドレス"),
        help_text=_("このアドレスでログインします。招待メールもここへ送ります。"),
        error_messages={
            "required": _("E-mailアドレスを入力してください。"),
            "invalid": _("E-mailアドレスは name@example.jp の形で入力してください。"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["name", "mail", "roles"]


class ReasonForm(StaffForm):
    reason = forms.CharField(
        label=_("理由"),
        max_length=240,
        help_text=_("監査証跡に残ります。"),
        error_messages={
            "required": _("理由を入力してください。"),
            "max_length": _("理由は240文字以内で入力してください。"),
        },
    )
