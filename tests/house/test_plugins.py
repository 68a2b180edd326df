"""The suite's own plugins: skips that are no excuse fail in CI; open rules are named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import plugin_rules, plugin_skips
from tests.house.source import ROOT

BOOK = """
| Rule | Row | Text |
|---|---|---|
| R-001 | F001 | One signs in with a code. |
| R-002 | F001, F002 | A code may be typed with hyphens. |
| R-003 | X04 | Nothing is lost. |
"""


def run_small_suite(folder: Path, source: str, **environment: str):
    (folder / "test_small.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.plugin_skips", "-p", "no:django"]
    ours = {"CI", "MADOGUCHI_TALLY", "PYTEST_ADDOPTS"}
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [*command, "-p", "no:randomly", "-c", os.devnull, "--rootdir", str(folder), str(folder)],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_rules_are_read_from_the_book_with_their_rows():
    assert plugin_rules.rules_in(BOOK) == {
        "R-001": {"F001"},
        "R-002": {"F001", "F002"},
        "R-003": {"X04"},
    }


def test_a_rule_is_proved_by_its_number_or_by_its_row():
    rules = plugin_rules.rules_in(BOOK)

    assert plugin_rules.unproved(rules, {"F002", "R-003"}) == ["R-001"]
    assert plugin_rules.unknown(rules, {"F002", "F099"}) == ["F099"]


@pytest.mark.parametrize(
    ("reason", "excused"),
    [
        ("needs PostgreSQL", True),
        ("needs Chromium (CHROMIUM names another)", True),
        ("not today", False),
        ("", False),
    ],
)
def test_only_a_missing_service_excuses_a_skip(reason: str, excused: bool):
    assert plugin_skips.is_excused(reason) is excused


SKIPPING = """
import pytest
def test_one(): pass
@pytest.mark.skip(reason="{reason}")
def test_two(): pass
"""


def test_a_skip_without_excuse_fails_in_ci_only(tmp_path: Path):
    source = SKIPPING.format(reason="later")

    here = run_small_suite(tmp_path, source)
    in_ci = run_small_suite(tmp_path, source, CI="1", MADOGUCHI_TALLY=str(tmp_path / "tally"))

    assert here.returncode == 0, here.stdout + here.stderr
    assert in_ci.returncode == 1
    assert "test_two: later" in in_ci.stdout
    assert (tmp_path / "tally").read_text().startswith("passed=1 failed=1 error=0 skipped=1 ")


def test_a_skip_for_a_missing_service_passes_in_ci(tmp_path: Path):
    done = run_small_suite(tmp_path, SKIPPING.format(reason="needs Java"), CI="1")

    assert done.returncode == 0, done.stdout + done.stderr
