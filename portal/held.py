"""Typed text that met a closed door is held, so that nothing is lost after signing in.

Held in the visitor's own session, for paths of the wizard only; whoever opens the path later
must still be allowed to. It is never saved by itself: the page shows it, a person saves it.
"""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError

HELD = "held"
MOST = 60_000  # characters in all
PATHS = "/apply/"
LEFT_OUT = {"csrfmiddlewaretoken"}
BUTTON = "_"  # begins the names of buttons, and of what is sent with a file alone


def keep(request: HttpRequest) -> bool:
    """Hold what was posted to a step of the wizard; False if there is nothing worth it."""
    if request.method != "POST" or not request.path.startswith(PATHS):
        return False
    try:
        typed = {
            name: texts
            for name, texts in request.POST.lists()
            if name not in LEFT_OUT and not name.startswith(BUTTON)
        }
    except (UnreadablePostError, SuspiciousOperation):
        return False
    if not typed or sum(len(text) for texts in typed.values() for text in texts) > MOST:
        return False
    request.session[HELD] = {"path": request.path, "typed": typed}
    return True


def take(request: HttpRequest) -> QueryDict | None:
    """What was typed here before the door closed, once; None if nothing is held for this path."""
    held = request.session.get(HELD)
    if not held or held["path"] != request.path:
        return None
    del request.session[HELD]
    typed = QueryDict(mutable=True)
    for name, texts in held["typed"].items():
        typed.setlist(name, texts)
    return typed
