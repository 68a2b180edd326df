"""Forms that procedures share: the person who files, a contact, a company, addresses."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from registry import fields
from registry.models import Code, Entry, RegistrantKind


@dataclass(frozen=True)
class Context:
    """What a form may know beside what was typed: whose entry, which day, the register's image."""

    entry: Entry | None
    code: Code | None
    day: date
    before: dict[str, Any] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The registrant's kind; "" before there is a registrant."""
        return self.entry.registrant.kind if self.entry else ""


class StepForm(forms.Form):
    """A form of a step: no browser bubbles, JSON answers, a shown value for each field."""

    use_required_attribute = False
    fixed: ClassVar[tuple[str, ...]] = ()  # shown, never changed; always as in the register
    why_fixed: ClassVar[Any] = ""
    pairs: ClassVar[tuple[tuple[str, str], ...]] = ()  # fields that stand on one row
    looks_up: ClassVar[str] = ""  # the post code that 「反映」 fills the address from
    english: ClassVar[bool] = False  # whether that address is in Latin letters

    def __init__(self, *args: Any, context: Context, only: list[str] | None = None, **kw: Any):
        self.context = context
        super().__init__(*args, **kw)
        if only is not None:
            for name in set(self.fields) - set(only):
                del self.fields[name]

    @property
    def answers(self) -> dict[str, Any]:
        """The cleaned values as they are kept: plain JSON."""
        return json.loads(json.dumps(self.cleaned_data, cls=DjangoJSONEncoder))

    @classmethod
    def labels(cls) -> dict[str, str]:
        return {name: str(each.label) for name, each in cls.base_fields.items()}

    @classmethod
    def shown(cls, name: str, value: Any) -> str:
        """How a kept value reads on the check page; "" when there is none."""
        if value in (None, "", []):
            return ""
        each = cls.base_fields.get(name)
        show = getattr(each, "shown", None)
        return str(show(value)) if show else str(value)


class PersonForm(StepForm):
    """G1 of the design: a person with address, as everywhere in the portal."""

    family_name = fields.NameField(
        label=_("姓"), max_length=30, help_text=_("例：通関"), autocomplete="family-name"
    )
    given_name = fields.NameField(
        label=_("名"), max_length=30, help_text=_("例：太郎"), autocomplete="given-name"
    )
    family_name_kana = fields.KanaField(
        company=True,
        label=_("姓（フリガナ）"),
        max_length=30,
        help_text=_("例：ツウカン。ひらがなでも入力できます。"),
    )
    given_name_kana = fields.KanaField(
        company=True,
        label=_("名（フリガナ）"),
        max_length=30,
        help_text=_("例：タロウ。ひらがなでも入力できます。"),
    )
    department = fields.NameField(
        label=_("所属部課名"), max_length=60, required=False, help_text=_("例：第一営業部営業課")
    )
    job_title = fields.NameField(
        label=_("役職名"),
        max_length=30,
        required=False,
        help_text=_("例：課長"),
        autocomplete="organization-title",
    )
    phone = fields.PhoneField(label=_("電話番号"))
    fax = fields.PhoneField(label=_("FAX番号"), required=False, autocomplete="off")
    email = fields.EmailAddressField(label=_("E-mailアドレス"))

    pairs: ClassVar[tuple[tuple[str, str], ...]] = (
        ("family_name", "given_name"),
        ("family_name_kana", "given_name_kana"),
    )


class FilerForm(PersonForm):
    """申込手続者: who fills this application in."""


class ContactForm(PersonForm):
    """担当者: registered, gets the notices."""


class ContactCheckForm(StepForm):
    """担当者情報は最新ですか: asked before a renewal, because notices go to the contact (F015)."""

    is_current = fields.ChoiceRadio(
        label=_("担当者情報は最新ですか"),
        choices=[("yes", _("はい")), ("no", _("変わっている"))],
        help_text=_("お知らせは、すべてこの担当者のE-mailアドレスにお送りします。"),
    )

    def clean_is_current(self) -> str:
        if self.cleaned_data["is_current"] == "no":
            raise forms.ValidationError(
                say(
                    "先に「担当者情報の変更」で担当者を変更し、"
                    "「はい」を選択してください。入力した内容は保存されています。"
                )
            )
        return "yes"


NAME_LABELS = {
    RegistrantKind.CORPORATION: (_("会社名（和文）"), _("会社名（フリガナ）"), _("会社名（英文）")),
    RegistrantKind.SOLE_PROPRIETOR: (_("屋号（和文）"), _("屋号（フリガナ）"), _("屋号（英文）")),
    RegistrantKind.INDIVIDUAL: (_("氏名（和文）"), _("氏名（フリガナ）"), _("氏名（英文）")),
}


# What a kind of registrant does not have.
WITHHELD: dict[str, tuple[str, ...]] = {
    RegistrantKind.SOLE_PROPRIETOR: ("representative_title",),
    RegistrantKind.INDIVIDUAL: ("representative", "representative_title"),
}


class BasicsForm(StepForm):
    """基本情報: type and corporate number are shown and never change here (F008, F009)."""

    kind = fields.ChoiceRadio(label=_("種別"), choices=RegistrantKind.choices)
    corporate_number = fields.CorporateNumberField(label=_("法人番号"), required=False)
    name = fields.NameField(
        label=_("会社名（和文）"),
        max_length=100,
        help_text=_("法人格も含めて入力してください。例：ナックス商事株式会社"),
        autocomplete="organization",
    )
    name_kana = fields.KanaField(
        company=True,
        label=_("会社名（フリガナ）"),
        max_length=150,
        help_text=_("例：ナックスショウジカブシキガイシャ"),
    )
    name_en = fields.EnglishField(
        label=_("会社名（英文）"), max_length=70, help_text=_("例：NACCS TRADING CO., LTD.")
    )
    representative = fields.NameField(
        label=_("代表者名"), max_length=60, help_text=_("例：港湾 太郎"), autocomplete="off"
    )
    representative_title = fields.NameField(
        label=_("代表者の役職"), max_length=30, required=False, help_text=_("例：代表取締役")
    )
    phone = fields.PhoneField(label=_("登録電話番号"))

    fixed: ClassVar[tuple[str, ...]] = ("kind", "corporate_number")
    why_fixed = _(
        "種別と法人番号は変更できません。変わった場合は、古い登録を抹消のうえ"
        "「初めてのコード登録」から新規に申請してください。"
    )

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        self.withheld = [*self.fixed, *WITHHELD.get(self.context.kind, ())]
        for name in self.withheld:
            self.fields.pop(name, None)
        labels = NAME_LABELS.get(RegistrantKind(self.context.kind)) if self.context.kind else None
        for name, label in zip(("name", "name_kana", "name_en"), labels or (), strict=False):
            if name in self.fields:
                self.fields[name].label = label

    def clean(self) -> dict[str, Any]:
        """What is fixed is taken from the register, whatever a browser sent."""
        cleaned = super().clean() or self.cleaned_data
        present = self.context.before.get("basics", {})
        return cleaned | {name: present[name] for name in self.withheld if name in present}


class AddressForm(StepForm):
    """G2 of the design: a Japanese address; 「反映」 fills it from the post code."""

    postal_code = fields.PostalCodeField(label=_("郵便番号"))
    prefecture = fields.PrefectureField(label=_("住所（都道府県）"))
    city = fields.CityField(label=_("住所（市区町村・町域）"))
    street = fields.AddressLineField(label=_("番地・建物名"))

    looks_up = "postal_code"
    english = False


class EnglishAddressForm(StepForm):
    """G3 of the design: the address in Latin letters; 「反映」 makes a candidate of it."""

    building = fields.EnglishAddressField(
        label=_("建物名・部屋番号（英文）"),
        max_length=60,
        required=False,
        help_text=_("例：YAESU BLDG. 4F"),
    )
    street = fields.EnglishAddressField(
        label=_("番地（英文）"), max_length=60, help_text=_("例：2-29-11 HATCHOBORI")
    )
    city = fields.EnglishAddressField(
        label=_("市区町村（英文）"), max_length=60, help_text=_("例：CHUO-KU")
    )
    prefecture = fields.EnglishAddressField(
        label=_("都道府県（英文）"), max_length=30, help_text=_("例：TOKYO")
    )
    postal_code = fields.PostalCodeField(label=_("郵便番号（英文表記用）"))

    looks_up = "postal_code"
    english = True


def full_name(person: dict[str, Any]) -> str:
    """港湾 太郎, from the answers of a PersonForm."""
    return f"{person.get('family_name', '')} {person.get('given_name', '')}".strip()
