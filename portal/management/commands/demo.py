"""Load the demonstration into an empty house, or print its accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.demonstration import story
from portal.demonstration.deeds import PASSWORD
from portal.models import Account

ACCOUNTS = (
    ("P00A1B2C0000", "法人・更新受付中"),
    ("P00A1B2D0000", "法人・更新受付前"),
    ("P00A1B2E0000", "初回ログイン（パスワードの変更から）"),
    ("P00A1B2F0000", "非居住者"),
    ("P00A1B2G0000", "個人事業者・更新申込が差し戻し"),
    ("P00A1B2H0000", "個人（髙橋 﨑）・更新申込が入金待ち"),
    ("examiner / examiner2", "審査担当者"),
    ("accountant / accountant2", "経理担当者"),
    ("admin", "管理者"),
)


class Command(BaseCommand):
    help = "Load the demonstration into an empty database; harmless when it is there already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="print the accounts only")

    def handle(self, *args: Any, accounts: bool = False, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is off here (PROFILE or DEMO).")
        if not accounts:
            self._load()
        self.stdout.write(f"パスワードはすべて {PASSWORD}")
        for name, words in ACCOUNTS:
            self.stdout.write(f"  {name:<26}{words}")

    def _load(self) -> None:
        if Account.objects.exists():
            self.stdout.write("The house is not empty; nothing was loaded.")
            return
        with transaction.atomic():
            story.tell(PASSWORD, say=self.stdout.write)
