"""Which button was pressed."""

from dataclasses import dataclass

from django.http import QueryDict

# In this order, should a POST name several; Enter in a field is the first button, _next.
BUTTONS = (
    "_autosave",
    "_upload",
    "_remove_file",
    "_remove_row",
    "_add_row",
    "_lookup",
    "_contact",
    "_attach",
    "_unchanged",
    "_mine",
    "_save",
    "_next",
)


@dataclass(frozen=True)
class Pressed:
    """A button and what it is about: the group to look up, the row or the file to remove."""

    name: str
    about: str = ""


def pressed(post: QueryDict) -> Pressed:
    """The button of a POST; one that names none is saved and stays on the page."""
    for button in BUTTONS:
        for name in post:
            if name == button or name.startswith(f"{button}:"):
                return Pressed(button, name.removeprefix(button).removeprefix(":"))
    return Pressed("_save")
