"""Deeds of sign-in as the trail names them, and the words in which their owner reads them."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "signed_in": _("ログイン"),
    "signed_out": _("ログアウト"),
    "session_timed_out": _("時間切れによるログアウト"),
    "session_ended": _("ほかの端末のログインを終了"),
    "sign_in_failures": _("ログインの失敗が続いた"),
    "second_factor_failures": _("確認コードの失敗が続いた"),
    "password_changed": _("パスワードの変更"),
    "password_reset_asked": _("パスワード再設定の申し出"),
    "password_set": _("パスワードの設定"),
    "factor_added": _("確認コードの方法を追加"),
    "factor_removed": _("確認コードの方法を削除"),
    "recovery_codes_made": _("予備コードの作成"),
}
