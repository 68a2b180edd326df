"""「反映」: an address from its post code. Nothing is lost, and a miss is not an error."""

import re
from dataclasses import dataclass

from django.http import HttpRequest

from core.text import digits
from registry import postal
from registry.drafts import Draft, Typed
from registry.forms import StepForm
from registry.postal import Place
from registry.procedures.base import Step

LOOK, PLACE = "look", "place"
LONGEST = 30  # no post code is longer, however it is written


@dataclass(frozen=True)
class Finding:
    """What 「反映」 found for a group: no place, one that was filled in, or several to choose from.

    `candidate` is the English form that was filled in beside it, to be checked by a person.
    """

    group: str
    places: list[Place]
    chosen: bool
    candidate: str = ""

    @property
    def is_choice(self) -> bool:
        return len(self.places) > 1 and not self.chosen

    def concerns(self, group: str) -> bool:
        return group == self.group or bool(self.candidate and group == english_of(self.group))


def finding(request: HttpRequest, draft: Draft, step: Step) -> Finding | None:
    """What the address bar says was looked up, from what is saved."""
    group, forms = request.GET.get(LOOK, ""), _forms(step)
    if group not in forms:
        return None
    typed = draft.known(step)
    places = postal.lookup(_one(typed, group, forms[group].looks_up)[:LONGEST])
    chosen = len(places) == 1 or PLACE in request.GET
    return Finding(group, places, chosen, _candidate(step, typed, group, places))


def fill(
    draft: Draft, step: Step, typed: Typed, group: str, choice: str
) -> tuple[Typed, dict[str, str]]:
    """The typed values with the address filled in, and what the address bar is to say of it."""
    forms = _forms(step)
    if group not in forms:
        return typed, {}
    places = postal.lookup(_one(typed, group, forms[group].looks_up)[:LONGEST])
    number = int(choice) if re.fullmatch(r"[0-9]{1,3}", choice) else -1
    if len(places) == 1:
        number = 0
    if not 0 <= number < len(places):
        return typed, {LOOK: group}
    place = places[number]
    if forms[group].english:
        return typed | _english(group, place), {LOOK: group, PLACE: str(number)}
    filled = typed | _japanese(group, place)
    beside = english_of(group)
    if beside in forms and _is_open_to_candidate(draft, step, typed, group):
        filled |= _english(beside, place) | {
            f"{beside}-postal_code": typed.get(f"{group}-postal_code", [])
        }
    return filled, {LOOK: group, PLACE: str(number)}


def code_field(step: Step, group: str) -> str:
    """The field of the post code that a group is looked up by; "" if it is not."""
    forms = _forms(step)
    return forms[group].looks_up if group in forms else ""


def english_of(group: str) -> str:
    """The group that holds the same address in Latin letters."""
    return f"{group}_en"


def _forms(step: Step) -> dict[str, type[StepForm]]:
    return {group.key: group.form for group in step.parts if group.form.looks_up and not step.rows}


def _one(typed: Typed, group: str, name: str) -> str:
    values = typed.get(f"{group}-{name}") or [""]
    return values[-1]


def _japanese(group: str, place: Place) -> Typed:
    filled = {
        f"{group}-prefecture": [place.prefecture],
        f"{group}-city": [f"{place.city}{place.town}"],
    }
    if street := f"{place.street} {place.office_name}".strip():
        filled[f"{group}-street"] = [street]
    return filled


def _english(group: str, place: Place) -> Typed:
    found = postal.english(place)
    return {
        f"{group}-street": [found.town],
        f"{group}-city": [found.city],
        f"{group}-prefecture": [found.prefecture],
        f"{group}-building": [""],
    }


def _is_open_to_candidate(draft: Draft, step: Step, typed: Typed, group: str) -> bool:
    """Whether the English address is still empty, or still the register's while the place moved."""
    beside, before = english_of(group), draft.application.before
    names = ("street", "city", "prefecture")
    present = [_one(typed, beside, name) for name in names]
    if not any(present):
        return True
    known = [str(before.get(beside, {}).get(name) or "") for name in names]
    code = digits(_one(typed, group, "postal_code")[:LONGEST])
    return present == known and code != str(before.get(group, {}).get("postal_code") or "")


def _candidate(step: Step, typed: Typed, group: str, places: list[Place]) -> str:
    """The English candidate in words, where it is what stands in the fields now."""
    forms = _forms(step)
    target = group if forms[group].english else english_of(group)
    if target not in forms:
        return ""
    for place in places:
        found = postal.english(place)
        if _one(typed, target, "city") == found.city and found.city:
            return str(found)
    return ""
