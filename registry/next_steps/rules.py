"""The rules of 次にすること, in their order; the first that applies is the card (ux 5.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as say

from core import calendar, clock, shown
from registry import procedures, register
from registry.models import Application, Entry
from registry.models.applications import OPEN_VALUES
from registry.next_steps.holdings import Holding, Renewal, held, in_order
from registry.next_steps.openings import progress, question
from registry.states import LIVE, CodeState, State

CONFIRM_CONTACT_MONTHS = 12


@dataclass(frozen=True)
class NextStep:
    """One thing to do: what (`kind`), in which words, about which code or application.

    kind: correct, answer, pay, ended, renew, paper, continue, contact, wait or nothing.
    """

    kind: str
    headline: str
    text: str
    button: str
    application: Application | None = None
    holding: Holding | None = None
    entry: Entry | None = None


def steps_for(account: Any, openings: list[Application], day: date) -> list[NextStep]:
    """Everything to do on that day, the most urgent first; never empty.

    `openings` is what `openings.listed` gave. The number of queries does not grow with the
    number of codes: of each kind the nearest code is asked for.
    """
    renewals = list(_renewals(account, day))
    found = [
        *_corrections(openings),
        *_payments(openings, day),
        *_ended(account, day),
        *renewals,
        *_drafts(openings),
        *([] if renewals else _contacts(account, day)),  # a renewal asks the same first
    ]
    return found or [_nothing(account, openings, day)]


def _corrections(openings: list[Application]) -> Iterator[NextStep]:
    """Rule 1: sent back; and a question of the examiner."""
    for each in openings:
        if each.state == State.SENT_BACK and each.respond_by:
            decisions = each.carried_out  # type: ignore[attr-defined]
            yield NextStep(
                "correct",
                say("修正して再提出してください（%(day)sまで）")
                % {"day": shown.day(each.respond_by)},
                say("%(name)s（受付番号 %(number)s）：%(note)s")
                % _named(each, note=decisions[-1].note if decisions else ""),
                say("修正して再提出する"),
                application=each,
            )
        elif asked := question(each):
            yield NextStep(
                "answer",
                say("審査担当者からの質問に回答してください"),
                say("%(name)s（受付番号 %(number)s）：%(note)s") % _named(each, note=asked.body),
                say("質問に回答する"),
                application=each,
            )


def _payments(openings: list[Application], day: date) -> Iterator[NextStep]:
    """Rule 2: unpaid, due within seven days or overdue."""
    for each in openings:
        invoice = each.invoice
        if each.state != State.AWAITING_PAYMENT or invoice is None or invoice.status != "open":
            continue
        left = (invoice.due_on - day).days
        if left > settings.PAYMENT_DAYS:
            continue
        words = {"yen": shown.yen(invoice.total), "day": shown.day(invoice.due_on), "left": left}
        if left < 0:
            headline = say("%(yen)sのお支払期限（%(day)s）を過ぎています") % words
            text = say(
                "期限までの日付でお振り込み済みの場合は、入金の確認までお待ちください。"
                "期限までに入金がない場合、申込みは取り消されます。"
            )
        else:
            headline = say("%(yen)sのお支払いをお願いします（%(day)sまで・あと%(left)s日）") % words
            text = say(
                "入金を確認してから審査を始めます。期限までに入金がない場合、申込みは取り消されます。"
            )
        yield NextStep("pay", headline, text, say("お支払い口座情報の表示"), application=each)


def _ended(account: Any, day: date) -> Iterator[NextStep]:
    """Rule 3: no code is left that lives, or its term is over and nothing was submitted."""
    first = held(in_order(account)[:1], day)
    if not first:
        return
    holding = first[0]
    code = holding.code
    if holding.renewal == Renewal.OVER:
        said = shown.day(holding.valid_until) if holding.valid_until else ""
        text = say(
            "コード%(code)sの有効期間は%(day)sに満了しました。更新の手続きはできません。"
            "登録内容と過去の書類は、引き続きこのページで確認できます。"
        ) % {"code": code, "day": said}
    elif code.state not in LIVE and code.closed_on:
        text = say(
            "コード%(code)sは%(day)sに%(state)sとなりました。"
            "登録内容と過去の書類は、引き続きこのページで確認できます。"
        ) % {
            "code": code,
            "day": shown.day(code.closed_on),
            "state": CodeState(code.state).label,
        }
    else:
        return
    expired = bool(holding.valid_until and holding.valid_until < (code.closed_on or day))
    yield NextStep(
        "ended",
        say("有効期間が満了しました") if expired else say("コードは終了しています"),
        text,
        say("新規登録のご案内"),
        holding=holding,
    )


def _renewals(account: Any, day: date) -> Iterator[NextStep]:
    """Rule 4: the window is open and nothing is submitted or begun."""
    begun = Application.objects.filter(
        procedure__endswith="-renewal",
        state__in=[*OPEN_VALUES, State.DRAFT.value],
        code__isnull=False,
    )
    due = in_order(account).filter(
        state=CodeState.ACTIVE, ends__gte=day, ends__lte=calendar.last_of_month(day, 3)
    )
    for holding in held(due.exclude(pk__in=begun.values("code"))[:1], day):
        if not holding.is_in_window:
            continue
        assert holding.valid_until is not None
        paper = holding.renewal == Renewal.ON_PAPER
        words = {
            "code": holding.code,
            "day": shown.day(holding.valid_until),
            "left": holding.days_left,
            "by": shown.day(max(register.recommended_by(holding.valid_until), day)),
        }
        text = say(
            "コード%(code)sの有効期間は%(day)sまでです。あと%(left)s日で手続きをしないと、"
            "コードは抹消されます。"
        )
        more = (
            say("非居住者の方は、Webではお申し込みいただけません。郵送でお手続きください。")
            if paper
            else say("審査の日数を見込み、%(by)sまでの入金をおすすめします。")
        )
        yield NextStep(
            "paper" if paper else "renew",
            say("更新手続きを始められます（あと%(left)s日）") % words,
            text % words + more % words,
            say("郵送での手続きのご案内") if paper else say("更新申込"),
            holding=holding,
        )


def _drafts(openings: list[Application]) -> Iterator[NextStep]:
    """Rule 8: a draft waits."""
    for each in openings:
        if each.state != State.DRAFT or each.procedure.endswith("-contact"):
            continue
        done, total = progress(each)
        until = clock.day_of(each.saved_at) + timedelta(days=settings.DRAFT_DAYS)
        yield NextStep(
            "continue",
            say("続きから入力できます（%(done)s/%(total)s 入力済み・%(day)sまで保存）")
            % {"done": done, "total": total, "day": shown.day(until)},
            say("%(name)s（%(code)s）を一時保存しています。")
            % {"name": procedures.get(each.procedure).name, "code": each.code or ""},
            say("続きから入力する"),
            application=each,
        )


def _contacts(account: Any, day: date) -> Iterator[NextStep]:
    """Rule 9: nobody has confirmed the contact for twelve months."""
    long_ago = calendar.add_months(day, -CONFIRM_CONTACT_MONTHS)
    asked = Application.objects.filter(  # a renewal has asked the same
        Q(received_at__gte=clock.moment(long_ago)) | Q(state=State.DRAFT),
        procedure__endswith="-renewal",
        entry__isnull=False,
    )
    entry = (
        Entry.objects.visible_to(account)
        .filter(
            Q(contact_confirmed_on__lte=long_ago)
            | Q(contact_confirmed_on=None, opened_on__lte=long_ago),
            codes__state=CodeState.ACTIVE,
        )
        .exclude(pk__in=asked.values("entry"))
        .order_by("contact_confirmed_on", "pk")
        .first()
    )
    if entry is not None:
        yield NextStep(
            "contact",
            say("担当者情報は最新ですか"),
            say("お知らせは、登録されている担当者のE-mailアドレスにお送りします。"),
            say("合っています"),
            entry=entry,
        )


def _nothing(account: Any, openings: list[Application], day: date) -> NextStep:
    """Rule 11: what comes next, and when."""
    under_way = next((each for each in openings if each.state in OPEN_VALUES), None)
    if under_way is not None:
        text = say(
            "%(name)s（受付番号 %(number)s）を受け付けています。結果はE-mailでお知らせします。"
        )
        return NextStep(
            "wait",
            say("いま必要な手続きはありません"),
            text % _named(under_way),
            say("申込内容を見る"),
            application=under_way,
        )
    first = held(in_order(account)[:1], day)
    holding = first[0] if first else None
    if holding is None or holding.opens_on is None:
        return NextStep("nothing", say("いま必要な手続きはありません"), "", "")
    return NextStep(
        "nothing",
        say("いま必要な手続きはありません"),
        say("次は%(day)sの更新受付開始です。") % {"day": shown.day(holding.opens_on)},
        say("カレンダーに登録"),
        holding=holding,
    )


def _named(application: Application, **more: Any) -> dict[str, Any]:
    name = procedures.get(application.procedure).name or application.procedure
    return {"name": name, "number": application.receipt_number, **more}
