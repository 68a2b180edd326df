"""A question without sending back, and its answer: a thread that both sides see."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as say

from core import clock
from registry.lifecycle.telling import tell
from registry.models import Application, Message
from registry.states import OPEN, NotAllowed


@transaction.atomic
def ask(application: Application, body: str, *, by: Any) -> Message:
    """The examiner asks; the contact is told by mail, the application stays where it is."""
    if application.state not in OPEN:
        raise NotAllowed(say("終了した申込みには質問できません。"))
    message = Message.objects.create(
        application=application, from_staff=True, body=body, by=by, at=clock.now()
    )
    tell(application, "question", once=str(message.pk), note=body)
    return message


@transaction.atomic
def answer(application: Application, body: str, *, by: Any) -> Message:
    """The applicant answers, while somebody is there to read it. Raises NotAllowed."""
    if application.state not in OPEN:
        raise NotAllowed(
            say("終了した申込みには回答できません。お問い合わせ窓口へご連絡ください。")
        )
    return Message.objects.create(
        application=application, from_staff=False, body=body, by=by, at=clock.now()
    )
