"""Deeds of administrators on accounts: invite, give roles, disable, reset a second factor."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from core import trail
from portal.accounts import devices, factors, links, mails, names, people, sessions, throttle
from portal.models import Account, OneTimeLink, SignIn
from registry.models import StaffRole

Role = tuple[str, str]  # role, scheme ("" = all)


class NotPossible(Exception):
    """The deed would break a rule; its text says which and what to do."""


class NotSent(Exception):
    """The deed is done but its mail could not go."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "登録しましたが、メールを送れませんでした。「設定メールを送る」でもう一度送ってください。"
            )
        )


def invite(name: str, mail: str, roles: Collection[Role], *, by: Account, address: str) -> Account:
    """Make a staff account and mail its owner a link, good for seven days and once.

    Raises NotPossible if the address belongs to somebody already, NotSent if the mail failed.
    """
    account = enrol(name, mail, roles, by=by, address=address)
    send_link(account)
    return account


@transaction.atomic
def enrol(
    name: str, mail: str, roles: Collection[Role], *, by: Account | None, address: str = ""
) -> Account:
    """Make a staff account that signs in with its mail address, without a password yet."""
    if SignIn.objects.filter(folded=names.fold(mail)).exists():
        raise NotPossible(
            _("このE-mailアドレスはすでに使われています。別のものを入力してください。")
        )
    account = people.create(Account.Kind.STAFF, name=name, mail=mail)
    names.give(account, SignIn.Kind.EMAIL, mail, confirmed=False)
    _write_roles(account, roles)
    trail.record(
        "staff_invited", account=by, address=address, about=account.pk, roles=sorted(roles)
    )
    return account


def send_link(account: Account) -> None:
    """Mail a link to set a password; raises NotSent."""
    purpose = OneTimeLink.Purpose.INVITE if _is_new(account) else OneTimeLink.Purpose.RESET
    url = links.issue(account, purpose)
    if not mails.send(account, purpose.value, url=url):
        raise NotSent


@transaction.atomic
def set_roles(account: Account, roles: Collection[Role], *, by: Account, address: str) -> None:
    """Replace the roles of a member of staff; raises NotPossible for the last administrator."""
    if not any(role == StaffRole.Role.ADMINISTRATOR for role, _scheme in roles):
        _keep_an_administrator(account)
    _write_roles(account, roles)
    trail.record(
        "staff_roles_set", account=by, address=address, about=account.pk, roles=sorted(roles)
    )


@transaction.atomic
def disable(account: Account, *, by: Account, address: str, reason: str) -> None:
    """Shut an account: all its sessions and links end at once. Raises NotPossible for oneself."""
    if account.pk == by.pk:
        raise NotPossible(_("ご自身は停止できません。別の管理者に依頼してください。"))
    _keep_an_administrator(account)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    sessions.end_all(account)
    devices.forget_all(account)
    links.use_all(account)
    trail.record("account_disabled", account=by, address=address, about=account.pk, reason=reason)


@transaction.atomic
def enable(account: Account, *, by: Account, address: str, reason: str) -> None:
    """Open a disabled account again."""
    Account.objects.filter(pk=account.pk).update(is_active=True)
    throttle.clear(account)
    trail.record("account_enabled", account=by, address=address, about=account.pk, reason=reason)


@transaction.atomic
def reset_factor(account: Account, *, by: Account, address: str, reason: str) -> None:
    """Take a lost second factor away; it is enrolled anew at the next sign-in.

    Raises NotPossible for oneself: another administrator must do it.
    """
    if account.pk == by.pk:
        raise NotPossible(_("ご自身の確認コードは解除できません。別の管理者に依頼してください。"))
    factors.remove_all(account)
    sessions.end_all(account)
    throttle.clear(account)
    trail.record("factor_reset", account=by, address=address, about=account.pk, reason=reason)
    transaction.on_commit(lambda: mails.send(account, "factor_changed"), robust=True)


def _write_roles(account: Account, roles: Collection[Role]) -> None:
    account.staff_roles.all().delete()
    for role, scheme in set(roles):
        StaffRole.objects.create(account=account, role=role, scheme=scheme)


def _is_new(account: Account) -> bool:
    return not account.has_usable_password()


def _keep_an_administrator(account: Account) -> None:
    administrators = StaffRole.objects.of(StaffRole.Role.ADMINISTRATOR).filter(
        account__is_active=True
    )
    # The rows are locked, so that two administrators cannot shut each other out at once.
    locked = administrators.order_by("pk").select_for_update()
    left = list(locked.values_list("account_id", flat=True))
    if account.pk in left and set(left) == {account.pk}:
        raise NotPossible(_("最後の管理者です。先に別の管理者を登録してください。"))
