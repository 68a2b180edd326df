"""確認資料: which papers a change asks for, read from the data of the matrix (domain 1.3)."""

from collections import defaultdict

from django.utils.translation import gettext as say

from core import calendar, shown
from registry.forms import Context
from registry.models import DocumentRequirement
from registry.procedures.base import Content, Document

GROUP_WORDS = {
    "basics": "基本情報",
    "legal_address": "登記住所",
    "registered_address": "登録住所（和文）",
    "registered_address_en": "登録住所（英文）",
}
NAME_WORDS = {"corporation": "会社名", "sole_proprietor": "屋号", "individual": "氏名"}


def required(procedure: str, context: Context, content: Content) -> list[Document]:
    """The papers that the changed fields ask for; none when nothing has changed (R-016)."""
    changes = changed_fields(context.before, content)
    reasons: dict[str, list[str]] = defaultdict(list)
    found: dict[str, DocumentRequirement] = {}
    for rule in _rules(procedure, context):
        if rule.changed not in changes:
            continue
        reasons[rule.document].append(changes[rule.changed])
        if rule.document not in found or not rule.alternative:
            found[rule.document] = rule  # asked for without an alternative is the stricter rule
    return [_document(rule, context, reasons[kind]) for kind, rule in found.items()]


def possible(procedure: str, context: Context) -> list[Document]:
    """Every paper that some change may ask for, each once."""
    rules = {rule.document: rule for rule in reversed(list(_rules(procedure, context)))}
    return [_document(rule, context, []) for rule in reversed(rules.values())]


def guide(procedure: str, context: Context) -> list[tuple[str, str]]:
    """(what changes, the papers in words) for each change that asks for papers, in order."""
    found: dict[str, dict[str, list[str]]] = {}
    for rule in _rules(procedure, context):
        sets = found.setdefault(_word(rule.changed, context.kind), {})
        sets.setdefault(rule.alternative or rule.document, []).append(rule.title)
    either, both = say("または"), say("と")
    return [
        (what, both.join(either.join(dict.fromkeys(titles)) for titles in sets.values()))
        for what, sets in found.items()
    ]


def _word(changed: str, kind: str) -> str:
    """会社名 for a corporation's basics.name; the group's word for a whole group."""
    group, _dot, name = changed.partition(".")
    if changed == "basics.name":
        return NAME_WORDS.get(kind, GROUP_WORDS[group])
    return GROUP_WORDS.get(group, name or group)


def changed_fields(before: Content, content: Content) -> dict[str, str]:
    """Changed groups and group.field names, each with the group's word."""
    found: dict[str, str] = {}
    for group, present in before.items():
        for name, value in content.get(group, {}).items():
            if (present.get(name) or "") != (value or ""):
                word = GROUP_WORDS.get(group, group)
                found[group] = word
                found[f"{group}.{name}"] = word
    return found


def _rules(procedure: str, context: Context) -> "list[DocumentRequirement]":
    return list(
        DocumentRequirement.objects.filter(procedure=procedure, registrant_kind=context.kind)
    )


def _document(rule: DocumentRequirement, context: Context, reasons: list[str]) -> Document:
    words = "・".join(dict.fromkeys(reasons))
    return Document(
        kind=rule.document,
        title=rule.title,
        help=_help(rule, context),
        reason=say("%(what)sの変更があるため") % {"what": words} if words else "",
        max_age_months=rule.max_age_months,
        alternative=f"{rule.alternative}" if rule.alternative else "",
    )


def _help(rule: DocumentRequirement, context: Context) -> str:
    if not rule.max_age_months:
        return rule.help
    oldest = calendar.add_months(context.day, -rule.max_age_months)
    issued = say("%(day)s以降に発行されたもの。") % {"day": shown.day(oldest)}
    return f"{issued}{rule.help}"
