"""Where people sign in, change their password and see their sessions."""

from django.urls import path

from portal.accounts.views import entering, passwords, second_factor, security

urlpatterns = [
    path("login/", entering.sign_in, name="login"),
    path("login/code/", entering.code, name="login_code"),
    path("logout/", entering.sign_out, name="logout"),
    path("logout/done/", entering.signed_out, name="logged_out"),
    path("session/ping/", entering.ping, name="session_ping"),
    path("password/reset/", passwords.reset, name="password_reset"),
    path("password/reset/sent/", passwords.reset_sent, name="password_reset_sent"),
    path("password/set/", passwords.set_password, name="password_set"),
    path("password/set/<str:token>/", passwords.open_link, name="password_set_link"),
    path("my/password/", passwords.change, name="password_change"),
    path("my/security/", security.overview, name="security"),
    path("my/security/prove/", security.prove, name="prove"),
    path("my/security/sessions/end/", security.end_others, name="sessions_end"),
    path("my/security/sessions/<int:pk>/end/", security.end_session, name="session_end"),
    path("my/security/first/", second_factor.first, name="first_factor"),
    path("my/security/totp/", second_factor.add_totp, name="totp_add"),
    path("my/security/key/", second_factor.add_key, name="key_add"),
    path("my/security/factors/<int:pk>/remove/", second_factor.remove, name="factor_remove"),
    path("my/security/codes/", second_factor.recovery_codes, name="recovery_codes"),
]
