"""JASTPROの担当者情報の変更.

Allowed at any time while the code lives; no fee, no examination, at once (R-014). Effect: the
contact is amended, and both the old and the new address are told (R-015).
"""

from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from registry import register
from registry.forms import ContactForm
from registry.models import Application, Code, Entry
from registry.procedures.base import Content, Mail, Procedure, Step, procedure


@procedure
class JastproContact(Procedure):
    key = "jastpro-contact"
    title = _("担当者情報の変更")
    name = _("担当者情報の変更")
    scheme = "jastpro"
    letter = "B"
    examined = False
    has_check_page = False
    straight_line = True
    steps: ClassVar[list[Step]] = [
        Step(
            "contact",
            _("担当者情報"),
            ContactForm,
            heading=_("担当者情報の変更"),
            next_label=_("登録"),
            next_hint=_("手数料はかかりません。「登録」を押すとすぐに変わります。"),
        )
    ]
    tells: ClassVar[dict] = {"approved": (Mail("former_contact"), Mail("contact"))}
    done_heading = _("担当者情報を変更しました")

    def refusal(self, entry: Entry | None, code: Code | None, day: date) -> str:
        if entry is None or code is None or entry.scheme != self.scheme:
            return say("担当者を変更できる登録がありません。")
        if not code.is_live:
            return say("このコードは終了しているため、担当者情報を変更できません。")
        return ""

    def before(self, entry: Entry | None, code: Code | None) -> Content:
        assert entry is not None
        present = register.image(entry)
        return {"contact": present.get("contact", {})}

    def notice_context(self, application: Application) -> dict[str, Any]:
        """The names of the fields that changed; their values stay out of the mail."""
        before = application.before.get("contact", {})
        after = application.content.get("contact", {})
        labels = ContactForm.labels()
        changed = [labels[n] for n in labels if (before.get(n) or "") != (after.get(n) or "")]
        return {"fields": changed, "changed_at": application.completed_on}

    def carry_out(self, application: Application) -> None:
        assert application.entry is not None
        register.amend(
            application.entry,
            {"contact": application.content["contact"]},
            application=application,
        )
        register.confirm_contact(application.entry)
