"""JASTPROコードの登録期間の更新 (更新申込).

Refused: before the window (R-002); after the term (R-006); for a code that is not active; for a
non-resident, who applies on paper (R-009). A registrant's type and corporate number never change
here (R-010, R-011). Effect: the register is amended as written; three years follow the present
term, from the day after it (R-005).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from core import calendar, clock, shown
from registry import papers, register
from registry.examination import jastpro_checks
from registry.forms import (
    AddressForm,
    BasicsForm,
    ContactCheckForm,
    Context,
    EnglishAddressForm,
    FilerForm,
)
from registry.models import Application, Code, Entry, RegistrantKind, Term
from registry.procedures.base import (
    Check,
    Content,
    Document,
    Fee,
    Group,
    Letter,
    Mail,
    Procedure,
    Step,
    Superseded,
    procedure,
)
from registry.states import CodeState

YEARS = 3


@procedure
class JastproRenewal(Procedure):
    key = "jastpro-renewal"
    title = _("JASTPROコードの登録期間の更新")
    name = _("更新申込")
    scheme = "jastpro"
    letter = "B"
    straight_line = True
    steps: ClassVar[list[Step]] = [
        Step(
            "filer",
            _("申込手続者"),
            groups=(
                Group("contact_check", _("担当者情報の確認"), ContactCheckForm),
                Group("filer", _("申込手続者情報"), FilerForm),
            ),
            heading=_("申込手続者情報の入力"),
            next_label=_("更新を申請"),
            next_hint=_("次は登録内容の入力です。まだ申込みは完了しません。"),
        ),
        Step(
            "registrant",
            _("登録内容・確認資料"),
            groups=(
                Group("basics", _("基本情報"), BasicsForm),
                Group("legal_address", _("登記住所"), AddressForm),
                Group("registered_address", _("登録住所（和文）"), AddressForm),
                Group("registered_address_en", _("登録住所（英文）"), EnglishAddressForm),
            ),
            heading=_("更新登録内容の入力および確認資料の添付"),
            next_label=_("更新を申請"),
            next_hint=_("次は内容の確認です。まだ申込みは完了しません。"),
            unchanged=_("変更なしで更新"),
            takes_documents=True,
        ),
    ]
    fee = Fee("jastpro.renewal")
    terms_of_use = "jastpro"
    submit_label = _("更新を申請")
    check_heading = _("更新登録内容の確認および利用規約への同意")
    done_heading = _("更新申込受付完了")
    usable = _("登録完了の2営業日後から、NACCSの手続きに反映されます。")
    tells: ClassVar[dict] = {"approved": (Mail("contact"), Letter("renewal_completed"))}
    reject_reasons: ClassVar[dict] = {
        "kind": _("法人と個人事業者の間の変更は、更新では行えないため"),
        "corporate_number": _("合併・分割等による法人番号の変更は、更新では行えないため"),
        "documents": _("確認資料と登録内容が一致しないため"),
        "other": _("その他"),
    }

    def refusal(self, entry: Entry | None, code: Code | None, day: date) -> str:
        if entry is None or code is None or entry.scheme != self.scheme:
            return say("更新できるコードがありません。")
        if code.state != CodeState.ACTIVE:
            return say(
                "このコードは終了しているため更新できません。"
                "「初めてのコード登録」から新規に申請してください。"
            )
        if entry.registrant.kind == RegistrantKind.NON_RESIDENT:
            return say(
                "非居住者の方は、Webからお申し込みいただけません。"
                "申請書を印刷し、税関事務管理人届出書の写しを添えて郵送してください。"
            )
        term = register.current_term(code)
        opens_on = register.renewal_opens_on(code)
        if term is None or term.valid_until is None or opens_on is None:
            return say("このコードには更新する有効期間がありません。")
        if day < opens_on:
            return say("%(day)sから手続きできます。") % {"day": shown.day(opens_on)}
        if day > term.valid_until:
            return say(
                "有効期間が%(day)sに満了したため、更新できません。"
                "「初めてのコード登録」から新規に申請してください。"
            ) % {"day": shown.day(term.valid_until)}
        return ""

    def before(self, entry: Entry | None, code: Code | None) -> Content:
        assert entry is not None
        present = register.image(entry)
        wanted = {group.key for step in self.steps for group in step.parts}
        return {key: present[key] for key in present if key in wanted and key != "filer"}

    def initial(self, entry: Entry | None, before: Content) -> Content:
        assert entry is not None
        contact = register.image(entry).get("contact", {})
        return {"filer": contact, "registered_address_en": {}}

    def exclusive(self, application: Application) -> str:
        return f"jastpro:{application.code}:renewal"

    def required_documents(self, context: Context, content: Content) -> list[Document]:
        return papers.required("jastpro-renewal", context, content)

    def possible_documents(self, context: Context) -> list[Document]:
        return papers.possible("jastpro-renewal", context)

    def document_guide(self, context: Context) -> list[tuple[str, str]]:
        return papers.guide("jastpro-renewal", context)

    def due_at_most(self, entry: Entry | None, code: Code | None) -> date | None:
        term = register.current_term(code) if code else None
        return term.valid_until if term else None

    def warnings(self, context: Context) -> list[str]:
        """From three business days before expiry: the transfer's value date decides (R-008)."""
        term = register.current_term(context.code) if context.code else None
        if term is None or term.valid_until is None:
            return []
        if calendar.add_business_days(context.day, 3) <= term.valid_until:
            return []
        return [
            say(
                "有効期間の満了日（%(day)s）が近づいています。お振り込みの起算日"
                "（起算日がない場合は勘定日）が満了日までになるように、"
                "お早めにお手続きください。"
            )
            % {"day": shown.day(term.valid_until)}
        ]

    def invoice_detail(self, application: Application) -> str:
        assert application.code is not None
        valid_from, valid_until = register.next_term(application.code, YEARS)
        return say("コード %(code)s　有効期間 %(from)s〜%(until)s") % {
            "code": application.code,
            "from": shown.short_day(valid_from),
            "until": shown.short_day(valid_until),
        }

    def checks(self, application: Application, content: Content) -> Iterator[Check]:
        yield from jastpro_checks(application, content)

    def carry_out(self, application: Application) -> None:
        assert application.entry is not None
        assert application.code is not None
        assert application.completed_on is not None
        groups = [group.key for group in self.steps[1].parts]
        content = application.content
        register.amend(
            application.entry,
            {key: content[key] for key in groups if key in content},
            application=application,
        )
        register.confirm_contact(application.entry)
        register.extend(
            application.code,
            years=YEARS,
            application=application,
            completed_on=application.completed_on,
        )

    def revived(self, application: Application) -> None:
        """A deposit in time, heard of late, puts the code back, too (R-029).

        Raises Superseded when a later renewal was granted meanwhile, or the code ended otherwise.
        """
        code = application.code
        assert code is not None
        later = Term.objects.filter(code=code, application__received_at__gt=application.received_at)
        if later.exists():
            raise Superseded(say("このコードは、別の申込みで既に更新されています。"))
        if code.state == CodeState.STRUCK_OFF:
            register.put_back(code, note=say("期限内の入金を確認したため"), application=application)
        elif not code.is_live:
            raise Superseded(say("このコードは終了しているため、審査に戻せません。"))

    def notice_context(self, application: Application) -> dict[str, Any]:
        assert application.code is not None
        assert application.entry is not None
        term = application.terms.first()
        if term is None:
            present = register.current_term(application.code)
            last_day = present.valid_until if present else None
            valid_from, valid_until = register.next_term(application.code, YEARS)
            return {
                "term": {"valid_from": valid_from, "valid_until": valid_until},
                "last_day": last_day if last_day and last_day >= clock.today() else None,
            }
        return {
            "term": term,
            "months": 12 * YEARS,
            "usable_from": term.usable_from,
            "next_window_on": register.renewal_opens_on(application.code),
            "registration": as_printed(register.image(application.entry)),
        }


def as_printed(image: dict[str, Any]) -> dict[str, str]:
    """Name and address in both languages, as the completion letter prints them."""
    address, english = image.get("registered_address", {}), image.get("registered_address_en", {})
    lines = ("building", "street", "city", "prefecture")
    return {
        "name": image.get("basics", {}).get("name", ""),
        "name_en": image.get("basics", {}).get("name_en", ""),
        "address": "".join(address.get(part) or "" for part in ("prefecture", "city", "street")),
        "address_en": ", ".join(english[line] for line in lines if english.get(line)),
    }
