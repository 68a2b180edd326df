"""A draft without HTTP: what is kept, what is stale, what follows the register."""

import pytest

from core import clock
from portal.demonstration import deeds
from registry import drafts, register
from registry.drafts import Draft, Stale
from registry.states import NotAllowed
from tests.registry.hostile import plain_pdf
from tests.together import together

pytestmark = pytest.mark.django_db
YES = {"contact_check-is_current": ["yes"]}


@pytest.fixture
def draft(code, member) -> Draft:
    application = drafts.start("jastpro-renewal", account=member, entry=code.entry, code=code)
    return Draft(application)


def again(draft: Draft) -> Draft:
    draft.application.refresh_from_db()
    return Draft(draft.application)


def test_what_is_typed_is_kept_valid_or_not(draft, member):
    step = draft.steps[0]

    valid = draft.save(step, {"filer-email": ["まだ"]}, seen=0, by=member)

    kept = again(draft)
    assert not valid
    assert kept.saved["filer"].data == {"filer-email": ["まだ"]}
    assert kept.saved["filer"].cleaned is None
    assert kept.status(step) == "doing"


def test_a_save_upon_an_older_revision_is_stale_and_overwrites_nothing(draft, member):
    step = draft.steps[0]
    draft.save(step, {"filer-email": ["a@example.jp"]}, seen=0, by=member)
    draft.save(step, {"filer-email": ["b@example.jp"]}, seen=1, by=member)

    with pytest.raises(Stale):
        draft.save(step, {"filer-email": ["c@example.jp"]}, seen=1, by=member)

    assert again(draft).saved["filer"].data == {"filer-email": ["b@example.jp"]}


def test_saving_the_very_same_again_is_not_stale(draft, member):
    step = draft.steps[0]
    draft.save(step, {"filer-email": ["a@example.jp"]}, seen=0, by=member)

    draft.save(step, {"filer-email": ["a@example.jp"]}, seen=0, by=member)

    assert again(draft).revision(step) == 1


def test_nothing_is_saved_into_an_application_that_was_handed_in(code, member):
    application = deeds.write_renewal(code)
    open_tab = Draft(application)
    deeds.submit(application)

    with pytest.raises(NotAllowed):
        open_tab.save(open_tab.steps[0], YES, seen=1, by=member)


def test_a_draft_follows_the_register_and_keeps_what_was_typed(code, member):
    application = deeds.write_renewal(code)
    register.amend(code.entry, {"basics": {"representative": "東雲 四郎"}}, reason="職権訂正")

    assert drafts.catch_up(application)

    kept = Draft(application)
    assert application.before["basics"]["representative"] == "東雲 四郎"
    assert kept.content["basics"]["representative"] == "東雲 四郎"
    assert not drafts.catch_up(application)


def test_typed_values_do_not_follow_the_register(code, member):
    application = deeds.write_renewal(code, {"basics": {"representative": "東雲 二郎"}})
    register.amend(code.entry, {"basics": {"representative": "東雲 四郎"}}, reason="職権訂正")

    drafts.catch_up(application)

    assert Draft(application).content["basics"]["representative"] == "東雲 二郎"


def test_starting_finds_the_draft_that_was_left_empty(draft, code, member):
    assert drafts.unwritten("jastpro-renewal", account=member, code=code) == draft.application

    draft.save(draft.steps[0], YES, seen=0, by=member)

    assert drafts.unwritten("jastpro-renewal", account=member, code=code) is None


def test_the_token_changes_with_everything_that_is_shown(code):
    application = deeds.write_renewal(code)
    first = Draft(application).token
    register.amend(code.entry, {"contact": {"phone": "0312345678"}}, reason="職権訂正")
    second = Draft(application).token
    deeds.attach(application, "full_history", plain_pdf(), "登記.pdf")

    assert len({first, second, Draft(application).token}) == 3


def test_papers_that_stand_for_each_other_are_one_demand(code):
    application = deeds.write_renewal(code, {"legal_address": {"street": "9-9-9"}})
    assert {each.kind for each in Draft(application).missing} == {
        "seal_certificate",
        "full_history",
    }

    deeds.attach(application, "seal_certificate", plain_pdf(), "印鑑.pdf")

    assert Draft(application).missing == []


def test_a_draft_costs_the_same_whatever_it_holds(code, django_assert_num_queries):
    application = deeds.write_renewal(code)

    with django_assert_num_queries(1):
        draft = Draft(application)
        assert draft.content["basics"]["name"] == "東雲通商株式会社"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_twenty_saves_upon_one_revision_one_is_kept(code, member):
    application = drafts.start("jastpro-renewal", account=member, entry=code.entry, code=code)
    Draft(application).save(Draft(application).steps[0], {"filer-fax": ["0"]}, seen=0, by=member)

    def save(number: int):
        draft = Draft(application)
        return draft.save(draft.steps[0], {"filer-fax": [f"{number}"]}, seen=1, by=member)

    results = together(*(lambda n=n: save(n) for n in range(1, 21)))

    assert results.count(Stale) == 19
    assert Draft(application).saved["filer"].revision == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_control_saves_by_reading_first_and_loses_words(code, member):
    """What a save without the revision in its WHERE does: everybody believes to be the only one."""
    application = drafts.start("jastpro-renewal", account=member, entry=code.entry, code=code)
    Draft(application).save(Draft(application).steps[0], {"filer-fax": ["0"]}, seen=0, by=member)

    def naive(number: int) -> bool:
        answers = application.answers.get(step="filer")
        if answers.revision != 1:
            return False
        answers.data, answers.revision = {"filer-fax": [f"{number}"]}, 2
        answers.saved_at = clock.now()
        answers.save()
        return True

    results = together(*(lambda n=n: naive(n) for n in range(1, 21)))

    assert results.count(True) > 1
