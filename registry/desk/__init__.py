"""What an examiner sees of an application, as data; no HTTP here."""

from registry.desk.comparing import Row, rows
from registry.desk.correcting import correctable
from registry.desk.evidence import Paper, papers
from registry.desk.history import Moment, history
from registry.desk.holding import age, give_back, has_examiner, pending, seconds_left, take
from registry.desk.wording import revision_lines

__all__ = [
    "Moment",
    "Paper",
    "Row",
    "age",
    "correctable",
    "give_back",
    "has_examiner",
    "history",
    "papers",
    "pending",
    "revision_lines",
    "rows",
    "seconds_left",
    "take",
]
