"""News for those whom it concerns, from its first day to its last, and who has read it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock
from notifications.models import Faq, News, NewsRead

Audience = News.Audience


def for_visitors() -> QuerySet[News]:
    """What everybody may read today, newest first."""
    return _current().filter(audience=Audience.EVERYBODY)


def for_account(account: Any) -> QuerySet[News]:
    """What this account may read today; each with `is_read`."""
    audiences = {Audience.EVERYBODY, Audience.MEMBERS}
    if getattr(account, "kind", "") == "staff":
        audiences = {Audience.EVERYBODY, Audience.STAFF}
    read = NewsRead.objects.filter(news=OuterRef("pk"), account=account)
    return _current().filter(audience__in=audiences).annotate(is_read=Exists(read))


def mark_read(news: News, account: Any) -> None:
    """Remember that the account has opened it; twice is once."""
    NewsRead.objects.get_or_create(news=news, account=account)


def answers(program: str) -> QuerySet[Faq]:
    """The published questions and answers of a page, in their order (F066)."""
    return Faq.objects.filter(program=program, published=True)


def _current() -> QuerySet[News]:
    today = clock.today()
    return News.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today)
