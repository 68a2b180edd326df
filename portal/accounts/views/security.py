"""One's own sessions, sign-in history and second factor."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core import trail
from core.models import TrailEntry
from portal.access import account_required, address, me
from portal.accounts import entrance, factors, sessions, throttle
from portal.accounts.deeds import WORDS
from portal.accounts.forms import ProveForm, given
from portal.accounts.views.entering import said

HISTORY = 20


@account_required
def overview(request: HttpRequest) -> HttpResponse:
    """ログイン履歴・確認コード."""
    account = me(request)
    entries = TrailEntry.objects.filter(account=account, deed__in=WORDS)[:HISTORY]
    context = {
        "sessions": [(one, sessions.browser(one)) for one in sessions.own(account)],
        "this_session": request.session.session_key,
        "factors": factors.of(account),
        "codes_left": len(factors.recovery_codes(account)),
        "history": [(entry, WORDS[entry.deed]) for entry in entries],
    }
    return render(request, "portal/accounts/security.html", context)


@require_POST
@account_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions; this one too."""
    account = me(request)
    session = next((one for one in sessions.own(account) if one.pk == pk), None)
    if session is None:
        raise Http404
    trail.record("session_ended", account=account, address=address(request))
    if session.session_key == request.session.session_key:
        logout(request)
        return redirect("logged_out")
    session.end()
    messages.success(request, _("選んだ端末のログインを終了しました。"))
    return redirect("security")


@require_POST
@account_required
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    account = me(request)
    ended = sessions.end_all(account, but=request.session.session_key)
    trail.record("session_ended", account=account, address=address(request), count=ended)
    messages.success(request, _("ほかの端末のログインをすべて終了しました。"))
    return redirect("security")


@sensitive_post_parameters()
@account_required
def prove(request: HttpRequest) -> HttpResponse:
    """パスワードの確認: asked before the second factor is touched, if the sign-in is not fresh."""
    account, next_url = me(request), request.POST.get("next", request.GET.get("next", ""))
    form = ProveForm(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            attempt = throttle.attempt([throttle.factor_key(account)], address=address(request))
        except throttle.Throttled as wait:
            form.add_error(None, said(wait))
        else:
            if account.check_password(form.cleaned_data["password"]):
                attempt.succeeded()
                entrance.prove(request)
                return HttpResponseRedirect(entrance.safe(next_url) or reverse("security"))
            form.add_error(
                "password", _("現在のパスワードが一致しません。入力内容を確認してください。")
            )
    return render(request, "portal/accounts/prove.html", {"form": form, "next": next_url})
