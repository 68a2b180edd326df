"""The one door to the register: revisions, images, terms, one code per number."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core import clock
from portal.demonstration import deeds
from registry import register, states
from registry.models import Entry, Revision
from registry.states import CodeState
from tests import cast

pytestmark = pytest.mark.django_db
WHY = "職権による訂正"


@pytest.fixture
def entry(code) -> Entry:
    return code.entry


def phone(entry, on: date | None = None) -> str:
    return register.image(entry, on)["basics"]["phone"]


@pytest.mark.rule("F065")
def test_an_amendment_keeps_what_it_changes_and_nothing_else(entry):
    revision = register.amend(
        entry, {"basics": {"phone": "0312345678", "name": "東雲通商株式会社"}}, reason=WHY
    )

    assert revision.number == 2
    assert revision.content.changes == {"basics": {"phone": "0312345678"}}
    assert revision.effective_on == date(2026, 11, 20)
    assert phone(entry) == "0312345678"
    assert register.image(entry)["contact"]["family_name"] == "港湾"


def test_an_amendment_that_changes_nothing_writes_nothing(entry):
    assert register.amend(entry, {"basics": {"name": "東雲通商株式会社"}}, reason=WHY) is None
    assert register.last_revision(entry) == 1


def test_a_past_day_is_as_it_was_and_a_future_day_as_it_will_be(entry):
    register.amend(entry, {"basics": {"phone": "1"}}, reason=WHY, effective_on=date(2026, 12, 1))

    assert phone(entry, date(2026, 11, 30)) == "0335556032"
    assert phone(entry, date(2026, 12, 1)) == "1"
    assert phone(entry) == "0335556032"
    with clock.at(date(2026, 12, 24)):
        assert phone(entry) == "1"


def test_a_correction_beneath_a_future_change_overwrites_nothing(entry):
    register.amend(entry, {"basics": {"phone": "1"}}, reason=WHY, effective_on=date(2026, 12, 1))
    register.amend(entry, {"basics": {"phone": "2"}}, reason=WHY)

    assert phone(entry, date(2026, 11, 20)) == "2"
    assert phone(entry, date(2026, 12, 1)) == "1"


def test_of_two_on_one_day_the_later_holds(entry):
    register.amend(entry, {"basics": {"phone": "1"}}, reason=WHY)
    register.amend(entry, {"basics": {"phone": "2"}}, reason=WHY)

    assert phone(entry) == "2"
    assert list(entry.revisions.values_list("number", flat=True)) == [1, 2, 3]


def test_before_an_entry_was_opened_there_is_nothing(entry):
    assert register.image(entry, date(2000, 1, 1)) == {}


def test_rows_of_a_list_are_added_changed_and_removed_by_their_id(entry):
    register.amend(entry, {"users": [{"code": "1AD0F"}, {"code": "2ANAC"}]}, reason=WHY)
    first, second = register.image(entry)["users"]
    assert [first["code"], second["code"]] == ["1AD0F", "2ANAC"]

    changed = first | {"code": "AAAA1"}
    revision = register.amend(entry, {"users": [changed, {"code": "CP999"}]}, reason=WHY)

    now = register.image(entry)["users"]
    assert [(row["code"], row["row"] == first["row"]) for row in now] == [
        ("AAAA1", True),
        ("CP999", False),
    ]
    assert revision.content.changes["users"][f"row:{second['row']}"] is None
    assert len(revision.content.changes["users"]) == 3


def test_the_id_of_a_removed_row_is_never_given_again(entry):
    register.amend(entry, {"users": [{"code": "1AD0F"}]}, reason=WHY)
    gone = register.image(entry)["users"][0]
    register.amend(entry, {"users": []}, reason=WHY)
    register.amend(entry, {"users": [gone]}, reason=WHY)

    assert register.image(entry)["users"][0]["row"] != gone["row"]


def test_an_unchanged_list_writes_nothing(entry):
    register.amend(entry, {"users": [{"code": "1AD0F"}]}, reason=WHY)

    assert register.amend(entry, {"users": register.image(entry)["users"]}, reason=WHY) is None


def test_a_revision_says_why(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        register.amend(entry, {"basics": {"phone": "1"}})


def test_search_columns_follow_the_present_and_fold(entry):
    register.amend(entry, {"basics": {"name": "髙﨑商会", "name_kana": "タカサキ"}}, reason=WHY)

    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.name, entry.folded_name, entry.folded_kana) == (
        "髙﨑商会",
        "高崎商会",
        "タカサキ",
    )


def test_search_columns_do_not_run_ahead_of_a_future_change(entry):
    future = date(2026, 12, 1)
    register.amend(entry, {"basics": {"name": "新社名"}}, reason=WHY, effective_on=future)

    assert Entry.objects.get(pk=entry.pk).name == "東雲通商株式会社"


# Codes and terms ---------------------------------------------------------------------------


@pytest.mark.rule("F010")
def test_a_corporate_number_holds_one_live_code(code):
    with pytest.raises(IntegrityError), transaction.atomic():
        register.allot(code.entry, "P00A1B2Z0000")

    register.strike_off(code, note="有効期間の満了")
    register.allot(code.entry, "P00A1B2Z0000")
    code.refresh_from_db()
    with pytest.raises(IntegrityError), transaction.atomic():
        states.move_code(code, states.CodeAction.PUT_BACK)


def test_a_number_is_never_lent_again(code):
    register.strike_off(code, note="有効期間の満了")
    other = cast.minato()

    with pytest.raises(IntegrityError), transaction.atomic():
        register.allot(other.entry, code.number, exclusive=False)


def test_sole_proprietors_hold_as_many_as_they_register(db):
    code = cast.hamaya()

    register.allot(code.entry, "P00A1B2Y0000")
    assert code.entry.codes.count() == 2


def test_a_code_that_ended_is_not_extended(code, member):
    application = deeds.submit(deeds.write_renewal(code))
    register.strike_off(code, note="有効期間の満了")

    with pytest.raises(states.NotAllowed, match="「抹消」のコードの有効期間は延長できません"):
        register.extend(code, years=3, application=application, completed_on=date(2026, 11, 20))


def test_one_application_extends_a_code_once(code):
    application = deeds.submit(deeds.write_renewal(code))
    more = {"years": 3, "application": application, "completed_on": date(2026, 11, 20)}
    register.extend(code, **more)

    with pytest.raises(IntegrityError), transaction.atomic():
        register.extend(code, **more)


def test_a_code_without_a_term_has_no_window(code):
    bare = register.allot(code.entry, "P00A1B2X0000", exclusive=False)

    assert register.current_term(bare) is None
    assert register.renewal_opens_on(bare) is None
    register.grant_term(bare, date(2026, 1, 1), None)
    assert register.renewal_opens_on(bare) is None


def test_the_terms_in_force_on_a_day_include_both_ends(code):
    register.grant_term(code, date(2027, 2, 1), None)

    def on(day):
        return [term.valid_from for term in code.terms.on(day)]

    assert on(date(2027, 1, 31)) == [date(2024, 2, 1)]
    assert on(date(2027, 2, 1)) == [date(2027, 2, 1)]
    assert on(date(2099, 1, 1)) == [date(2027, 2, 1)]
    assert on(date(2024, 1, 31)) == []


@pytest.mark.rule("F028")
def test_a_letter_that_came_back_is_marked_and_unmarked(code):
    register.mark_undelivered(code, date(2026, 11, 19))
    code.refresh_from_db()
    assert (code.undelivered_on, code.state) == (date(2026, 11, 19), CodeState.ACTIVE)

    register.mark_undelivered(code, None)
    code.refresh_from_db()
    assert code.undelivered_on is None


@pytest.mark.rule("F015")
def test_the_day_on_which_the_contact_was_confirmed_is_kept(entry):
    register.confirm_contact(entry)

    assert Entry.objects.get(pk=entry.pk).contact_confirmed_on == date(2026, 11, 20)


@pytest.mark.postgres
@pytest.mark.parametrize("statement", ["update", "delete"])
def test_history_is_never_rewritten(code, statement):
    assert connection.vendor == "postgresql"
    rows = Revision.objects.filter(entry=code.entry)

    rewrite = {
        "update": lambda: rows.update(reason="x"),
        "delete": lambda: rows._raw_delete(rows.db),
    }
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        rewrite[statement]()
