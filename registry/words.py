"""What states, deeds and codes are called, per scheme; one table for every screen and mail."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.models import Application, Code
from registry.states import CodeState, State

# state: (staff, JASTPRO and GS1, NACCS)
WORDS = {
    State.DRAFT: (_("一時保存"), _("一時保存"), _("一時保存")),
    State.AWAITING_CONSENT: (_("社内承認待ち"), _("社内承認待ち"), _("社内承認待ち")),
    State.RECEIVED: (_("受付完了"), _("受付完了"), _("受付完了")),
    State.AWAITING_PAYMENT: (_("入金待ち"), _("入金待ち"), _("入金待ち")),
    State.AT_DESK: (_("窓口確認中"), _("窓口確認中"), _("窓口確認中")),
    State.UNDER_EXAMINATION: (_("審査中"), _("審査中"), _("内容確認中")),
    State.DECIDED: (_("決裁中"), _("審査中"), _("内容確認中")),
    State.SENT_BACK: (_("差し戻し"), _("差し戻し"), _("差し戻し")),
    State.APPROVED: (_("承認"), _("完了"), _("審査終了")),
    State.REJECTED: (_("却下"), _("却下"), _("却下")),
    State.WITHDRAWN: (_("取下げ"), _("取下げ"), _("取下げ")),
    State.LAPSED: (_("取消（期限切れ）"), _("取消（期限切れ）"), _("取消（期限切れ）")),
    State.ANNULLED: (_("無効"), _("無効"), _("無効")),
}
# The icon and the colour class that go with the word; never colour alone.
MARKS = {
    State.DRAFT: ("✎", "doing"),
    State.AWAITING_CONSENT: ("…", "info"),
    State.RECEIVED: ("✓", "info"),
    State.AWAITING_PAYMENT: ("¥", "warn"),
    State.AT_DESK: ("…", "info"),
    State.UNDER_EXAMINATION: ("…", "info"),
    State.DECIDED: ("…", "info"),
    State.SENT_BACK: ("!", "fix"),
    State.APPROVED: ("✓", "done"),
    State.REJECTED: ("×", "fix"),
    State.WITHDRAWN: ("−", "todo"),
    State.LAPSED: ("×", "todo"),
    State.ANNULLED: ("×", "fix"),
}


def state(application: Application, *, staff: bool = False) -> str:
    """The word for where an application stands, for the applicant or for staff."""
    column = 0 if staff else 2 if application.scheme == "naccs" else 1
    return str(WORDS[State(application.state)][column])


def mark(application: Application) -> tuple[str, str]:
    """Icon and class of the state's tag."""
    return MARKS[State(application.state)]


def code_state(code: Code, day: date, *, opens_on: date | None, is_examined: bool) -> tuple:
    """(word, icon, class) for a code on a day: 有効, 更新受付中, 更新審査中 or how it ended."""
    if code.state != CodeState.ACTIVE:
        return CodeState(code.state).label, "×", "fix"
    if is_examined:
        return str(_("更新審査中")), "…", "info"
    if opens_on and day >= opens_on:
        return str(_("更新受付中")), "!", "doing"
    return str(_("有効")), "✓", "done"
