"""次にすること: one rule engine for my page, mails and letters, so that they never disagree."""

from registry.next_steps.holdings import Holding, held, hold, in_order
from registry.next_steps.openings import listed, progress
from registry.next_steps.rules import NextStep, steps_for

__all__ = [
    "Holding",
    "NextStep",
    "held",
    "hold",
    "in_order",
    "listed",
    "progress",
    "steps_for",
]
