"""The validity strip: a cell a month of a term, and the same said in a sentence (ux 5.1)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as say

from core import calendar
from notifications.templatetags.wording import plain_day
from registry.next_steps import Holding


@dataclass(frozen=True)
class Strip:
    """CSS classes of the cells, in order, and the sentence that stands for the picture."""

    cells: list[str]
    sentence: str


def strip(holding: Holding) -> Strip | None:
    """The strip of the term in force; None for a code without a term that ends."""
    term = holding.term
    if term is None or term.valid_until is None:
        return None
    starts = months(term.valid_from, term.valid_until)
    now = sum(start <= holding.day for start in starts) - 1
    is_last = holding.last == term
    opens_on = holding.opens_on if is_last else None
    cells = []
    for index in range(len(starts)):
        ends = starts[index + 1] if index + 1 < len(starts) else None
        in_window = bool(opens_on and (ends is None or ends > opens_on))
        classes = ["open" if in_window else "past" if index < now else ""]
        if index == now and holding.day <= term.valid_until:
            classes.append("now")
        cells.append(" ".join(filter(None, classes)))
    return Strip(cells, _sentence(holding, len(starts), now))


def months(first: date, last: date) -> list[date]:
    """The first days of the months of a term, counted from its own first day: 36 for a renewal."""
    starts, count = [first], 1
    while (start := calendar.add_months(first, count)) <= last:
        starts.append(start)
        count += 1
    return starts


def _sentence(holding: Holding, total: int, now: int) -> str:
    term = holding.term
    assert term is not None
    assert term.valid_until is not None
    words = {
        "from": plain_day(term.valid_from),
        "until": plain_day(term.valid_until),
        "total": total,
        "now": now + 1,
    }
    told = say("有効期間は%(from)sから%(until)sまでの%(total)sか月。") % words
    if holding.day > term.valid_until:
        return told + say("有効期間は満了しました。")
    if now < 0:
        return told + say("まだ始まっていません。")
    told += say("いまは%(now)sか月目です。") % words
    return told + say("更新を受け付けています。") if holding.is_in_window else told
