"""The queue: its saved views, each with its count, and the order in which it is worked."""

from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from registry.models import Application, Decision, Submission
from registry.states import State

READY = "ready"
AGAIN = Exists(Submission.objects.filter(application=OuterRef("pk"), n__gt=1))


def views(account: Any) -> dict[str, tuple[Any, Q]]:
    """The saved views of an examiner: key, words, condition."""
    waiting = Decision.objects.filter(
        application=OuterRef("pk"),
        needs_second=True,
        second_by=None,
        carried_out_at=None,
        taken_back_at=None,
    )
    under = Q(state=State.UNDER_EXAMINATION)
    return {
        READY: (_("審査できる申込"), under),
        "mine": (
            _("自分の担当"),
            Q(state__in=[State.UNDER_EXAMINATION, State.DECIDED]) & Q(examiner=account),
        ),
        "free": (_("担当なし"), under & Q(examiner=None)),
        "again": (_("再提出"), under & Q(AGAIN)),
        "second": (
            _("2人目の承認待ち"),
            Q(state=State.DECIDED) & Q(Exists(waiting.exclude(by=account))),
        ),
        "decided": (_("決裁中"), Q(state=State.DECIDED)),
        "sent_back": (_("差し戻し中"), Q(state=State.SENT_BACK)),
        "unpaid": (_("入金待ち"), Q(state=State.AWAITING_PAYMENT)),
        "all": (_("すべて"), Q()),
    }


def counts(account: Any) -> dict[str, int]:
    """How many applications each saved view holds for an account, in one query."""
    conditions = {
        key: Count("pk", filter=when) for key, (_word, when) in views(account).items() if when
    }
    everything = Application.objects.visible_to(account)
    found: dict[str, int] = everything.aggregate(all=Count("pk"), **conditions)
    return found


def marked(queryset: QuerySet[Application]) -> QuerySet[Application]:
    """With `is_resubmitted` beside each."""
    return queryset.annotate(is_resubmitted=AGAIN)


# Corrections first, since their applicants have waited twice; then the oldest.
ORDER = (
    Case(When(Q(AGAIN) & Q(state=State.UNDER_EXAMINATION), then=Value(0)), default=Value(1)),
    F("examined_from").asc(nulls_last=True),
    "received_at",
    "pk",
)


def following(account: Any, application: Application) -> Application | None:
    """The next case that is ready, after this one."""
    ready = Application.objects.visible_to(account).filter(state=State.UNDER_EXAMINATION)
    return ready.exclude(pk=application.pk).order_by(*ORDER).first()
