"""What an examiner types beside a decision."""

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from registry import desk, fields, procedures
from registry.models import Application


class DeedForm(forms.Form):
    """A note for the applicant; every deed has one."""

    use_required_attribute = False
    note = fields.TextField(
        label=_("申込者への連絡"),
        required=False,
        max_length=2000,
        help_text=_("そのまま申込者に届きます。"),
    )

    def __init__(self, *args: Any, application: Application, **kw: Any) -> None:
        self.application = application
        super().__init__(*args, **kw)

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of the deed."""
        return {"note": self.cleaned_data["note"]}


class ApproveForm(DeedForm):
    """Approval, with what the procedure asks the examiner to add."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.extra = procedures.get(self.application.procedure).decision_form
        if self.extra:
            self.fields = {**self.extra().fields, **self.fields}

    def arguments(self) -> dict[str, Any]:
        names = self.extra.base_fields if self.extra else ()
        return super().arguments() | {"granted": {each: self.cleaned_data[each] for each in names}}


class SendBackForm(DeedForm):
    """What to correct, and in which words."""

    fields_to_correct = forms.MultipleChoiceField(
        label=_("直していただく項目"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("直していただく項目を1つ以上選択してください。")},
    )

    field_order = ("fields_to_correct", "note")

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        choice = self.fields["fields_to_correct"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = desk.correctable(self.application)
        self.fields["note"].required = True
        self.fields["note"].error_messages["required"] = _(
            "何をどう直せばよいかを、申込者への連絡に入力してください。"
        )

    def arguments(self) -> dict[str, Any]:
        chosen: dict[str, list[str]] = defaultdict(list)
        for each in self.cleaned_data["fields_to_correct"]:
            group, _dot, name = each.partition(".")
            chosen[group].append(name)
        return super().arguments() | {"fields": dict(chosen)}


class RejectForm(DeedForm):
    """The reason of a rejection, from the procedure's list."""

    reason = forms.ChoiceField(
        label=_("却下の理由"),
        error_messages={"required": _("却下の理由を選択してください。")},
    )

    field_order = ("reason", "note")

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        choice = self.fields["reason"]
        assert isinstance(choice, forms.ChoiceField)
        reasons = procedures.get(self.application.procedure).reject_reasons
        choice.choices = [("", say("選択してください")), *reasons.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == "other" and not cleaned.get("note"):
            message = say("「その他」の場合は、理由を申込者への連絡に入力してください。")
            self.add_error("note", message)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"reason": self.cleaned_data["reason"]}


class AskForm(DeedForm):
    """A question without sending back."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["note"].label = _("質問")
        self.fields["note"].required = True
        self.fields["note"].error_messages["required"] = _("質問を入力してください。")

    def arguments(self) -> dict[str, Any]:
        return {"body": self.cleaned_data["note"]}


class EmptyForm(DeedForm):
    """Nothing to type."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields.clear()

    def arguments(self) -> dict[str, Any]:
        return {}
