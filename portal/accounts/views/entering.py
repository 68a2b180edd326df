"""Sign in, second factor, sign out, stay."""

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core import trail
from portal.access import address
from portal.accounts import devices, entrance, factors, names, sessions, throttle
from portal.accounts.forms import CodeForm, KeyForm, SignInForm, given
from portal.models import Account


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """ログイン: one answer for unknown names and wrong passwords, in words, status and work."""
    next_url = request.POST.get("next", request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(entrance.safe(next_url) or entrance.home(request.user))
    form = SignInForm(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = _check(request, form.cleaned_data["sign_in_name"], form.cleaned_data)
        except throttle.Throttled as wait:
            form.add_error(None, said(wait))
            return slowed(request, form, next_url, wait)
        if account:
            return entrance.enter(request, account, next_url)
        form.add_error(
            None,
            _("JASTPROコードまたはパスワードが一致しません。入力内容を確認してください。"),
        )
    return render(request, "portal/accounts/login.html", {"form": form, "next": next_url})


def _check(request: HttpRequest, name: str, typed: dict[str, str]) -> Account | None:
    found = names.find(name)
    known = found.account if found else None
    attempt = throttle.attempt(
        throttle.keys_for(name, known),
        address=address(request),
        device=devices.known(request, known),
    )
    account = authenticate(request, sign_in_name=name, password=typed["password"])
    if account:
        attempt.succeeded()
    elif attempt.burst:
        trail.record("sign_in_failures", account=known, address=address(request))
    return account


def said(wait: throttle.Throttled) -> str:
    """A throttled attempt in words."""
    if wait.shut:
        return _("失敗が多いため、ログインを止めています。パスワードを再設定してください。")
    return _(
        "失敗が続いたため、ログインを一時的に止めています。%(minutes)d分ほど待ってからもう一度"
        "お試しになるか、パスワードを再設定してください。"
    ) % {"minutes": -(-wait.seconds // 60)}


def slowed(
    request: HttpRequest, form: SignInForm, next_url: str, wait: throttle.Throttled
) -> HttpResponse:
    response = render(
        request, "portal/accounts/login.html", {"form": form, "next": next_url}, status=429
    )
    response["Retry-After"] = str(wait.seconds)
    return response


@never_cache
@sensitive_post_parameters("code", "credential")
def code(request: HttpRequest) -> HttpResponse:
    """確認コードの入力: the second step, for those who have a second factor."""
    waiting = entrance.pending(request)
    if waiting is None:
        return redirect("login")
    account, next_url = waiting
    form, status = CodeForm(), 200
    if request.method == "POST":
        try:
            attempt = throttle.attempt([throttle.factor_key(account)], address=address(request))
            form, how = _prove_factor(request, account)
            if how:
                attempt.succeeded()
                return entrance.complete(request, account, next_url, how=how)
            if attempt.burst:
                trail.record("second_factor_failures", account=account, address=address(request))
        except throttle.Throttled as wait:
            form = CodeForm(request.POST)
            form.full_clean()
            form.add_error(None, said(wait))
            status = 429
    context: dict[str, object] = {"form": form}
    if factors.has_keys(account):
        context["key_options"] = factors.key_request_options(account)
    return render(request, "portal/accounts/code.html", context, status=status)


def _prove_factor(request: HttpRequest, account: Account) -> tuple[CodeForm, str]:
    """The form to show again, and by what the person has proved themselves, or ""."""
    form = CodeForm(request.POST)
    if "credential" in request.POST:
        key = KeyForm(request.POST)
        if key.is_valid() and factors.check_key(account, key.cleaned_data["credential"]):
            return form, "passkey"
        form = CodeForm({"code": "-"})
        form.full_clean()
        form.data = {}  # the box shows nothing that was not typed
        form.add_error(None, _("パスキーを確認できませんでした。もう一度お試しください。"))
        return form, ""
    if form.is_valid():
        if factors.check_code(account, form.cleaned_data["code"]):
            return form, "code"
        form.add_error("code", _("確認コードが一致しません。新しい6桁の数字を入力してください。"))
    return form, ""


@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """ログアウト: a POST ends the session; a GET only offers the button."""
    if request.method != "POST":
        return render(request, "portal/accounts/logout.html")
    entrance.leave(request)
    return HttpResponseRedirect(reverse("logged_out"))


@never_cache
def signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accounts/logged_out.html")


@never_cache
@require_POST
def ping(request: HttpRequest) -> JsonResponse:
    """続ける: being asked is what extends the session; answers how many seconds are left."""
    if not request.user.is_authenticated:
        return JsonResponse({"idle": 0, "at_most": 0}, status=401)
    idle, at_most = sessions.seconds_left(request)
    return JsonResponse({"idle": idle, "at_most": at_most})
