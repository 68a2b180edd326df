"""The rows that a new installation begins with."""

from datetime import date

import pytest
from django.apps import apps

from notifications.models import Faq
from registry import register, seed
from registry.forms import Context
from registry.models import DocumentRequirement, ReminderStage, TermsOfUse
from registry.papers import required
from tests import cast

pytestmark = pytest.mark.django_db


def test_loading_twice_adds_nothing_and_keeps_what_staff_have_changed():
    Faq.objects.filter(position=1).update(answer="職員が直した回答")
    before = [
        each.objects.count() for each in (DocumentRequirement, ReminderStage, TermsOfUse, Faq)
    ]

    seed.load(apps)

    after = [each.objects.count() for each in (DocumentRequirement, ReminderStage, TermsOfUse, Faq)]
    assert before == after == [9, 3, 1, 10]
    assert Faq.objects.get(position=1).answer == "職員が直した回答"


def test_the_stages_are_the_window_and_thirty_and_seven_days():
    stages = ReminderStage.objects.values_list("key", "days_before", "sends_email", "sends_letter")

    assert set(stages) == {
        ("window", None, True, True),
        ("d30", 30, True, False),
        ("d7", 7, True, False),
    }


def kinds(code, group: str, **changed) -> set[tuple[str, str]]:
    before = register.image(code.entry)
    content = {group: before[group] | changed}
    context = Context(code.entry, code, date(2026, 11, 20), before, content)
    return {(each.kind, each.alternative) for each in required("jastpro-renewal", context, content)}


@pytest.mark.rule("F022")
def test_a_corporation_shows_either_paper_for_an_address_and_both_for_a_name():
    code = cast.shinonome()

    assert kinds(code, "legal_address", street="1-1-1") == {
        ("seal_certificate", "address"),
        ("full_history", "address"),
    }
    assert kinds(code, "basics", name="新東雲株式会社") == {
        ("seal_certificate", ""),
        ("full_history", ""),
    }
    assert kinds(code, "basics", representative="別人 一郎", phone="0311112222") == set()
    assert kinds(code, "registered_address", street="1-1-1") == set()


@pytest.mark.rule("F023")
def test_a_sole_proprietor_shows_the_trade_name_and_who_he_is():
    code = cast.hamaya()

    assert kinds(code, "basics", name="新しい屋号") == {
        ("residence_record", ""),
        ("business_opening", ""),
    }
    assert kinds(code, "legal_address", street="1-1-1") == {("residence_record", "")}


@pytest.mark.rule("F024")
def test_an_individual_shows_a_residence_record():
    code = cast.takahashi()

    assert kinds(code, "basics", name="髙橋 花子") == {("residence_record", "")}
    assert kinds(code, "legal_address", street="1-1-1") == {("residence_record", "")}


def test_the_terms_have_fifteen_articles_in_order():
    text = TermsOfUse.objects.get().text

    heads = [line for line in text.splitlines() if line.startswith("第") and "条（" in line[:6]]
    assert [head.split("条")[0] for head in heads] == [f"第{n}" for n in range(1, 16)]
