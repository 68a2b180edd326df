"""Enrolling a second factor: authenticator app, passkey, recovery codes."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

import segno
from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core import trail
from portal.access import account_required, address, me
from portal.accounts import entrance, factors, mails
from portal.accounts.forms import CodeForm, KeyForm, given
from portal.models import Account

SECRET = "new_totp_secret"
View = Callable[..., HttpResponseBase]


def proof_required(view: View) -> View:
    """Only with a password shown within the last ten minutes."""

    @wraps(view)
    def proved(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if entrance.proved_lately(request):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else reverse("security")
        return HttpResponseRedirect(f"{reverse('prove')}?{urlencode({'next': back})}")

    return account_required(proved)


@account_required
def first(request: HttpRequest) -> HttpResponse:
    """Staff at their first sign-in: which second factor shall it be?"""
    if factors.enrolled(me(request)):
        return redirect(entrance.home(me(request)))
    return render(request, "portal/accounts/first_factor.html")


@sensitive_post_parameters()
@proof_required
def add_totp(request: HttpRequest) -> HttpResponse:
    """認証アプリの登録."""
    account = me(request)
    secret = request.session.get(SECRET) or factors.new_secret()
    request.session[SECRET] = secret
    form = CodeForm(given(request))
    if request.method == "POST" and form.is_valid():
        if factors.add_totp(account, secret, form.cleaned_data["code"]):
            request.session.pop(SECRET)
            return _added(request, _("認証アプリを登録しました。"))
        form.add_error("code", _("確認コードが一致しません。新しい6桁の数字を入力してください。"))
    url = get_adapter().build_totp_url(account, secret)
    context = {
        "form": form,
        "secret": [secret[i : i + 4] for i in range(0, len(secret), 4)],
        "picture": segno.make(url, error="m").svg_data_uri(scale=4, border=2),
        "url": url,
    }
    return render(request, "portal/accounts/totp.html", context)


@sensitive_post_parameters()
@proof_required
def add_key(request: HttpRequest) -> HttpResponse:
    """パスキーの登録."""
    account = me(request)
    form = KeyForm(given(request))
    if request.method == "POST" and form.is_valid():
        if factors.add_key(account, form.cleaned_data["name"], form.cleaned_data["credential"]):
            return _added(request, _("パスキーを登録しました。"))
        form.add_error(None, _("パスキーを確認できませんでした。もう一度お試しください。"))
    context = {"form": form, "key_options": factors.key_creation_options(account)}
    return render(request, "portal/accounts/key.html", context)


def _added(request: HttpRequest, words: str) -> HttpResponse:
    account = me(request)
    trail.record("factor_added", account=account, address=address(request))
    mails.send(account, "factor_changed")
    messages.success(request, words)
    return redirect("recovery_codes")


@require_POST
@proof_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a factor away; staff keep at least one."""
    account = me(request)
    if last_of_staff(account):
        messages.error(request, _("職員は確認コードの方法を1つ以上登録しておいてください。"))
        return redirect("security")
    if not factors.remove(account, pk):
        raise Http404
    trail.record("factor_removed", account=account, address=address(request))
    mails.send(account, "factor_changed")
    messages.success(request, _("削除しました。"))
    return redirect("security")


def last_of_staff(account: Account) -> bool:
    needed = settings.STAFF_SECOND_FACTOR and account.kind == Account.Kind.STAFF
    return needed and len(factors.of(account)) == 1


@proof_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """予備コード: shown to print or write down; new ones replace the old."""
    account = me(request)
    if not factors.enrolled(account):
        return redirect("security")
    if request.method == "POST":
        factors.new_recovery_codes(account)
        trail.record("recovery_codes_made", account=account, address=address(request))
        messages.success(request, _("新しい予備コードを作りました。前の予備コードは使えません。"))
        return redirect("recovery_codes")
    context = {"codes": factors.recovery_codes(account), "home": entrance.home(account)}
    return render(request, "portal/accounts/recovery_codes.html", context)
