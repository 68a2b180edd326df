"""One writer: states move in `registry.states`, the register changes in `registry.register`.

An attachment's own state is the virus scanner's and no business of the table.
"""

import ast

import pytest

from tests.house.source import ROOT, calls, chain, modules

STATE_WRITERS = {"registry/states.py", "registry/register.py"}
REGISTER_WRITERS = {"registry/register.py"}

REGISTER = {"Registrant", "Entry", "Code", "Term", "Revision", "RevisionContent"}
RELATED = {"entries", "codes", "terms", "revisions"}
VARIABLES = {name.lower() for name in REGISTER}
WRITES = {
    "create",
    "acreate",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "bulk_update",
    "delete",
    "save",
}


def is_attachments(value: ast.AST | None) -> bool:
    return value is not None and chain(value)[:1] == ["Attachment"]


def sets_state(node: ast.AST) -> bool:
    """`something.state = …`"""
    if not isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    named = any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)
    return named and not is_attachments(node.value)


def state_writes(tree: ast.AST) -> list[int]:
    """Lines that set a column called `state`: by attribute, UPDATE, or a list of columns."""
    lines = [node.lineno for node in ast.walk(tree) if sets_state(node)]
    for call in calls(tree):
        verb = chain(call.func)[-1:]
        by_update = verb == ["update"] and any(
            word.arg == "state" and not is_attachments(word.value) for word in call.keywords
        )
        by_columns = verb in (["bulk_update"], ["save"]) and "'state'" in ast.dump(call)
        if by_update or by_columns:
            lines.append(call.lineno)
    return sorted(lines)


def register_writes(tree: ast.AST) -> list[int]:
    """Lines that write a row of the register: by model, related manager or object."""
    lines = []
    for call in calls(tree):
        names = chain(call.func)
        if not names or names[-1] not in WRITES:
            continue
        by_model = names[0] in REGISTER and "objects" in names
        by_relation = bool(RELATED & set(names[:-1]))
        by_object = names[-1] in {"save", "delete"} and names[-2:-1] and names[-2] in VARIABLES
        if by_model or by_relation or by_object:
            lines.append(call.lineno)
    return lines


@pytest.mark.parametrize(
    ("look", "writers"),
    [
        pytest.param(state_writes, STATE_WRITERS, id="states"),
        pytest.param(register_writes, REGISTER_WRITERS, id="the register"),
    ],
)
def test_nobody_else_writes(look, writers: set[str]):
    found = [
        f"{name}:{line}"
        for path in modules("registry", "portal")
        if (name := path.relative_to(ROOT).as_posix()) not in writers
        for line in look(ast.parse(path.read_text()))
    ]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "application.state = 'approved'",
        "Application.objects.filter(pk=1).update(state='approved')",
        "code.save(update_fields=['state'])",
        "Application.objects.bulk_update(rows, ['state'])",
    ],
)
def test_the_look_finds_a_state_written_elsewhere(source: str):
    assert state_writes(ast.parse(source)) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "Code.objects.create(name='P00A1B2C0000')",
        "Term.objects.filter(code=code).delete()",
        "code.terms.create(valid_from=day)",
        "application.code.save()",
        "entry.save(update_fields=['name'])",
    ],
)
def test_the_look_finds_a_register_written_elsewhere(source: str):
    assert register_writes(ast.parse(source)) == [1]


@pytest.mark.parametrize(
    "source",
    ["Application.objects.filter(state='draft')", "Code.objects.filter(name='x').first()"],
)
def test_the_look_lets_questions_pass(source: str):
    tree = ast.parse(source)

    assert state_writes(tree) + register_writes(tree) == []
