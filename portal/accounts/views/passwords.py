"""Reset by mail, set through a link, change one's own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core import trail
from portal.access import account_required, address, me
from portal.accounts import credentials, entrance, links, mails, names, sessions, throttle
from portal.accounts.afterwards import AfterwardsRedirect
from portal.accounts.forms import ChangePasswordForm, NewPasswordForm, ResetForm, given
from portal.accounts.views.entering import said
from portal.models import OneTimeLink

LINK = "one_time_link"


@never_cache
def reset(request: HttpRequest) -> HttpResponse:
    """パスワードの再設定: the same answer, in the same time, for every name."""
    form = ResetForm(given(request))
    if request.method == "POST" and form.is_valid():
        name, source = form.cleaned_data["sign_in_name"], address(request)
        return AfterwardsRedirect(
            reverse("password_reset_sent"), lambda: send_reset(name, address=source)
        )
    return render(request, "portal/accounts/reset.html", {"form": form})


def send_reset(name: str, *, address: str) -> None:
    """Mail a reset link to whoever has that name, unless it has had enough of them lately."""
    found = names.find(name)
    if found is None or not found.account.is_active or not links.reset_is_polite(found.account):
        return
    url = links.issue(found.account, OneTimeLink.Purpose.RESET)
    sent = mails.send(found.account, "reset", url=url)
    trail.record("password_reset_asked", account=found.account, address=address, sent=sent)


@never_cache
def reset_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accounts/reset_sent.html")


@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the secret out of the address; opening uses nothing up, so mail scanners may look."""
    request.session[LINK] = links.digest(token)
    return HttpResponseRedirect(reverse("password_set"))


@never_cache
@sensitive_post_parameters()
def set_password(request: HttpRequest) -> HttpResponse:
    """パスワードの設定: what a one-time link leads to."""
    link = links.find(request.session.get(LINK, ""))
    if link is None:
        return render(request, "portal/accounts/link_used_up.html", status=410)
    form = NewPasswordForm(link.account, given(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = credentials.set_by_link(
                link, form.cleaned_data["new"], address=address(request)
            )
        except credentials.LinkUsedUp:
            return render(request, "portal/accounts/link_used_up.html", status=410)
        request.session.pop(LINK, None)
        messages.success(request, _("パスワードを設定しました。"))
        return entrance.enter(request, account)
    return render(request, "portal/accounts/set_password.html", {"form": form, "link": link})


@sensitive_post_parameters()
@account_required
def change(request: HttpRequest) -> HttpResponse:
    """パスワード変更: also the page that a first sign-in leads to."""
    account = me(request)
    form = ChangePasswordForm(account, given(request))
    if request.method == "POST" and form.is_valid() and _current_is_right(request, form):
        credentials.change(account, form.cleaned_data["new"], address=address(request))
        update_session_auth_hash(request, account)
        sessions.keep_only_this(request)
        messages.success(request, _("パスワードを変更しました。"))
        return redirect(entrance.home(account))
    return render(request, "portal/accounts/change_password.html", {"form": form})


def _current_is_right(request: HttpRequest, form: Any) -> bool:
    """Check the present password; guesses are counted as at sign-in."""
    account = me(request)
    try:
        attempt = throttle.attempt([throttle.factor_key(account)], address=address(request))
    except throttle.Throttled as wait:
        form.add_error(None, said(wait))
        return False
    if account.check_password(form.cleaned_data["current"]):
        attempt.succeeded()
        return True
    form.add_error("current", _("現在のパスワードが一致しません。入力内容を確認してください。"))
    return False
