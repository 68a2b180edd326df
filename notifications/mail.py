"""The way to the mail server: one connection for many mails, and what became of each."""

import hashlib
import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from notifications.models import Notice

Obstacle = Notice.Obstacle
SERVER_IS_BUSY = (421, 451, 454)  # about the server, not about this addressee


@dataclass(frozen=True)
class Outcome:
    """What became of a mail; `is_final` means that trying again would not help."""

    obstacle: str = Obstacle.NONE
    error: str = ""
    is_final: bool = False

    @property
    def is_sent(self) -> bool:
        return not self.obstacle


class Office:
    """An open connection to the mail server, or the knowledge that it is away."""

    def __init__(self) -> None:
        self.connection: Any = get_connection()
        self.is_open = False
        self.error = ""

    def __enter__(self) -> Self:
        try:
            self.connection.open()
        except OSError as error:  # also every SMTPException
            self.error = told(error)
        else:
            self.is_open = True
        return self

    def __exit__(self, *_raised: object) -> None:
        if self.is_open:
            self.connection.close()


def send(notice: Notice, office: Office | None = None) -> Outcome:
    """Hand one mail to the server. Raises nothing: every failure is an outcome."""
    try:
        message(notice, office).send()
    except smtplib.SMTPRecipientsRefused as error:
        return refused(max(code for code, _words in error.recipients.values()), error)
    except smtplib.SMTPDataError as error:
        return refused(error.smtp_code, error)
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        return Outcome(Obstacle.REFUSED, told(error), is_final=True)
    except OSError as error:  # away, hanging, cut off, a wrong password: not this mail's fault
        return Outcome(Obstacle.SERVER, told(error))
    return Outcome()


def refused(code: int, error: Exception) -> Outcome:
    """5xx goes to a person at once; 4xx waits, for this addressee or for the whole server."""
    if code in SERVER_IS_BUSY:
        return Outcome(Obstacle.SERVER, told(error))
    return Outcome(Obstacle.REFUSED, told(error), is_final=code >= 500)


def message(notice: Notice, office: Office | None) -> EmailMessage:
    """The mail. Its Message-ID stays the same when it is sent again, so a repeat is one mail."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mark = hashlib.sha256(notice.once.encode()).hexdigest()[:16]
    return EmailMessage(
        notice.subject,
        notice.body,
        settings.DEFAULT_FROM_EMAIL,
        [notice.to],
        connection=office.connection if office else None,
        headers={
            "Message-ID": f"<notice.{notice.pk}.{mark}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def told(error: Exception) -> str:
    """An error in one line for the list of notices."""
    return f"{type(error).__name__}: {error}"[:500]
