"""Post a notice inside the caller's transaction; deliver it afterwards, at least once.

The row is the outbox: words frozen, unique by `once`. Delivery is nudged after the commit and
healed by a sweep each minute, so that neither a dead broker nor a dead mail server loses a
word or slows a page (design 2.4, reliability 36 and 37).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.template import Context
from django.template.loader import select_template
from django.utils.translation import gettext as _

from core import clock
from notifications import mail, nudge
from notifications.models import Notice

CLAIM_FOR = timedelta(minutes=10)
LONGEST_WAIT = 60
PATIENCE = timedelta(days=3)
SWEEP_SECONDS = 50
AT_MOST = 5_000
EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
SECRETS = ("password", "passwd", "token", "secret", "one_time", "recovery_code")

Status, Obstacle = Notice.Status, Notice.Obstacle


class HoldsSecret(ValueError):
    """A caller tried to write a password or a one-time link into a notice."""


@transaction.atomic
def post(
    *,
    event: str,
    about: str,
    to: str,
    context: Mapping[str, Any],
    wording: str,
    once: str,
    url: str = "",
) -> Notice:
    """Freeze the words of a mail now; it goes after the caller's commit.

    `wording` is the procedure whose own text is preferred to the default one. The same `once`
    again gives the first notice back, unchanged. `url` is the path of the page that the mail
    opens. Without an address the notice is shown to a person at once. Raises HoldsSecret, and
    TemplateDoesNotExist for an event without a text.
    """
    refuse_secrets(context)
    subject, body = words(event, wording, {**context, "to": to}, url)
    notice, created = Notice.objects.get_or_create(
        once=once,
        defaults={
            "event": event,
            "wording": wording,
            "about": about,
            "to": to,
            "subject": subject,
            "body": body,
            "about_url": url,
            "status": Status.QUEUED if to else Status.FAILED,
            "error": "" if to else _("宛先のE-mailアドレスが登録されていません。"),
        },
    )
    if created and to:
        transaction.on_commit(lambda: nudge.deliver(notice.pk), robust=True)
    return notice


def words(event: str, wording: str, context: Mapping[str, Any], url: str) -> tuple[str, str]:
    """Subject and body of a mail: the text's first line, and the rest."""
    template = select_template([f"notices/{wording}/{event}.txt", f"notices/default/{event}.txt"])
    known = {
        **context,
        "procedure_name": context.get("procedure_name") or context.get("procedure_title", ""),
        "url": settings.SITE_URL + url if url.startswith("/") else url,
        "authority": settings.AUTHORITY,
        "site_url": settings.SITE_URL,
    }
    # A mail is plain text: nothing is escaped for HTML.
    text = template.template.render(Context(known, autoescape=False))
    subject, _break, body = text.strip().partition("\n")
    return " ".join(subject.split())[:250], EMPTY_LINES.sub("\n\n", body).strip() + "\n"


def refuse_secrets(context: Mapping[str, Any]) -> None:
    """Raise HoldsSecret when a key, at any depth of dictionaries, names a secret."""
    for key, value in context.items():
        if any(word in str(key).lower() for word in SECRETS):
            raise HoldsSecret(f"A notice never carries {key}.")
        if isinstance(value, Mapping):
            refuse_secrets(value)


def due(now: datetime) -> QuerySet[Notice]:
    """Mails to try now: new ones first, then those whose wait is over.

    Those that only waited for the mail server are due whenever it answers again. A claim that
    a dead worker left behind is free after ten minutes.
    """
    free = Q(status=Status.QUEUED) & (
        Q(next_at=None) | Q(next_at__lte=now) | Q(obstacle=Obstacle.SERVER)
    )
    left_behind = Q(status=Status.SENDING, claimed_at__lt=now - CLAIM_FOR)
    return Notice.objects.filter(free | left_behind, channel=Notice.Channel.EMAIL).order_by(
        "attempts", "pk"
    )


def claim(notice_id: int, now: datetime) -> bool:
    """Take a mail for this worker; False when another was quicker or it is done."""
    taken = due(now).order_by().filter(pk=notice_id)
    return bool(taken.update(status=Status.SENDING, claimed_at=now, attempts=F("attempts") + 1))


def deliver(notice_id: int, office: mail.Office | None = None) -> mail.Outcome | None:
    """Send one mail if it is free, and write down what became of it; None if it was not free."""
    if not claim(notice_id, clock.now()):
        return None
    notice = Notice.objects.get(pk=notice_id)
    outcome = mail.send(notice, office)
    if outcome.is_sent:
        _close(notice, status=Status.SENT, sent_at=clock.now(), error="", obstacle=Obstacle.NONE)
        return outcome
    now = clock.now()
    since = notice.troubled_since or now
    over = outcome.is_final or now - since >= PATIENCE
    _close(
        notice,
        status=Status.FAILED if over else Status.QUEUED,
        next_at=None if over else now + wait(notice.attempts),
        troubled_since=since,
        obstacle=outcome.obstacle,
        error=outcome.error,
    )
    return outcome


def wait(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 2, 4 … 60 minutes."""
    return timedelta(minutes=min(2 ** min(attempts - 1, 6), LONGEST_WAIT))


def sweep() -> int:
    """Deliver whatever is due; run every minute. How many went."""
    return sum(1 for line in send_due() if not line.startswith("!"))


def send_due() -> Iterator[str]:
    """Deliver whatever is due, over one connection; a line for each, "!" before a failure.

    When the mail server does not answer, everything that is due waits longer, without being
    tried one by one; when it answers again, all of it goes in the next minute.
    """
    until = monotonic() + SWEEP_SECONDS
    waiting = list(due(clock.now()).defer("body")[:AT_MOST])
    if not waiting:
        return
    with mail.Office() as office:
        if not office.is_open:
            _put_off(office.error)
            yield f"!{office.error}"
            return
        for notice in waiting:
            if monotonic() >= until:
                return
            outcome = deliver(notice.pk, office)
            if outcome is None:
                continue
            yield told(notice) if outcome.is_sent else f"!{told(notice)} {outcome.error}"
            if outcome.obstacle == Obstacle.SERVER:
                return


def told(notice: Notice) -> str:
    """A notice in one line of a command, without words or address."""
    return f"{notice.pk} {notice.about} {notice.event}"


def resend(notices: Iterable[Notice]) -> int:
    """Put failed mails back into the queue with fresh patience; how many."""
    keys = [notice.pk for notice in notices]
    return (
        Notice.objects.filter(pk__in=keys, status=Status.FAILED, channel=Notice.Channel.EMAIL)
        .exclude(to="")
        .update(
            status=Status.QUEUED,
            attempts=0,
            next_at=None,
            troubled_since=None,
            obstacle=Obstacle.NONE,
        )
    )


def _close(notice: Notice, **result: Any) -> None:
    """Write the result, unless the claim was lost to another worker meanwhile."""
    Notice.objects.filter(pk=notice.pk, status=Status.SENDING, claimed_at=notice.claimed_at).update(
        **result
    )


def _put_off(error: str) -> None:
    """The mail server is away: all that is due waits, each by its own count."""
    now = clock.now()
    turn = Notice.objects.filter(
        Q(next_at=None) | Q(next_at__lte=now), status=Status.QUEUED, channel=Notice.Channel.EMAIL
    )
    turn.filter(troubled_since__lte=now - PATIENCE).update(
        status=Status.FAILED, next_at=None, obstacle=Obstacle.SERVER, error=error
    )
    for attempts in list(turn.order_by().values_list("attempts", flat=True).distinct()):
        turn.filter(attempts=attempts).update(
            attempts=attempts + 1,
            troubled_since=Coalesce("troubled_since", now),
            next_at=now + wait(attempts + 1),
            obstacle=Obstacle.SERVER,
            error=error,
        )
