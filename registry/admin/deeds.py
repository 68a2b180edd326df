"""The buttons of the review page: from the table of states to the deeds of the lifecycle."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from registry import desk, lifecycle, states
from registry.admin.forms import (
    ApproveForm,
    AskForm,
    DeedForm,
    EmptyForm,
    RejectForm,
    SendBackForm,
)
from registry.models import Application, Decision
from registry.states import OPEN, Action, By


@dataclass(frozen=True)
class Deed:
    """One button: its words, its form, what it does, and what is said afterwards."""

    key: str
    label: Any
    form: type[DeedForm]
    do: Callable[..., Any]
    done: Any
    style: str = ""

    def label_for(self, application: Application) -> str:
        """The button's words; taking over a case says from whom."""
        if self.key == "take" and application.examiner:
            return str(_("%s さんから担当を引き継ぐ") % application.examiner)
        return str(self.label)


def decide(outcome: Decision.Outcome) -> Callable[..., Any]:
    return lambda application, **more: lifecycle.decide(application, outcome, **more)


def sign(application: Application, *, by: Any) -> None:
    decision = desk.pending(application)
    if decision is None:
        raise states.NotAllowed(_("承認を待っている判定はありません。"))
    lifecycle.sign(decision, by=by)


APPROVE, SEND_BACK, REJECT = (
    Decision.Outcome.APPROVE,
    Decision.Outcome.SEND_BACK,
    Decision.Outcome.REJECT,
)
DEEDS = {
    deed.key: deed
    for deed in (
        Deed(
            "sign", _("2人目として承認"), EmptyForm, sign, _("2人目として承認しました。"), "primary"
        ),
        Deed(
            "take_back",
            _("判定を取り消す"),
            EmptyForm,
            lifecycle.take_back,
            _("判定を取り消しました。申込者には何も届いていません。"),
        ),
        Deed("approve", _("承認"), ApproveForm, decide(APPROVE), _("承認しました。"), "primary"),
        Deed("send_back", _("差し戻し"), SendBackForm, decide(SEND_BACK), _("差し戻しました。")),
        Deed("reject", _("却下"), RejectForm, decide(REJECT), _("却下しました。"), "danger"),
        Deed("ask", _("質問する"), AskForm, lifecycle.ask, _("質問を送りました。")),
        Deed("take", _("自分が担当する"), EmptyForm, desk.take, _("担当になりました。")),
        Deed("release", _("担当を外す"), EmptyForm, desk.give_back, _("担当を外しました。")),
    )
}


def offered(application: Application, pending: Decision | None, *, by: Any) -> list[Deed]:
    """The deeds that may be done now, derived from the table, in the order of the page."""
    possible = states.actions(application.state, By.EXAMINER)
    keys: set[str] = set()
    if Action.DECIDE in possible:
        keys |= {"approve", "send_back", "reject"}
    if Action.TAKE_BACK in possible:
        keys.add("take_back")
        if pending and pending.needs_second and not pending.second_by_id and pending.by_id != by.pk:
            keys.add("sign")
    if application.state in OPEN:
        keys |= {"ask", "release" if application.examiner_id == by.pk else "take"}
    return [deed for key, deed in DEEDS.items() if key in keys]
