"""What happens to an application, told one deed at a time; each is one transaction."""

from registry.lifecycle.decisions import (
    Incoherent,
    approve,
    carry_out_due,
    corrections,
    decide,
    sign,
    take_back,
)
from registry.lifecycle.filing import resubmit, submit, withdraw
from registry.lifecycle.payment import begin_paid, lapse_unanswered, lapse_unpaid
from registry.lifecycle.talking import answer, ask
from registry.lifecycle.telling import tell

__all__ = [
    "Incoherent",
    "answer",
    "approve",
    "ask",
    "begin_paid",
    "carry_out_due",
    "corrections",
    "decide",
    "lapse_unanswered",
    "lapse_unpaid",
    "resubmit",
    "sign",
    "submit",
    "take_back",
    "tell",
    "withdraw",
]
