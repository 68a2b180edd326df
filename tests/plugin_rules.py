"""Which rules of docs/rules.md no test proves, printed at the end of a whole run.

A test names what it proves: `@pytest.mark.rule("R-012")`, or the row that the rule comes from,
`@pytest.mark.rule("F057")`.
"""

import re
from pathlib import Path

import pytest

RULES = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
RULE_LINE = re.compile(r"^\| *(R-\d+) *\|(.*)$", re.MULTILINE)
ROW = re.compile(r"\b(?:F\d{3}|X\d{2})\b")


def rules_in(text: str) -> dict[str, set[str]]:
    """Every rule of the book with the rows it comes from: {"R-001": {"F057"}}."""
    return {rule: set(ROW.findall(rest)) for rule, rest in RULE_LINE.findall(text)}


def unproved(rules: dict[str, set[str]], named: set[str]) -> list[str]:
    """Rules that no test names, neither by their number nor by one of their rows."""
    return [rule for rule, rows in rules.items() if not named & ({rule} | rows)]


def unknown(rules: dict[str, set[str]], named: set[str]) -> list[str]:
    """Names in tests that the book does not have."""
    return sorted(named - set(rules) - set().union(*rules.values()))


class Rules:
    """Collects what the tests of one run name."""

    def __init__(self) -> None:
        self.named: set[str] = set()

    @pytest.hookimpl(tryfirst=True)  # before -m and -k take tests away
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("rule"):
                self.named.update(mark.args)

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, config: pytest.Config
    ) -> None:
        whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
        if not (whole and RULES.exists()):
            return
        rules = rules_in(RULES.read_text())
        open_rules = unproved(rules, self.named)
        terminalreporter.section(f"rules: {len(rules) - len(open_rules)} of {len(rules)} proved")
        if open_rules:
            terminalreporter.write_line(f"Rules without a test: {' '.join(open_rules)}")
        if strangers := unknown(rules, self.named):
            terminalreporter.write_line(
                f"Named by tests, not in docs/rules.md: {' '.join(strangers)}"
            )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Rules(), "house-rules")
