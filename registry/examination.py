"""Automatic checks for the examiner, each with its reason in a sentence (ux 6.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as say
from stdnum.jp import cn

from billing.models import Invoice
from core import calendar, clock, shown
from registry import postal
from registry.models import Application, Code, DocumentRequirement, RevisionContent
from registry.states import CLOSED

OK, DOUBT, BAD = "ok", "doubt", "bad"


@dataclass(frozen=True)
class Check:
    """One automatic check: ok, doubt or bad, with the reason in a sentence."""

    level: str
    text: str


def jastpro_checks(application: Application, content: dict[str, Any]) -> Iterator[Check]:
    """What a machine can see of a JASTPRO application; the decision stays with the person."""
    basics = content.get("basics", {})
    yield from _code(application)
    yield from _corporate_number(application, basics.get("corporate_number") or "")
    yield from _payment(application)
    for group, word in (
        ("legal_address", say("登記住所")),
        ("registered_address", say("登録住所")),
    ):
        if group in content:
            yield _address(word, content[group])
    yield from _papers(application)
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


def _code(application: Application) -> Iterator[Check]:
    """Only an end that somebody decided, or a deposit heard of late, can make it differ."""
    code = application.code
    if code is not None and not code.is_live and application.state not in CLOSED:
        yield Check(
            BAD,
            say("コードが終了している（%(state)s）。承認しても延長できない")
            % {"state": code.get_state_display()},
        )


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
    """Whether others changed what this application is about since it was submitted."""
    latest = application.submission
    changes = RevisionContent.objects.filter(
        revision__entry=application.entry_id,
        revision__number__gt=latest.revision_seen if latest else 0,
    ).exclude(revision__application=application.pk)
    groups = {group for each in changes.values_list("changes", flat=True) for group in each}
    if groups & set(application.before):
        return Check(DOUBT, say("申込み後に登録内容が変わっている。「現在の登録」の列を確認"))
    return Check(OK, say("申込み後に登録内容は変わっていない"))


def _papers(application: Application) -> Iterator[Check]:
    """Papers that must be fresh: issued within so many months before they were handed in."""
    entry, latest = application.entry, application.submission
    given = application.attachments.present().filter(state="clean")
    if entry is None or latest is None or not given:
        return
    rules = DocumentRequirement.objects.filter(
        procedure=application.procedure,
        registrant_kind=entry.registrant.kind,
        max_age_months__isnull=False,
    )
    ages = {rule.document: (rule.title, rule.max_age_months or 0) for rule in rules}
    for paper in given:
        if paper.document not in ages:
            continue
        title, months = ages[paper.document]
        oldest = calendar.add_months(clock.day_of(latest.at), -months)
        words = {"what": title, "months": months, "day": shown.short_day(oldest)}
        if paper.issued_on is None:
            text = say("%(what)sの発行日を確認（%(months)sか月以内＝%(day)s以降）") % words
            yield Check(DOUBT, text)
        elif paper.issued_on < oldest:
            text = say("%(what)sの発行日が古い（%(months)sか月以内＝%(day)s以降）") % words
            yield Check(BAD, text)
        else:
            text = say("%(what)sの発行日は%(months)sか月以内（入力された日付による）") % words
            yield Check(OK, text)
