"""The buttons of the review page: from the table of states to the deeds of the lifecycle."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from registry import desk, lifecycle, states
from registry.admin.forms import (
    ApproveForm,
    AskForm,
    DeedForm,
    EmptyForm,
    RejectForm,
    SendBackForm,
)
from registry.models import Application
from registry.states import OPEN, Action, By


@dataclass(frozen=True)
class Deed:
    """One button: its word, its form, what it does, and when it is offered."""

    key: str
    label: str | Promise
    form: type[DeedForm]
    do: Callable[..., Any]
    style: str = ""
    done: str | Promise = ""


def decide(outcome: str) -> Callable[..., Any]:
    return lambda application, **more: lifecycle.decide(application, outcome, **more)


def sign(application: Application, *, by: Any) -> None:
    decision = desk.pending(application)
    if decision is None:
        raise states.NotAllowed(_("承認を待っている判定はありません。"))
    lifecycle.sign(decision, by=by)


def take(application: Application, *, by: Any, examiner: bool) -> None:
    """Take a case, or give it back; an assignment is no state and needs no event."""
    Application.objects.filter(pk=application.pk).update(examiner=by if examiner else None)


DEEDS = {
    deed.key: deed
    for deed in (
        Deed("approve", _("承認"), ApproveForm, decide("approve"), "primary", _("承認しました。")),
        Deed(
            "send_back",
            _("差し戻し"),
            SendBackForm,
            decide("send_back"),
            "",
            _("差し戻しました。"),
        ),
        Deed("reject", _("却下"), RejectForm, decide("reject"), "danger", _("却下しました。")),
        Deed("ask", _("質問する"), AskForm, lifecycle.ask, "", _("質問を送りました。")),
        Deed(
            "take_back",
            _("判定を取り消す"),
            EmptyForm,
            lifecycle.take_back,
            "",
            _("判定を取り消しました。"),
        ),
        Deed("sign", _("2人目として承認"), EmptyForm, sign, "primary", _("承認しました。")),
        Deed("take", _("自分が担当する"), EmptyForm, partial(take, examiner=True)),
        Deed("release", _("担当を外す"), EmptyForm, partial(take, examiner=False)),
    )
}


def offered(application: Application, *, by: Any) -> list[Deed]:
    """The deeds that may be done now, derived from the table."""
    possible = states.actions(application.state, By.EXAMINER)
    keys: list[str] = []
    if Action.DECIDE in possible:
        keys += ["approve", "send_back", "reject"]
    if Action.TAKE_BACK in possible:
        keys.append("take_back")
        keys += ["sign"] if _needs_signature(application, by) else []
    if application.state in OPEN:
        keys.append("ask")
        keys.append("release" if application.examiner_id == by.pk else "take")
    return [DEEDS[key] for key in keys]


def _needs_signature(application: Application, by: Any) -> bool:
    decision = desk.pending(application)
    return bool(
        decision and decision.needs_second and not decision.second_by_id and decision.by_id != by.pk
    )


def seconds_left(application: Application) -> int:
    """Whole seconds until a resting decision is carried out."""
    decision = desk.pending(application)
    if decision is None:
        return 0
    return max(0, int((decision.holds_from - clock.now()).total_seconds()))
