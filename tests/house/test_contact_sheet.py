"""docs/screens: pictures of everything, made by `manage.py screens`, small enough to be kept."""

import json

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from portal.demonstration import photographs, story
from tests import cast
from tests.house.source import ROOT

SCREENS = ROOT / "docs" / "screens"
SHEETS = ("visitors", "doorways", "member", "applying", "afterwards", "desk", "staff-1", "papers")


def test_the_sheets_and_a_screen_for_each_role_are_there_and_small():
    sizes = {path.name: path.stat().st_size for path in SCREENS.iterdir()}

    assert sum(sizes.values()) < 3_000_000
    assert {f"{sheet}.webp" for sheet in SHEETS} <= set(sizes)
    for role in photographs.ROLES:
        assert sizes[f"{role}.png"] < 150_000, role
        with Image.open(SCREENS / f"{role}.png") as picture:
            assert picture.size == (1280, 800)


@pytest.mark.django_db
def test_what_is_laid_out_names_every_screen_once(tmp_path):
    story.tell(cast.PASSWORD, say=lambda line: None)
    file = tmp_path / "laid.json"

    call_command("screens", lay_out=str(file))

    laid = json.loads(file.read_text())
    names = [(each["sheet"], each["name"]) for each in laid["screens"]]
    assert len(names) == len(set(names)) > 100
    assert set(photographs.ROLES.values()) <= {name for _sheet, name in names}
    assert (tmp_path / "window-sheet.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.django_db
def test_nothing_is_laid_out_in_a_house_that_is_no_demonstration(tmp_path, settings):
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("screens", lay_out=str(tmp_path / "laid.json"))


def test_rows_of_pictures_stand_beside_and_below_each_other():
    pictures = [
        (str(n), [Image.new("RGB", (40, 30)), Image.new("RGB", (20, 50))]) for n in range(3)
    ]

    sheet = photographs.lay(pictures, 2)

    cell = 40 + 20 + 2 * photographs.GAP
    assert sheet.width == 2 * cell + photographs.GAP
    assert sheet.height == 2 * (50 + photographs.CAPTION + 2 * photographs.GAP)
