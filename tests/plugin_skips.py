"""A skipped test says which service it missed; in CI any other skip is a failure.

Also writes the tally of a run to the file named by `MADOGUCHI_TALLY`, so that `bin/test` can add
up several runs.
"""

import os
import re
from pathlib import Path

import pytest

# The only good reasons: something outside the house that was not there.
SERVICE = re.compile(r"\bneeds (PostgreSQL|SQLite|Redis|Chromium|Java|clamd|S3)\b")
TALLY = os.environ.get("MADOGUCHI_TALLY")


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a test was skipped, without pytest's own prefix."""
    longrepr = report.longrepr
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr or "")
    return text.removeprefix("Skipped: ")


def is_excused(reason: str) -> bool:
    """A reason is an excuse only when it names a missing service: 'needs Chromium (…)'."""
    return bool(SERVICE.search(reason))


class Skips:
    """Collects the skips of one run that no missing service excuses."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.unexcused: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if os.environ.get("DATABASE_URL"):
            return
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))

    def _look(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = reason_of(report)
            if not is_excused(reason):
                self.unexcused.append(f"{report.nodeid}: {reason}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._look(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._look(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.strict and self.unexcused and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.strict and self.unexcused:
            terminalreporter.section("skipped without naming a missing service: failures in CI")
            for line in self.unexcused:
                terminalreporter.write_line(line)
        if TALLY:
            stats = terminalreporter.stats
            counted = {
                word: len([report for report in stats.get(word, []) if getattr(report, "count", 1)])
                for word in ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
            }
            if self.strict:
                counted["failed"] += len(self.unexcused)
            counted["deselected"] = len(stats.get("deselected", []))
            Path(TALLY).write_text(" ".join(f"{word}={n}" for word, n in counted.items()) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Skips(strict=bool(os.environ.get("CI"))), "house-skips")
