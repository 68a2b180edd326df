"""Automatic checks for the examiner, each with its reason in a sentence (ux 6.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as say
from stdnum.jp import cn

from billing.models import Invoice
from core import shown
from registry import postal, register
from registry.models import Application, Code

OK, DOUBT, BAD = "ok", "doubt", "bad"


@dataclass(frozen=True)
class Check:
    """One automatic check: ok, doubt or bad, with the reason in a sentence."""

    level: str
    text: str


def jastpro_checks(application: Application, content: dict[str, Any]) -> Iterator[Check]:
    """What a machine can see of a JASTPRO application; the decision stays with the person."""
    basics = content.get("basics", {})
    yield from _corporate_number(application, basics.get("corporate_number") or "")
    yield from _payment(application)
    for group, word in (
        ("legal_address", say("登記住所")),
        ("registered_address", say("登録住所")),
    ):
        if group in content:
            yield _address(word, content[group])
    yield _moved(application)


def _corporate_number(application: Application, number: str) -> Iterator[Check]:
    if not number:
        return
    if cn.is_valid(number):
        yield Check(OK, say("法人番号の検査用数字は正しい"))
    else:
        yield Check(BAD, say("法人番号の検査用数字が合わない"))
    others = Code.objects.live().filter(scheme=application.scheme, holder=number)
    if application.code_id:
        others = others.exclude(pk=application.code_id)
    if twin := others.first():
        yield Check(BAD, say("同じ法人番号の有効なコードがある：%(code)s") % {"code": twin})
    else:
        yield Check(OK, say("同じ法人番号の有効なコードは他にない（1法人番号1コード）"))


def _payment(application: Application) -> Iterator[Check]:
    invoice = application.invoice
    if invoice is None:
        return
    if invoice.status == Invoice.Status.SETTLED and invoice.settled_on:
        yield Check(
            OK,
            say("%(amount)sの入金を照合済み（%(day)s）")
            % {"amount": shown.yen(invoice.total), "day": shown.short_day(invoice.settled_on)},
        )
    else:
        yield Check(BAD, say("%(amount)sが未入金") % {"amount": shown.yen(invoice.total)})


def _address(word: str, address: dict[str, Any]) -> Check:
    code = address.get("postal_code") or ""
    if postal.agrees(code, address.get("prefecture") or "", address.get("city") or ""):
        return Check(OK, say("%(what)sは郵便番号と一致") % {"what": word})
    return Check(DOUBT, say("%(what)sが郵便番号と一致しない。書類で確認") % {"what": word})


def _moved(application: Application) -> Check:
    entry = application.entry
    seen = application.submission.revision_seen if application.submission else 0
    now = register.last_revision(entry) if entry else 0
    if now <= seen:
        return Check(OK, say("申込み後に登録内容は変わっていない"))
    return Check(DOUBT, say("申込み後に登録内容が変わっている。「現在の登録」の列を確認"))
