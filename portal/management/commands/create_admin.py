"""Make the first administrator and print the link with which they set their password."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.accounts import links, staff
from portal.models import OneTimeLink
from registry.models import StaffRole


class Command(BaseCommand):
    help = "Make an administrator and print a link, good for seven days and once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--mail", required=True, help="the address they sign in with")

    def handle(self, *args: Any, name: str, mail: str, **options: Any) -> None:
        try:
            validate_email(mail)
        except ValidationError:
            raise CommandError(_("E-mailアドレスを name@example.jp の形で指定してください。"))
        try:
            account = staff.enrol(name, mail, [(StaffRole.Role.ADMINISTRATOR.value, "")], by=None)
        except staff.NotPossible as why:
            raise CommandError(str(why))
        self.stdout.write(_("管理者 %(name)s を登録しました。") % {"name": name})
        self.stdout.write(
            _("7日以内に次のリンクを開き、パスワードを設定してください（1回だけ使えます）。")
        )
        self.stdout.write(links.issue(account, OneTimeLink.Purpose.INVITE))
