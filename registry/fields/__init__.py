"""Form fields that repair what was typed, then check it, and say what to do (ux 2.5, 4.1-4.3).

Each knows how a kept value is shown (`shown`) and when to tell that it was stored otherwise than
typed (`repaired_note`). A value is accepted in any width, with any dashes and spaces, and stored
in one form; kanji are never changed.
"""

from registry.fields.base import Repaired, TextField
from registry.fields.choices import (
    AgreeField,
    ChoiceChecks,
    ChoiceRadio,
    ChoiceSelect,
    PrefectureField,
)
from registry.fields.codes import CodeField, CorporateNumberField, PostalCodeField
from registry.fields.contact import EmailAddressField, PhoneField
from registry.fields.names import (
    AddressLineField,
    CityField,
    EnglishAddressField,
    EnglishField,
    KanaField,
    NameField,
)
from registry.fields.values import AmountField, DateField, NumberField

__all__ = [
    "AddressLineField",
    "AgreeField",
    "AmountField",
    "ChoiceChecks",
    "ChoiceRadio",
    "ChoiceSelect",
    "CityField",
    "CodeField",
    "CorporateNumberField",
    "DateField",
    "EmailAddressField",
    "EnglishAddressField",
    "EnglishField",
    "KanaField",
    "NameField",
    "NumberField",
    "PhoneField",
    "PostalCodeField",
    "PrefectureField",
    "Repaired",
    "TextField",
]
