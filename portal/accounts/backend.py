"""Who is it? A sign-in name and a password, answered alike whether or not the name exists."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts import names
from portal.accounts.passwords import MOST
from portal.models import Account, SignIn


class HouseBackend(ModelBackend):
    """Looks an account up by any of its names; rights come from roles, not from here."""

    def authenticate(  # type: ignore[override]
        self,
        request: HttpRequest | None,
        sign_in_name: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Account | None:
        if sign_in_name is None or password is None or len(password) > MOST:
            return None
        found = names.find(sign_in_name)
        if found is None:
            make_password(password)  # the same work as for a name that exists
            return None
        account = found.account
        if account.check_password(password) and self.user_can_authenticate(account):
            return account
        return None

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session, with the code that stands in the page's header."""
        code = SignIn.objects.filter(account=OuterRef("pk"), kind=SignIn.Kind.JASTPRO)
        accounts = Account.objects.annotate(signs_in_as=Subquery(code.values("name")[:1]))
        account = accounts.filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at sign-in and at every request: disabled or expired means out at once."""
        expired = user.expires_at is not None and user.expires_at <= timezone.now()
        return bool(user.is_active) and not expired
