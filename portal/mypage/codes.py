"""登録内容の確認: one code with its terms, particulars and history."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from portal.access import me, member_required
from portal.mypage import history, ics, own
from portal.mypage.strip import strip
from registry import next_steps


@require_safe
@member_required
def show(request: HttpRequest, number: str) -> HttpResponse:
    """登録内容の確認 (F065)."""
    code, day = own.code(me(request), number), clock.today()
    holding = next_steps.hold(code, day)
    return render(
        request,
        "portal/mypage/code.html",
        {
            "holding": holding,
            "strip": strip(holding),
            "terms": list(code.terms.select_related("application").order_by("-valid_from")),
            "sections": history.present(code, day),
            "changes": history.changes(code, day),
        },
    )


@require_safe
@member_required
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The code's dates as a calendar file."""
    holding = next_steps.hold(own.code(me(request), number), clock.today())
    if holding.opens_on is None:
        raise Http404
    return HttpResponse(
        ics.calendar(holding),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{holding.code.number}.ics"',
            "Cache-Control": "no-store",
        },
    )
