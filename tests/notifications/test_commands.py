"""The commands: a rehearsal prints what the real run then prints, and changes nothing."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from notifications.models import LetterBatch, Notice
from tests.notifications.conftest import post, post_letter

pytestmark = pytest.mark.django_db
Status = Notice.Status


def lines(capsys, *args):
    capsys.readouterr()
    call_command(*args)
    return capsys.readouterr().out


@pytest.mark.rule("R-062")
def test_the_rehearsed_sweep_prints_the_lines_of_the_real_one_and_sends_nothing(capsys):
    post(once="a")
    post(once="b")

    rehearsed = lines(capsys, "sweep_notices", "--dry-run")
    assert mail.outbox == []
    real = lines(capsys, "sweep_notices")

    assert rehearsed == real
    assert len(real.splitlines()) == 2
    assert "taro@example.jp" not in real
    assert len(mail.outbox) == 2
    assert lines(capsys, "sweep_notices") == ""


def test_a_sweep_that_fails_ends_with_an_error(post_office, capsys):
    post()
    post_office.answer_to_rcpt = "550 no"

    with pytest.raises(CommandError):
        call_command("sweep_notices")

    assert capsys.readouterr().out.startswith("!")


@pytest.mark.rule("R-063")
def test_rehearsed_printing_prints_the_lines_of_the_real_one_and_writes_nothing(capsys, tmp_path):
    post_letter(once="a")
    post_letter(once="b")
    out = tmp_path / "letters.pdf"

    rehearsed = lines(capsys, "print_letters", "--out", str(out), "--dry-run")
    assert not out.exists()
    assert not LetterBatch.objects.exists()
    real = lines(capsys, "print_letters", "--out", str(out))

    assert rehearsed == real
    assert real.splitlines()[0] == "L-2026-00001 東雲通商株式会社 更新登録完了のお知らせ"
    assert real.splitlines()[-1] == f"P-2026-0001 → {out}"
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.rule("R-063")
def test_a_batch_is_confirmed_by_its_number(capsys, tmp_path):
    post_letter()
    call_command("print_letters", "--out", str(tmp_path / "a.pdf"))

    assert lines(capsys, "print_letters", "--confirm", "P-2026-0001") == "P-2026-0001 1\n"

    assert Notice.objects.get().status == Status.SENT
    with pytest.raises(CommandError):
        call_command("print_letters", "--confirm", "P-2026-0001")
    with pytest.raises(CommandError, match="no batch"):
        call_command("print_letters", "--confirm", "P-2026-0009")


def test_a_batch_that_was_not_printed_is_dissolved_or_printed_again(capsys, tmp_path):
    post_letter()
    call_command("print_letters", "--out", str(tmp_path / "a.pdf"))

    lines(capsys, "print_letters", "--again", "P-2026-0001", "--out", str(tmp_path / "b.pdf"))
    lines(capsys, "print_letters", "--dissolve", "P-2026-0001")

    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    assert Notice.objects.get().status == Status.QUEUED


def test_a_folder_that_is_not_there_loses_no_letter(capsys, tmp_path):
    post_letter()

    with pytest.raises(CommandError):
        call_command("print_letters", "--out", str(tmp_path / "none" / "a.pdf"))

    assert "--again P-2026-0001" in capsys.readouterr().out


def test_nothing_to_print_prints_nothing(capsys):
    assert lines(capsys, "print_letters") == ""


def test_the_letters_bear_the_day_the_command_acts_on(capsys, tmp_path):
    post_letter()

    call_command("print_letters", "--on", "2027-04-01", "--out", str(tmp_path / "a.pdf"))

    assert LetterBatch.objects.get().number == "P-2027-0001"


def test_the_calibration_sheet_is_written(capsys, tmp_path):
    out = tmp_path / "window.pdf"

    lines(capsys, "print_window_sheet", "--out", str(out))

    assert out.read_bytes().startswith(b"%PDF")
