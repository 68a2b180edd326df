"""The floors: imports only go down."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.source import FLOORS, ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_imports_keep_the_contracts():
    done = contracts(ROOT)

    assert done.returncode == 0, done.stdout


def test_the_contracts_see_an_import_hidden_in_a_function(tmp_path: Path):
    for floor in FLOORS:
        shutil.copytree(ROOT / floor, tmp_path / floor, ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    hidden = "\n\ndef sly():\n    from portal import models\n    return models\n"
    with (tmp_path / "billing" / "apps.py").open("a") as module:
        module.write(hidden)

    done = contracts(tmp_path)

    assert done.returncode == 1
    assert "billing.apps -> portal.models" in done.stdout
