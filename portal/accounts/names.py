"""Names that accounts sign in with: JASTPRO codes, e-mail addresses, staff IDs."""

from django.utils import timezone

from core import text
from portal.models import Account, SignIn


def fold(name: str) -> str:
    """A sign-in name as compared: codes without spaces, hyphens and width; addresses in small."""
    name = name[:254]
    address = text.mail(name)
    return address.casefold()[:254] if "@" in address else text.fold_code(name)[:254]


def find(name: str) -> SignIn | None:
    """The sign-in of that name, confirmed if it is an e-mail address; None if there is none."""
    found = SignIn.objects.select_related("account").filter(folded=fold(name)).first()
    if found and found.kind == SignIn.Kind.EMAIL and not found.confirmed_at:
        return None
    return found


def give(account: Account, kind: str, name: str, *, confirmed: bool = True) -> SignIn:
    """Let an account sign in with one more name.

    Raises IntegrityError if the name belongs to anybody already (`sign_in_name_once`).
    """
    return SignIn.objects.create(
        account=account,
        kind=kind,
        name=name,
        folded=fold(name),
        confirmed_at=timezone.now() if confirmed else None,
    )
