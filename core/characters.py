"""Characters that no text may hold, and what may be left in text from outside.

Controls break records, lone surrogates cannot be written down, marks that turn the direction of
writing make a text read otherwise than it is stored.
"""

import re

CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
SURROGATES = "\ud800-\udfff"
# U+FFFD stands where `storable` met what no database keeps: the text is not what was meant.
NONCHARACTERS = "\ufdd0-\ufdef\ufffd-\uffff"
SEPARATORS = "\u2028\u2029"
# What word processors leave behind unseen.
LEFTOVERS = re.compile("[\u00ad\u200b\u2060\ufeff]")
UNUSABLE = re.compile(f"[{CONTROLS}{DIRECTION}{SURROGATES}{NONCHARACTERS}]")
PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
EMOJI = (
    "\U0001f000-\U0001faff\U000e0020-\U000e007f\u200d\u20e3\ufe0f\u231a\u231b\u23e9-\u23ec"
    "\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd"
    "\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b"
    "\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
UNUSABLE_IN_NAMES = re.compile(
    f"[{CONTROLS}{DIRECTION}{SURROGATES}{NONCHARACTERS}{PRIVATE}{EMOJI}]"
)
UNSTORABLE = re.compile(f"[\x00{SURROGATES}]")
UNSEEN = re.compile(f"[{CONTROLS}{DIRECTION}{SURROGATES}{NONCHARACTERS}\t\r\n\x85{SEPARATORS}]+")


def clean(value: str) -> str:
    """Text without unseen leftovers of a paste, its lines ended by one newline each."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return LEFTOVERS.sub("", value)


def unusable(value: str, *, in_name: bool = False) -> list[str]:
    """Characters that a text, or more strictly a name, cannot hold: once each, in order."""
    pattern = UNUSABLE_IN_NAMES if in_name else UNUSABLE
    return list(dict.fromkeys(pattern.findall(value)))


def storable(value: str) -> str:
    """Text that every database can keep as typed: only NUL and lone surrogates are replaced."""
    return UNSTORABLE.sub("\ufffd", value)


def visible(value: str) -> str:
    """Text on one line without controls, for subjects, trails and lists."""
    return UNSEEN.sub(" ", LEFTOVERS.sub("", value)).strip()


def spelled(char: str) -> str:
    """How a message names a character: itself, or its number if it cannot be seen."""
    if UNUSABLE.match(char) or re.match(f"[{PRIVATE}\u200d\ufe0f\U000e0020-\U000e007f\\s]", char):
        return f"U+{ord(char):04X}"
    return char
