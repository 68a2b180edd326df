"""News and answers: for whom, from when, until when."""

from datetime import date

import pytest

from core import clock
from notifications import news
from notifications.models import Faq, News

pytestmark = pytest.mark.django_db


def test_news_is_shown_from_its_first_to_its_last_day():
    item = News.objects.create(
        title="休業のお知らせ", body="…", since=date(2026, 11, 20), until=date(2026, 11, 21)
    )

    def on(day):
        with clock.at(day):
            return list(news.for_visitors())

    assert on(date(2026, 11, 19)) == []
    assert on(date(2026, 11, 20)) == [item]
    assert on(date(2026, 11, 21)) == [item]
    assert on(date(2026, 11, 22)) == []


def test_each_sees_the_news_that_concerns_them(member, examiner):
    for audience in News.Audience:
        News.objects.create(title=audience, body="…", audience=audience, since=date(2026, 11, 1))

    def titles(found):
        return {item.title for item in found}

    assert titles(news.for_visitors()) == {"everybody"}
    assert titles(news.for_account(member)) == {"everybody", "members"}
    assert titles(news.for_account(examiner)) == {"everybody", "staff"}


def test_reading_twice_is_reading_once(member):
    item = News.objects.create(title="…", body="…", since=date(2026, 11, 1))
    assert not news.for_account(member).get().is_read

    news.mark_read(item, member)
    news.mark_read(item, member)

    assert news.for_account(member).get().is_read
    assert item.readings.count() == 1


@pytest.mark.rule("F066")
def test_answers_stand_in_their_order_and_only_when_published():
    Faq.objects.create(program="x", question="二", answer="…", position=2)
    Faq.objects.create(program="x", question="一", answer="…", position=1)
    Faq.objects.create(program="x", question="下書き", answer="…", published=False)
    Faq.objects.create(program="y", question="別のページ", answer="…")

    assert [each.question for each in news.answers("x")] == ["一", "二"]
