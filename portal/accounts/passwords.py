"""Which passwords are taken: 8 to 128 characters of any kind, not common, not our own words."""

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import text

LEAST, MOST = 8, 128
OWN_WORDS = (
    "窓口",
    "madoguchi",
    "コード管理ポータル",
    "portal",
    "ポータル",
    "jastpro",
    "naccs",
    "パスワード",
    "password",
)


class Length:
    """8 to 128 characters, counted as people count them; nothing about kinds of characters."""

    def validate(self, password: str, user: Any = None) -> None:
        if not LEAST <= len(password) <= MOST:
            raise ValidationError(
                _("パスワードは%(least)d文字以上%(most)d文字以内で入力してください（%(n)d文字）。")
                % {"least": LEAST, "most": MOST, "n": len(password)},
                code="password_length",
            )

    def get_help_text(self) -> str:
        return _("8文字以上128文字以内で、文字の種類は自由です。")


class Common(CommonPasswordValidator):
    """Django's list of 20,000 passwords that everybody tries first."""

    def get_error_message(self) -> str:
        return _("よく使われるパスワードは推測されやすいため、別のパスワードを入力してください。")

    def get_help_text(self) -> str:
        return _("よく使われるパスワードは使えません。")


class OwnWords:
    """The site's words and the person's own code, name and address are not counted.

    What remains of the password without them must itself be long enough and not common, so
    that a sentence may contain such a word but a word with a year cannot be a password.
    """

    def __init__(self) -> None:
        self.common = Common().passwords

    def validate(self, password: str, user: Any = None) -> None:
        rest = full = _fold(password[:MOST])
        words = {_fold(word) for word in (*OWN_WORDS, *words_of(user))}
        for word in sorted(words, key=len, reverse=True):
            if len(word) >= 2:
                rest = rest.replace(word, "")
        if rest != full and (len(rest) < LEAST or rest in self.common):
            raise ValidationError(
                _("コード、氏名、サイト名などから推測されない、別のパスワードを入力してください。"),
                code="password_own_words",
            )

    def get_help_text(self) -> str:
        return _("コード、氏名、サイト名を主にしたパスワードは使えません。")


def words_of(account: Any) -> list[str]:
    """What strangers know of an account: codes, parts of addresses and of the name."""
    if account is None:
        return []
    known = [account.name, account.email]
    if account.pk:
        known += account.sign_ins.values_list("name", flat=True)
    parts = [part for word in known for part in word.replace("@", " ").replace(".", " ").split()]
    return [*known, *parts]


def _fold(word: str) -> str:
    """One width, case and kana, no spaces or hyphens: how people vary a word they know."""
    return text.fold_for_search(text.fold_code(word))
