"""What all fields for typed text share: the order of repair and checks, the words of refusal."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum.jp import in_ as personal_number

from core import characters, text
from registry.fields.boxes import Box

# Far above every limit: longer text is refused before any repair looks at it.
FAR_TOO_LONG = 10_000
TWELVE_DIGITS = re.compile(r"(?<![0-9])[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")


class Typed(str):
    """What a person typed in this request or an earlier one; shown again as it is."""


class Repaired(forms.CharField):
    """Text that is repaired, then checked; messages speak of the field by its label.

    `called` names the field in messages where its label would read badly; `width` is the class of
    the box (w4, w7, w13, w20, w30); `max_length` counts characters as stored.
    """

    widget: type[forms.Widget] = Box
    box: ClassVar[dict[str, str]] = {}
    limit: ClassVar[int | None] = None
    in_name: ClassVar[bool] = False
    lines: ClassVar[bool] = False
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("%(label)sを入力してください。"),
        "too_long": _(
            "%(label)sは%(limit)s文字以内で入力してください（入力された文字数：%(count)s文字）。"
        ),
        "unusable": _("%(label)sに使えない文字があります：%(characters)s。"),
    }

    def __init__(
        self,
        *,
        max_length: int | None = None,
        called: Any = None,
        width: str = "",
        autocomplete: str = "",
        inputmode: str = "",
        **kwargs: Any,
    ):
        own = {"autocomplete": autocomplete, "inputmode": inputmode}
        attrs = self.box | {name: value for name, value in own.items() if value}
        self.class_attr = f"in {width or attrs.pop('width', 'w30')}"
        attrs.pop("width", None)
        self.box_attrs = attrs
        self.called = called
        # Not Django's max_length: its attribute would cut what people paste without a word.
        self.limit_to = max_length or self.limit
        super().__init__(strip=False, **kwargs)

    @property
    def in_words(self) -> str:
        """The field's name in messages."""
        return str(self.called or self.label or _("この項目"))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        widget.use_required_attribute = never  # type: ignore[method-assign]
        return {"class": self.class_attr} | self.box_attrs

    def refuse(self, code: str, **params: Any) -> ValidationError:
        """The refusal of that code in words, to be raised."""
        return ValidationError(
            self.error_messages[code], code=code, params={"label": self.in_words} | params
        )

    def clean(self, value: Any) -> Any:
        """The value as stored; raises ValidationError with a text that says what to do."""
        typed = "" if value is None else str(value)
        if len(typed) > FAR_TOO_LONG:
            raise self.refuse("too_long", limit=self.limit_to or FAR_TOO_LONG, count=len(typed))
        typed = characters.clean(typed)
        if not self.lines:
            typed = re.sub(r"[\t\n\x85\u2028\u2029]+", " ", typed)
        if unusable := characters.unusable(typed, in_name=self.in_name):
            raise self.refuse("unusable", characters=quoted(unusable))
        repaired = self.repair(typed)
        if repaired in self.empty_values:
            if self.required:
                raise self.refuse("required")
            return self.empty_value
        if self.limit_to is not None and len(repaired) > self.limit_to:
            raise self.refuse("too_long", limit=self.limit_to, count=len(repaired))
        kept = self.check(repaired)
        self.run_validators(kept)
        return kept

    def repair(self, value: str) -> str:
        """What the person meant: width, dashes and spaces put right."""
        return value.strip()

    def check(self, value: str) -> Any:
        """The value as kept, from a repaired one; raises ValidationError."""
        return value

    def shown(self, value: Any) -> str:
        """How a kept value reads on a page."""
        return "" if value is None else str(value)

    def in_box(self, value: Any) -> Any:
        """How a kept value stands in its box."""
        return self.shown(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        data = super().bound_data(data, initial)
        return Typed(data) if isinstance(data, str) and not self.disabled else data

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Typed):
            return value
        return self.in_box(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether what was typed means another value than the one kept before."""
        try:
            kept = self.clean(data)
        except ValidationError:
            return bool(data) or bool(initial)
        return self.shown(kept) != self.shown(initial)

    def repaired_note(self, raw: Any, value: Any) -> str:
        """「…」として保存します。 where the kept value is not what was typed; else ""."""
        shown = self.shown(value)
        if value in self.empty_values or str(raw or "").strip() in {shown, self.in_box(value)}:
            return ""
        return gettext("「%(value)s」として保存します。") % {"value": shown}


class TextField(Repaired):
    """Free text of several lines; a line's end counts as one character.

    A number that passes the check of a personal number (マイナンバー) is refused: it must not be
    collected (domain 4.1).
    """

    widget = forms.Textarea
    box: ClassVar[dict[str, str]] = {"rows": "4"}
    limit = 240
    lines = True
    default_error_messages: ClassVar[dict[str, Any]] = {
        "personal_number": _(
            "%(label)sにマイナンバーと思われる12桁の番号があります。番号を消してください。"
        ),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"data-limit": str(self.limit_to)}

    def repair(self, value: str) -> str:
        return "\n".join(line.rstrip() for line in value.strip().split("\n"))

    def check(self, value: str) -> str:
        for found in TWELVE_DIGITS.findall(text.half_width(value)):
            if personal_number.is_valid(found):
                raise self.refuse("personal_number")
        return value

    def repaired_note(self, raw: Any, value: Any) -> str:
        """Nothing: only blanks at the ends of lines are taken away."""
        return ""


def never(initial: Any) -> bool:
    """No `required` attribute: the server says what is missing, in our words."""
    return False


def quoted(found: list[str], most: int = 10) -> str:
    """「階」「号」, the first ten; characters that cannot be seen by their number."""
    more = gettext("ほか") if len(found) > most else ""
    return "".join(f"「{characters.spelled(char)}」" for char in found[:most]) + more
