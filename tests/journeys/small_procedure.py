"""倉庫の届出: a small procedure in one file, as anybody would add one.

Conditional step, repeating step, a paper, a fee by tier, a letter, an examiner's own field, and a
rule across steps. Effect: the list of storehouses of the entry is amended as written, with the
number that the examiner granted.
"""

from datetime import date
from typing import Any, ClassVar

from django import forms

from registry import fields, register
from registry.forms import Context, FilerForm, StepForm
from registry.models import Application, Code, Entry
from registry.procedures.base import (
    Content,
    Document,
    Fee,
    Incomplete,
    Letter,
    Mail,
    Procedure,
    Step,
)

KEY = "jastpro-storehouses"
RENTED = Document(
    "lease",
    "賃貸借契約書の写し",
    when=lambda content, before: is_rented(content),
    reason="賃借のため",
)


def is_rented(content: Content) -> bool:
    return content.get("holding", {}).get("kind") == "rented"


class HoldingForm(StepForm):
    kind = fields.ChoiceRadio(label="所有区分", choices=[("own", "自社所有"), ("rented", "賃借")])
    total = fields.NumberField(label="倉庫の数", least=1, most=3)


class LandlordForm(StepForm):
    landlord = fields.NameField(label="貸主の名称")


class StorehouseForm(StepForm):
    name = fields.NameField(label="倉庫の名称", max_length=30)
    area = fields.NumberField(label="面積（平方メートル）", least=1, most=99_999)


class GrantForm(forms.Form):
    number = fields.NameField(label="届出番号", max_length=10)


class Storehouses(Procedure):
    key = KEY
    title = "倉庫の届出"
    name = "倉庫の届出"
    scheme = "jastpro"
    steps: ClassVar[list[Step]] = [
        Step("filer", "申込手続者", FilerForm),
        Step("holding", "所有区分", HoldingForm),
        Step("landlord", "貸主", LandlordForm, when=is_rented),
        Step("storehouses", "倉庫", StorehouseForm, rows=3),
    ]
    documents: ClassVar[list[Document]] = [RENTED]
    fee = Fee("jastpro.storehouses", tier=lambda content: content["holding"]["kind"])
    tells: ClassVar[dict] = {"approved": (Mail("contact"), Letter("completed"))}
    decision_form = GrantForm

    def refusal(self, entry: Entry | None, code: Code | None, day: date) -> str:
        return "" if code and code.is_live else "届け出ることができるコードがありません。"

    def before(self, entry: Entry | None, code: Code | None) -> Content:
        assert entry is not None
        present = register.image(entry).get("storehouses")
        return {"storehouses": present} if present else {}

    def initial(self, entry: Entry | None, before: Content) -> Content:
        assert entry is not None
        return {"filer": register.image(entry)["contact"]}

    def clean(self, content: Content) -> None:
        if len(content["storehouses"]) != content["holding"]["total"]:
            raise Incomplete(
                "storehouses", "倉庫は、「所有区分」で入力した数だけ入力してください。"
            )

    def warnings(self, context: Context) -> list[str]:
        return ["届出番号は、審査のあとで決まります。"]

    def carry_out(self, application: Application) -> None:
        assert application.entry is not None
        decision = application.decisions.latest("pk")
        number: Any = decision.granted["number"]
        register.amend(
            application.entry,
            {
                "storehouses": application.content["storehouses"],
                "storehouse_number": {"number": number},
            },
            application=application,
        )
