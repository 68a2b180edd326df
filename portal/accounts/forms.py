"""Forms of sign-in: they say what to enter, and never cut what is pasted."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.passwords import MOST
from portal.models import Account


def given(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the post, also an empty one; nothing on a GET."""
    return request.POST if request.method == "POST" else None


class AccountForm(forms.Form):
    use_required_attribute = False


class NameField(forms.CharField):
    """A sign-in name as people type it: spaces, hyphens and width do not matter."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("JASTPROコード"),
            help_text=gettext_lazy(
                "例：P00A-1B2C-0000。E-mailアドレスや職員IDでもログインできます。"
            ),
            error_messages={"required": gettext_lazy("JASTPROコードを入力してください。")},
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autocapitalize": "off",
                    "spellcheck": "false",
                }
            ),
        )

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\x00", "")

    def run_validators(self, value: Any) -> None:
        """No rule but the one: it is found or not."""


class PasswordField(forms.CharField):
    """A password exactly as typed."""

    def __init__(self, label: Any, required: Any, autocomplete: str, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            strip=False,
            help_text=help_text,
            error_messages={
                "required": required,
                "null_characters_not_allowed": gettext_lazy(
                    "パスワードに使えない文字があります。別の文字を入力してください。"
                ),
            },
            widget=forms.PasswordInput(attrs={"autocomplete": autocomplete, "data-reveal": ""}),
        )


class SignInForm(AccountForm):
    sign_in_name = NameField()
    password = PasswordField(
        gettext_lazy("パスワード"),
        gettext_lazy("パスワードを入力してください。"),
        "current-password",
    )


class ResetForm(AccountForm):
    sign_in_name = NameField()


class CodeForm(AccountForm):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("確認コード"),
        help_text=gettext_lazy("認証アプリの6桁の数字、または10桁の予備コード"),
        error_messages={"required": gettext_lazy("確認コードを入力してください。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "otp"}
        ),
    )

    def clean_code(self) -> str:
        return self.cleaned_data["code"][:40]


class ProveForm(AccountForm):
    password = PasswordField(
        gettext_lazy("現在のパスワード"),
        gettext_lazy("現在のパスワードを入力してください。"),
        "current-password",
    )


class KeyForm(AccountForm):
    """What the browser answers when it has made or used a passkey."""

    name = forms.CharField(required=False)
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("パスキーを確認できませんでした。もう一度お試しください。"),
            "invalid": gettext_lazy("パスキーを確認できませんでした。もう一度お試しください。"),
        },
    )

    def clean_name(self) -> str:
        return self.cleaned_data["name"][:60] or _("パスキー")


class NewPasswordForm(AccountForm):
    """A new password, twice."""

    new = PasswordField(
        gettext_lazy("新しいパスワード"),
        gettext_lazy("新しいパスワードを入力してください。"),
        "new-password",
        gettext_lazy(
            "8文字以上128文字以内。文字の種類は自由で、空白や日本語も使えます。"
            "コード、氏名、サイト名を主にしたものと、よく使われるものは使えません。"
        ),
    )
    again = PasswordField(
        gettext_lazy("新しいパスワード（確認）"),
        gettext_lazy("新しいパスワード（確認）を入力してください。"),
        "new-password",
    )

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_new(self) -> str:
        new = self.cleaned_data["new"]
        password_validation.validate_password(new[: MOST + 1], self.account)
        if self.account.has_usable_password() and self.account.check_password(new):
            raise ValidationError(_("今までと違うパスワードを入力してください。"))
        return new

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        new, again = cleaned.get("new"), cleaned.get("again")
        if new and again and new != again:
            self.add_error("again", _("新しいパスワードと同じものを、確認の欄に入力してください。"))
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """A new password, after the present one."""

    current = PasswordField(
        gettext_lazy("現在のパスワード"),
        gettext_lazy("現在のパスワードを入力してください。"),
        "current-password",
    )
    field_order = ["current", "new", "again"]
