"""What a procedure declares; a class with attributes, in the manner of ModelAdmin."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.examination import Check
from registry.forms import Context, StepForm
from registry.models import Application, Code, Entry

Content = dict[str, Any]
Words = str | Promise  # a text, or one that waits for its language


def always(content: Content) -> bool:
    return True


class Incomplete(Exception):
    """A rule across steps is broken; names the step, the field and what to do."""

    def __init__(self, step: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.step, self.field, self.message = step, field, message


class Superseded(Exception):
    """What was applied for has been overtaken, so that a lapsed application cannot come back."""


@dataclass(frozen=True)
class Group:
    """Fields that stand together in the register and on the page; `key` names both."""

    key: str
    title: Words
    form: type[StepForm]


@dataclass(frozen=True)
class Step:
    """One section: a page of its own, with one form, several groups, or a list of rows.

    `when(content)` sees the cleaned answers of earlier steps. `rows` > 0 makes a list of up to
    that many. `unchanged` adds the button that saves the register's image as it stands.
    `takes_documents` shows the papers to attach on this page instead of a page of their own.
    """

    key: str
    title: Words
    form: type[StepForm] | None = None
    groups: tuple[Group, ...] = ()
    when: Callable[[Content], bool] = always
    rows: int = 0
    unchanged: Words = ""
    heading: Words = ""
    next_label: Words = ""
    next_hint: Words = ""
    takes_documents: bool = False

    @property
    def parts(self) -> tuple[Group, ...]:
        return self.groups or (Group(self.key, self.title, self.form or StepForm),)


@dataclass(frozen=True)
class Document:
    """A paper to attach. `kind` is stored with the attachment; `accepts` are media types.

    Papers of one `alternative` stand for each other. `max_age_months` counts back from today.
    """

    kind: str
    title: Words
    when: Callable[[Content, Content], bool] = lambda content, before: True
    help: Words = ""
    reason: Words = ""
    accepts: tuple[str, ...] = ("application/pdf", "image/png", "image/jpeg")
    max_age_months: int | None = None
    alternative: str = ""


def changed(*groups: str) -> Callable[[Content, Content], bool]:
    """True when one of these groups differs from the register."""
    return lambda content, before: any(
        content.get(group) != before.get(group) for group in groups if group in content
    )


class Due(StrEnum):
    ON_SUBMISSION = "on_submission"
    ON_APPROVAL = "on_approval"


@dataclass(frozen=True)
class Fee:
    """What it costs: the code of a dated rate, its tier by content, and when it is due."""

    code: str
    tier: Callable[[Content], str] = lambda content: ""
    due: Due = Due.ON_SUBMISSION


@dataclass(frozen=True)
class Mail:
    """A mail to somebody: contact, former_contact, filer, responsible_manager, billing_contact."""

    to: str


@dataclass(frozen=True)
class Letter:
    """A letter of a kind (letters/<kind>.html) to an address group of the register."""

    kind: str
    to: str = "registered_address"


MAIL_TO_CONTACT = (Mail("contact"),)


class Procedure:
    """A procedure: steps, papers, fee, who is told, and its effect on the register."""

    key: ClassVar[str]
    title: ClassVar[Words]
    name: ClassVar[Words] = ""  # the short name on buttons, such as 更新申込
    scheme: ClassVar[str]
    letter: ClassVar[str] = "B"
    steps: ClassVar[list[Step]]
    documents: ClassVar[list[Document]] = []
    fee: ClassVar[Fee | None] = None
    examined: ClassVar[bool] = True
    has_check_page: ClassVar[bool] = True
    straight_line: ClassVar[bool] = False
    terms_of_use: ClassVar[str] = ""
    countersigned: ClassVar[bool] = False
    consent: ClassVar[bool] = False
    channels: ClassVar[tuple[str, ...]] = ("web", "paper")
    decision_form: ClassVar[type[forms.Form] | None] = None
    tells: ClassVar[dict[str, tuple[Mail | Letter, ...]]] = {}
    told_by_default: ClassVar[tuple[Mail | Letter, ...]] = MAIL_TO_CONTACT
    submit_label: ClassVar[Words] = _("申込内容を登録する")
    check_heading: ClassVar[Words] = _("申込内容を確認し、登録してください")
    done_heading: ClassVar[Words] = _("申込を受け付けました")
    usable: ClassVar[Words] = ""  # from when on the effect can be used elsewhere, in a sentence
    reject_reasons: ClassVar[dict[str, Words]] = {"other": _("その他")}

    # Questions a procedure answers -----------------------------------------------------

    def refusal(self, entry: Entry | None, code: Code | None, day: date) -> str:
        """Why this holder may not start or submit on that day, with what to do; or ""."""
        return ""

    def offered_to(self, entry: Entry) -> bool:
        """Whether the procedure is this holder's kind of business at all."""
        return entry.scheme == self.scheme

    def before(self, entry: Entry | None, code: Code | None) -> Content:
        """The register's present image by group, the left column of the check page."""
        return {}

    def initial(self, entry: Entry | None, before: Content) -> Content:
        """What empty steps are filled with beyond `before`, by group."""
        return {}

    def exclusive(self, application: Application) -> str:
        """A text that may stand once among submitted, open applications; "" for any number."""
        return ""

    def clean(self, content: Content) -> None:
        """Rules across steps; raises Incomplete."""

    def required_documents(self, context: Context, content: Content) -> list[Document]:
        """The papers this content asks for."""
        return [each for each in self.documents if each.when(content, context.before)]

    def possible_documents(self, context: Context) -> list[Document]:
        """The papers that may be attached at all, for the choice on the page."""
        return self.documents

    def document_guide(self, context: Context) -> list[tuple[str, str]]:
        """What is asked for when: (the change, the papers in words), shown before any change."""
        return []

    def warnings(self, context: Context) -> list[str]:
        """Sentences shown before the submission; they stop nobody."""
        return []

    def due_at_most(self, entry: Entry | None, code: Code | None) -> date | None:
        """The last day that may be given for payment, beside the usual days."""
        return None

    def invoice_detail(self, application: Application) -> str:
        """The second line of the invoice: code and period."""
        return str(application.code or "")

    def checks(self, application: Application, content: Content) -> Iterator[Check]:
        """Automatic checks for the examiner."""
        yield from ()

    # The effect ------------------------------------------------------------------------

    def carry_out(self, application: Application) -> None:
        """Change the register as approved, through `registry.register` only."""
        raise NotImplementedError

    def ended_unapproved(self, application: Application) -> None:
        """What follows from an end without approval, beyond the refund."""

    def revived(self, application: Application) -> None:
        """What follows when a deposit in time is heard of after application or code had ended.

        Raises Superseded when nothing can be put back any more; the money is then owed.
        """

    def notice_context(self, application: Application) -> dict[str, Any]:
        """Words for the notices of this procedure, such as the new term."""
        return {}


_procedures: dict[str, Procedure] = {}


def procedure(cls: type[Procedure]) -> type[Procedure]:
    """Register a procedure; two of one key stop the start."""
    if cls.key in _procedures:
        raise ValueError(f"two procedures are called {cls.key!r}")
    _procedures[cls.key] = cls()
    return cls


def forget(key: str) -> None:
    """Take a procedure out again (a test's own)."""
    _procedures.pop(key, None)


def get(key: str) -> Procedure:
    """The procedure of a key; KeyError when there is none."""
    return _procedures[key]


def every() -> list[Procedure]:
    return list(_procedures.values())
