"""Security mails: reset, invitation, and word of a change. Sent directly, never through the
outbox, because they carry secrets that must lie nowhere.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from portal.models import Account, SignIn

log = logging.getLogger(__name__)


def address_of(account: Account) -> str:
    """Where an account is reached: its address, or a confirmed one that it signs in with."""
    if account.email:
        return account.email
    confirmed = account.sign_ins.filter(kind=SignIn.Kind.EMAIL, confirmed_at__isnull=False).first()
    return confirmed.name if confirmed else ""


def send(account: Account, letter: str, **context: object) -> bool:
    """Send one of the letters in templates/portal/accounts/mails; False if it could not go."""
    to = address_of(account)
    if not to:
        return False
    words = render_to_string(
        f"portal/accounts/mails/{letter}.txt",
        {"account": account, "authority": settings.AUTHORITY, "site": settings.SITE_URL, **context},
    )
    subject, _, body = words.partition("\n")
    try:
        return bool(EmailMessage(subject.strip(), body.lstrip("\n"), to=[to]).send())
    except (OSError, SMTPException, ValueError) as why:
        log.warning("security mail %s could not be sent: %s", letter, type(why).__name__)
        return False
