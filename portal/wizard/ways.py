"""Where to go next: addresses of a draft, the answer that leads there, the way back."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from registry.drafts import Draft
from registry.models import Application

NEXT, RETURN, ERRORS = "next", "return", "errors"


class SeeOther(HttpResponseRedirect):
    """After every POST: look there. Back and reload never send a form again."""

    status_code = 303


def way(application: Application, name: str, *step: str, **query: str) -> str:
    """The address of a page of a draft: hub, step, documents, check, payment, done, discard."""
    args = [application.procedure, application.pk, *step]
    return with_query(reverse(f"apply-{name}", args=args), **query)


def with_query(path: str, **query: str) -> str:
    """A path with those parts of the query that have a value."""
    given = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def safe_path(path: str | None) -> str:
    """A path of ours that somebody named, or ""; never another site's."""
    path = path or ""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if ours and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def carried(request: HttpRequest) -> dict[str, str]:
    """What every page of a draft hands on: where to return to when all is done."""
    return {NEXT: safe_path(request.GET.get(NEXT))}


def returning(request: HttpRequest) -> dict[str, str]:
    """The same, and that the check page sent us to correct something."""
    return carried(request) | {RETURN: "check" if request.GET.get(RETURN) == "check" else ""}


def onward(draft: Draft, **query: str) -> str:
    """The page that a draft wants next: what is unfinished, the papers, or the check page."""
    application = draft.application
    if draft.unfinished:
        return way(application, "step", draft.unfinished.key, **query)
    if draft.missing:
        return way(application, "documents", **query)
    return way(application, "check", **{**query, ERRORS: "", RETURN: ""})
