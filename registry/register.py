"""The one door to the register: every change of it is made here, and written down."""

from collections.abc import Iterable
from datetime import date, timedelta
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as say

from core import calendar, clock
from core.text import fold_for_search
from registry import states
from registry.models import (
    Application,
    Code,
    Entry,
    Registrant,
    Revision,
    RevisionContent,
    Term,
)
from registry.states import CodeAction

Image = dict[str, Any]
RECOMMENDED_DAYS = 14  # before the end of a term


# Questions ---------------------------------------------------------------------------------


def image(entry: Entry, on: date | None = None) -> Image:
    """The particulars in force on a day (today unless given), by group.

    Groups of fields are dicts; lists are lists of dicts, each with its row id under "row".
    """
    day = on or clock.today()
    contents = (
        RevisionContent.objects.filter(revision__entry=entry, revision__effective_on__lte=day)
        .order_by("revision__effective_on", "revision__number")
        .values_list("changes", flat=True)
    )
    return fold(contents)


def fold(contents: Iterable[Image]) -> Image:
    """Lay changes over one another, the later above the earlier."""
    folded: Image = {}
    for changes in contents:
        for group, values in changes.items():
            folded.setdefault(group, {}).update(values)
    return {
        group: _rows(values) if _is_list(values) else values for group, values in folded.items()
    }


def last_revision(entry: Entry) -> int:
    """The number of the newest revision; 0 when there is none."""
    return entry.revisions.aggregate(last=Max("number"))["last"] or 0


def current_term(code: Code) -> Term | None:
    """The last term that was granted, also when it has ended or not begun."""
    return code.terms.order_by("-valid_until").first()


def renewal_opens_on(code: Code) -> date | None:
    """The day from which the present term may be renewed (R-002)."""
    term = current_term(code)
    if term is None or term.valid_until is None:
        return None
    return calendar.renewal_window_opens(term.valid_until, settings.JASTPRO_RENEWAL_WINDOW_RULE)


def next_term(code: Code, years: int = 3) -> tuple[date, date]:
    """The days of the term that a renewal would add, both included (R-005)."""
    term = current_term(code)
    assert term is not None
    assert term.valid_until is not None
    return calendar.term_after(term.valid_until, years)


def recommended_by(valid_until: date) -> date:
    """The business day by which a fee should be paid, so that examination ends in the term.

    Said alike by my page, mail and letter (ux 5.2).
    """
    return calendar.add_business_days(valid_until - timedelta(days=RECOMMENDED_DAYS - 1), -1)


# Deeds -------------------------------------------------------------------------------------


@transaction.atomic
def enter(
    *,
    kind: str,
    scheme: str,
    registrant: Registrant,
    particulars: Image,
    application: Application | None = None,
    reason: str = "",
    by: Any = None,
    parent: Entry | None = None,
) -> Entry:
    """Put a new thing into the register, with its first revision."""
    entry = Entry.objects.create(
        kind=kind, scheme=scheme, registrant=registrant, parent=parent, opened_on=clock.today()
    )
    amend(entry, particulars, application=application, reason=reason, by=by)
    return entry


@transaction.atomic
def enter_registrant(*, kind: str, name: str, corporate_number: str = "") -> Registrant:
    """Put a party into the register."""
    return Registrant.objects.create(kind=kind, name=name, corporate_number=corporate_number)


@transaction.atomic
def amend(
    entry: Entry,
    particulars: Image,
    *,
    application: Application | None = None,
    reason: str = "",
    by: Any = None,
    effective_on: date | None = None,
) -> Revision | None:
    """Write what differs from the image of that day as a revision; None when nothing does.

    Groups that are not named stay as they are. A revision may lie in the future.
    """
    Entry.objects.select_for_update().get(pk=entry.pk)
    day = effective_on or clock.today()
    changes = difference(image(entry, day), particulars)
    if not changes:
        return None
    revision = Revision.objects.create(
        entry=entry,
        number=last_revision(entry) + 1,
        effective_on=day,
        application=application,
        reason=reason,
        by=by,
        at=clock.now(),
    )
    RevisionContent.objects.create(revision=revision, changes=changes)
    _refresh_search(entry)
    return revision


def difference(present: Image, wanted: Image) -> Image:
    """The fields (of lists: the rows) of `wanted` that differ from `present`, by group."""
    changes: Image = {}
    for group, values in wanted.items():
        now = present.get(group, [] if isinstance(values, list) else {})
        if isinstance(values, list):
            changed = _row_changes(now, values)
        else:
            changed = {name: value for name, value in values.items() if now.get(name) != value}
        if changed:
            changes[group] = changed
    return changes


@transaction.atomic
def confirm_contact(entry: Entry) -> None:
    """Keep the day on which the holder said that the contact is right (F015)."""
    entry.contact_confirmed_on = clock.today()
    entry.save(update_fields=["contact_confirmed_on"])


@transaction.atomic
def allot(entry: Entry, number: str, *, kind: str = Code.Kind.MAIN, exclusive: bool = True) -> Code:
    """Give an entry a code; one live code per corporate number where `exclusive` (F010)."""
    return Code.objects.create(
        scheme=entry.scheme,
        number=number,
        kind=kind,
        entry=entry,
        holder=entry.registrant.corporate_number if exclusive else "",
        allotted_on=clock.today(),
    )


@transaction.atomic
def grant_term(
    code: Code,
    valid_from: date,
    valid_until: date | None,
    *,
    application: Application | None = None,
) -> Term:
    """The first term of a code."""
    return Term.objects.create(
        code=code, valid_from=valid_from, valid_until=valid_until, application=application
    )


@transaction.atomic
def extend(code: Code, *, years: int, application: Application, completed_on: date) -> Term:
    """Add a term that begins the day after the present one ends, never counted from today.

    `completed_on` is the day of the decision; from two business days after it the code is usable
    in NACCS procedures (R-013). Raises NotAllowed when the code has ended.
    """
    present = Code.objects.select_for_update().get(pk=code.pk)
    if not present.is_live:
        raise states.NotAllowed(
            say("「%(state)s」のコードの有効期間は延長できません。")
            % {"state": present.get_state_display()}
        )
    valid_from, valid_until = next_term(code, years)
    return Term.objects.create(
        code=code,
        valid_from=valid_from,
        valid_until=valid_until,
        usable_from=calendar.add_business_days(completed_on, 2),
        application=application,
    )


@transaction.atomic
def strike_off(code: Code, *, note: str, by: Any = None, application: Any = None) -> None:
    """抹消: the code ends; it is never lent again (F006)."""
    states.move_code(code, CodeAction.STRIKE_OFF, by=by, note=note, application=application)


@transaction.atomic
def put_back(code: Code, *, note: str, application: Application) -> None:
    """A struck-off code lives again, because its renewal was paid in time after all."""
    states.move_code(code, CodeAction.PUT_BACK, note=note, application=application)


@transaction.atomic
def mark_undelivered(code: Code, day: date | None) -> None:
    """不達: the completion letter came back on that day; None takes the mark away (F028)."""
    code.undelivered_on = day
    code.save(update_fields=["undelivered_on"])


# Within ------------------------------------------------------------------------------------


def _is_list(values: Image) -> bool:
    return bool(values) and all(key.startswith("row:") for key in values)


def _rows(values: Image) -> list[Image]:
    """In the order in which they were entered; a database does not keep the order of keys."""
    return [
        {"row": key.removeprefix("row:"), **row}
        for key, row in sorted(values.items())
        if row is not None
    ]


def _row_id(number: int) -> str:
    """An id that no row had before, and that sorts after those entered earlier."""
    moment = int(clock.now().timestamp() * 1000)
    return f"{moment:012x}{number:03x}{token_hex(2)}"


def _row_changes(present: list[Image], wanted: list[Image]) -> Image:
    """Rows added, changed (both whole) and removed (None), by row id."""
    now = {row["row"]: row for row in present}
    changes: Image = {}
    kept = set()
    for number, row in enumerate(wanted):
        key = row.get("row") or ""
        if key not in now:
            key = _row_id(number)
        kept.add(key)
        values = {name: value for name, value in row.items() if name != "row"}
        if now.get(key) != {"row": key, **values}:
            changes[f"row:{key}"] = values
    return changes | {f"row:{key}": None for key in now if key not in kept}


def _refresh_search(entry: Entry) -> None:
    """Copy today's image to the columns that are searched; nothing decides by them."""
    present = image(entry)
    basics, contact = present.get("basics", {}), present.get("contact", {})
    entry.name = basics.get("name", "")[:120]
    entry.folded_name = fold_for_search(entry.name)[:200]
    entry.folded_kana = fold_for_search(basics.get("name_kana", ""))[:200]
    entry.email = contact.get("email", "")
    entry.phone = basics.get("phone", "")
    entry.save(update_fields=["name", "folded_name", "folded_kana", "email", "phone"])
