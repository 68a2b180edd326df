"""The README is the front door: its diagram and its tree are the real ones."""

import re
from pathlib import Path

from registry.states import RULES, State

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def diagram() -> str:
    """The table of states as text, one line an action."""
    order = list(State)
    lines = []
    for rule in RULES.values():
        sources = ", ".join(s.value for s in sorted(rule.sources, key=order.index))
        lines.append(f"{sources} --{rule.action.value} ({rule.by.label})--> {rule.target.value}")
    return "\n".join(lines)


def test_the_states_in_the_readme_are_those_of_the_table():
    found = re.search(r"<!-- states -->\n```\n(.*?)\n```\n<!-- /states -->", README, re.DOTALL)

    assert found is not None
    assert found.group(1) == diagram()


def test_every_folder_of_the_tree_is_in_the_readme():
    tree = README.split("## The tree")[1].split("## ")[0]
    folders = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name != "data"
    }

    missing = sorted(name for name in folders if f"{name}/" not in tree)

    assert missing == []


def test_every_command_of_the_jobs_table_exists():
    table = README.split("## Jobs")[1].split("## ")[0]
    named = re.findall(r"\| `(\w+)` \|", table)

    missing = [name for name in named if not list(ROOT.glob(f"*/management/commands/{name}.py"))]

    assert named
    assert missing == []


def test_every_screen_shown_in_the_readme_is_there():
    images = re.findall(r"\]\((docs/screens/[\w./-]+)\)", README)

    assert images
    assert [name for name in images if not (ROOT / name).exists()] == []
