"""Choices among given values, and consent."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.fields.base import never

# fmt: off
PREFECTURES = [
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県",
    "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県",
    "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県",
    "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県",
    "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県",
    "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県",
    "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
]
# fmt: on
PREFECTURE = _("都道府県")
CHOOSE = _("%(label)sを選択してください。")


class Chosen:
    """What choices share: messages by label, labels for kept values, no `required` attribute."""

    label: Any
    error_messages: dict[str, Any]
    choices: Any

    def __init__(self, *args: Any, called: Any = None, **kwargs: Any):
        self.called = called
        super().__init__(*args, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        widget.use_required_attribute = never  # type: ignore[method-assign]
        if isinstance(widget, forms.Select):
            return {"class": "in w20"}
        return {}

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)  # type: ignore[misc]
        except ValidationError as error:
            name = str(self.called or self.label or _("この項目"))
            error_list = [
                ValidationError(each.message, code=each.code, params={"label": name})
                for each in error.error_list
            ]
            raise ValidationError(error_list) from None

    def shown(self, value: Any) -> str:
        """The label of a kept value; of several, parted by 、."""
        return "、".join(self.label_of(each) for each in _several(value))

    def label_of(self, value: Any) -> str:
        """The label of one value; the value itself if it can no longer be chosen."""
        for key, label in self.choices:
            if isinstance(label, list | tuple):
                found = [words for inner, words in label if str(inner) == str(value)]
                if found:
                    return str(found[0])
            elif str(key) == str(value):
                return str(label)
        return str(value)

    def repaired_note(self, raw: Any, value: Any) -> str:
        """Nothing: a choice is kept as made."""
        return ""


class ChoiceSelect(Chosen, forms.ChoiceField):
    """One of many, from a list that opens."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": CHOOSE,
        "invalid_choice": CHOOSE,
    }


class ChoiceRadio(Chosen, forms.ChoiceField):
    """One of a few, all in sight."""

    widget = forms.RadioSelect
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": CHOOSE,
        "invalid_choice": CHOOSE,
    }


class ChoiceChecks(Chosen, forms.MultipleChoiceField):
    """Several of a few, all in sight."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("%(label)sを1つ以上選択してください。"),
        "invalid_choice": CHOOSE,
        "invalid_list": CHOOSE,
    }


class PrefectureField(ChoiceSelect):
    """One of the 47 prefectures."""

    def __init__(self, *, called: Any = PREFECTURE, **kwargs: Any):
        names = [(name, name) for name in PREFECTURES]
        super().__init__(called=called, choices=[("", _("選択してください")), *names], **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"autocomplete": "address-level1"}


class AgreeField(forms.BooleanField):
    """A box to tick; `document` names what is agreed to, without it the label is confirmed."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "agree": _("%(document)sに同意する場合は「%(label)s」にチェックしてください。"),
        "confirm": _("「%(label)s」にチェックしてください。"),
    }

    def __init__(self, *, document: Any = "", **kwargs: Any):
        self.document = document
        super().__init__(**{"label": _("同意する")} | kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        widget.use_required_attribute = never  # type: ignore[method-assign]
        return {}

    def validate(self, value: Any) -> None:
        if not value and self.required:
            code = "agree" if self.document else "confirm"
            params = {"document": self.document, "label": self.label}
            raise ValidationError(self.error_messages[code], code=code, params=params)

    def shown(self, value: Any) -> str:
        """The label if ticked, else ""."""
        return str(self.label) if value in (True, "on", "True", "true", "1") else ""

    def repaired_note(self, raw: Any, value: Any) -> str:
        """Nothing: a tick is kept as made."""
        return ""


def _several(value: Any) -> list[Any]:
    if isinstance(value, list | tuple | set):
        return list(value)
    return [] if value in (None, "") else [value]
