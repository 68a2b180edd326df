"""Forms of my page: searching one's applications, answering the examiner."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from core import characters, clock, dates
from core.text import fold_code, fold_for_search


class DayField(forms.CharField):
    """A day in any usual spelling; one without a year is the last one up to today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value: Any) -> date | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = dates.read(typed, clock.today(), ahead=False)
        if found is None:
            raise forms.ValidationError(
                say("%(label)sは「2026/11/20」の形で入力してください。") % {"label": self.label}
            )
        return found


class SearchForm(forms.Form):
    """申込情報の検索; every condition may be left empty (S1)."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("受付番号（前方一致）"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w13"}),
    )
    filer = forms.CharField(
        label=_("申込担当者名（部分一致）"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w20"}),
    )
    received_from = DayField(label=_("申込日（から）"))
    received_to = DayField(label=_("申込日（まで）"))
    closed_from = DayField(label=_("審査終了日（から）"))
    closed_to = DayField(label=_("審査終了日（まで）"))

    def clean_number(self) -> str:
        return fold_code(self.cleaned_data["number"])

    def clean_filer(self) -> str:
        return fold_for_search(self.cleaned_data["filer"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for what, word in (("received", say("申込日")), ("closed", say("審査終了日"))):
            first, last = cleaned.get(f"{what}_from"), cleaned.get(f"{what}_to")
            if first and last and first > last:
                self.add_error(
                    f"{what}_to",
                    say("%(word)sの終わりは、始まりと同じ日か後の日を入力してください。")
                    % {"word": word},
                )
        return cleaned


class AnswerForm(forms.Form):
    """The applicant's line in the thread with the examiner."""

    use_required_attribute = False
    body = forms.CharField(
        label=_("回答・連絡"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("2,000文字まで。個人番号（マイナンバー）は書かないでください。"),
        error_messages={
            "required": _("回答を入力してください。"),
            "max_length": _(
                "回答は%(limit_value)d文字以内で入力してください（入力された文字数：%(show_value)d文字）。"
            ),
        },
    )

    def clean_body(self) -> str:
        body = characters.clean(self.cleaned_data["body"])
        if bad := characters.unusable(body):
            raise forms.ValidationError(
                say("回答に使えない文字があります：%(chars)s。取り除いてください。")
                % {"chars": " ".join(characters.spelled(each) for each in bad)}
            )
        return body
