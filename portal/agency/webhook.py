"""Where the agency tells of deposits. Only the signature speaks for it: no session, no CSRF."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing import webhook
from billing.webhook import Answer


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """200, 400, 401, 405, 409, 413 or 415, each with a JSON object; see billing.webhook."""
    answer = _answer(request)
    response = JsonResponse(
        answer.content, status=answer.status, json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest) -> Answer:
    if request.content_type != "application/json":
        return _error(415, _("Content-Type は application/json としてください。"))
    if _length(request) > webhook.AT_MOST_BYTES:
        return _error(413, _("本文は64KiB以内としてください。"))
    try:
        body = request.body
    except RequestDataTooBig:
        return _error(413, _("本文は64KiB以内としてください。"))
    except UnreadablePostError:
        return _error(400, _("本文を最後まで受け取れませんでした。"))
    return webhook.receive({name.lower(): value for name, value in request.headers.items()}, body)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _error(status: int, message: str) -> Answer:
    return Answer(status, {"error": message})
