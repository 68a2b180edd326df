"""Files given with an application: limits, names, the scanner, and what is left behind."""

import io
import os
import time
import zipfile
from email.message import Message
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings as house
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.http import content_disposition_header

from core.models import TrailEntry
from portal.models import Account
from registry import evidence, states
from registry.evidence import giving
from registry.inspection import Refused, visible
from registry.models import Application, Attachment
from tests.registry import clamd, hostile
from tests.together import together

PNG = hostile.image("PNG")
PDF = hostile.plain_pdf()
TWO_PAGES = hostile.many_pages(2)
NAMES = [
    "見積 書 (1).pdf",
    "住民票\u3000写し.pdf",
    "㈱髙橋﨑.pdf",
    "が濁点.pdf",
    "か\u3099濁点.pdf",
    "😀.pdf",
    "a+b.pdf",
    "a%20b.pdf",
    "100%.pdf",
    "a&amp;b.pdf",
    'a"b.pdf',
    "a'b.pdf",
    "a;b=c.pdf",
    "a,b.pdf",
    "a#b?c.pdf",
    "<script>alert(1)</script>.pdf",
    "{{ 7 * 7 }}.pdf",
    "=1+1.pdf",
    "$(reboot).pdf",
    "`id`.pdf",
    "-rf.pdf",
    ".pdf.pdf",
    "CON.pdf",
    "a\\b.pdf",
    "../../etc/passwd.pdf",
    "..\\..\\a.pdf",
    "C:\\a.pdf",
    "a\r\nSet-Cookie: b=c.pdf",
    "a\tb.pdf",
    "a\u202efdp.pdf",
    "a\u2028b.pdf",
    "名" * 250 + ".pdf",
]


@pytest.fixture(autouse=True)
def drawer(settings, tmp_path):
    """A place of its own for the files of each test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def account(db):
    return Account.objects.create_user("filer", password=None)


@pytest.fixture
def application(account):
    return Application.objects.create(
        procedure="jastpro-renewal", scheme="jastpro", account=account
    )


def upload(content=PNG, name="図.png"):
    file = SimpleUploadedFile("file", content)
    file._name = name  # Django would already have taken the path off
    return file


def give(application, content=PNG, name="図.png", document="evidence", **more):
    return evidence.attach(
        application, document, upload(content, name), account=application.account, **more
    )


def stored(drawer: Path) -> list[Path]:
    return sorted(path for path in drawer.rglob("*") if path.is_file())


def of_size(size):
    """A picture that was sent with so many bytes; what follows its end is dropped."""
    return PNG + bytes(size - len(PNG))


@pytest.mark.rule("F019", "F041")
def test_a_file_is_kept_with_its_pages_and_shown_in_order(application):
    first = give(application, TWO_PAGES, "証明書.pdf")
    second = give(application)
    assert list(application.attachments.present()) == [first, second]
    first.refresh_from_db()
    assert first.media_type == "application/pdf"
    assert (first.pages, first.size) == (2, len(TWO_PAGES))
    with first.file.open() as file:
        assert file.read() == TWO_PAGES
    assert [(page.number, page.width, page.height) for page in first.page_images.all()] == [
        (1, 910, 1287),
        (2, 910, 1287),
    ]
    assert first.added_by == application.account


@pytest.mark.rule("F094")
@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_as_it_was_given_and_leads_nowhere(application, drawer, name):
    attachment = give(application, PDF, name)
    attachment.refresh_from_db()
    assert attachment.name == name
    assert all(path.is_relative_to(drawer / "evidence") for path in stored(drawer))
    assert not any("pdf" in path.stem for path in stored(drawer))
    header = Message()
    header["Content-Disposition"] = content_disposition_header(True, visible(name))
    kept = header.get_filename()
    assert "\n" not in str(header["Content-Disposition"])
    assert unquote(str(kept)) in {visible(name), unquote(visible(name))}


@pytest.mark.rule("F094")
def test_what_no_database_can_hold_is_replaced_in_a_name(application):
    assert give(application, PDF, "a\0b\ud800.pdf").name == "a\ufffdb\ufffd.pdf"


@pytest.mark.rule("F147")
def test_all_files_come_as_one_archive_under_their_names(application):
    for name in NAMES:
        give(application, PDF, name)
    parcel = evidence.archive(application.attachments.present())
    announced = len(parcel)
    whole = b"".join(parcel)
    assert len(whole) == announced
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        assert opened.testzip() is None
        kept = opened.namelist()
        assert {opened.read(name) for name in kept} == {PDF}
    assert len(kept) == len({name.casefold() for name in kept}) == len(NAMES)
    plain = NAMES[:10] + ["a'b.pdf", "a;b=c.pdf", "CON.pdf", "$(reboot).pdf"]
    assert set(plain) - {"か\u3099濁点.pdf"} <= set(kept)
    assert not any(set(name) & set("/\\\r\n\u202e") for name in kept)


@pytest.mark.rule("F147")
def test_a_name_that_comes_again_is_numbered(application):
    for document in ("a", "b", "c"):
        give(application, PDF, "証明書.PDF" if document == "c" else "証明書.pdf", document)
    give(application, PDF, "証明書 (2).pdf", "d")
    parcel = evidence.archive(application.attachments.present())
    with zipfile.ZipFile(io.BytesIO(b"".join(parcel))) as opened:
        assert opened.namelist() == [
            "証明書.pdf",
            "証明書 (2).pdf",
            "証明書 (3).PDF",
            "証明書 (2) (2).pdf",
        ]


@pytest.mark.rule("F020")
def test_twenty_megabytes_together_pass_and_one_byte_more_does_not(application):
    give(application, of_size(20_000_000), "図面.png")
    with pytest.raises(Refused) as refusal:
        give(application, of_size(971_521), "大きい.png")
    assert str(refusal.value) == (
        "ファイルの合計を20MB以内にしてください（添付すると：20.1MB）。"
        "「大きい.png」（1MB）を小さくするか、ほかのファイルを削除してください。"
    )
    assert [each.name for each in application.attachments.present()] == ["図面.png"]
    give(application, of_size(971_520), "ちょうど.png")
    assert evidence.used(application) == 20_971_520
    with pytest.raises(Refused):
        give(application)


@pytest.mark.rule("F020")
def test_the_limit_counts_again_what_was_removed(application):
    first = give(application, of_size(15_000_000))
    evidence.remove(first, account=application.account)
    assert evidence.used(application) == 0
    give(application, of_size(15_000_000))


@pytest.mark.rule("F020")
def test_the_fifty_first_file_is_refused(application):
    one = give(application)
    for number in range(2, 51):
        one.pk, one.name = None, f"{number}.png"
        Attachment.objects.create(
            application=application,
            document="evidence",
            name=one.name,
            media_type="image/png",
            size=9,
            sha256="0",
            file="evidence/x",
        )
    with pytest.raises(Refused) as refusal:
        give(application, name="51.png")
    assert "50件まで" in str(refusal.value)


def storm(application, settings):
    settings.ATTACHMENT_BYTES = 3 * len(PNG)
    jobs = [lambda n=n: give(application, name=f"{n}.png") for n in range(6)]
    return together(*jobs)


@pytest.mark.race
@pytest.mark.rule("F020")
@pytest.mark.django_db(transaction=True)
def test_files_given_at_the_same_moment_do_not_exceed_the_limit(application, settings, drawer):
    results = storm(application, settings)
    assert results.count(Refused) == 3
    assert application.attachments.present().count() == 3
    assert len(stored(drawer)) == 6  # each with its page


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_a_look_without_a_lock_lets_too_many_in(application, settings, monkeypatch):
    def unlocked(attachment, pages):
        giving.check_room(attachment.application, attachment.name, attachment.size)
        time.sleep(1)
        attachment.save(force_insert=True)
        return attachment

    monkeypatch.setattr(giving, "enter", unlocked)
    storm(application, settings)
    assert application.attachments.present().count() > 3


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_many_times_is_attached_once(application, drawer):
    results = together(*[lambda: give(application)] * 4)
    assert len({each.pk for each in results}) == 1
    assert application.attachments.count() == 1
    assert len(stored(drawer)) == 2


def test_the_same_file_for_another_document_is_another_attachment(application):
    assert give(application) != give(application, document="other")


@pytest.mark.django_db(transaction=True)
def test_a_row_that_fails_leaves_no_file(application, drawer, monkeypatch):
    def broken(*_args, **_more):
        raise IntegrityError

    monkeypatch.setattr(giving, "touch", broken)
    with pytest.raises(IntegrityError):
        give(application)
    assert application.attachments.count() == 0
    assert stored(drawer) == []


def half_upload(n: int) -> Path:
    path = Path(default_storage.path(f"evidence/{n % 7:02x}/{n:032x}.pdf"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    return path


@pytest.mark.real_time
def test_two_hundred_half_uploads_leave_no_orphan(application, drawer):
    kept = give(application)
    yesterday = time.time() - 25 * 3600
    for n in range(200):
        os.utime(half_upload(n), (yesterday, yesterday))
    for path in stored(drawer):
        os.utime(path, (yesterday, yesterday))
    fresh = half_upload(999)
    assert len(list(evidence.sweep_orphans(dry_run=True))) == 200
    assert len(stored(drawer)) == 203
    assert len(list(evidence.sweep_orphans())) == 200
    assert list(evidence.sweep_orphans()) == []
    assert fresh.exists()
    assert kept.file.storage.exists(kept.file.name)
    assert len(stored(drawer)) == 3


def test_nothing_to_sweep_is_no_fault(db):
    assert list(evidence.sweep_orphans()) == []
    assert list(evidence.sweep_removed()) == []


@pytest.mark.rule("F041")
def test_a_removed_file_leaves_the_list_once_and_is_in_the_trail(application):
    attachment = give(application)
    evidence.remove(attachment, account=application.account)
    evidence.remove(attachment, account=application.account)
    assert not application.attachments.present().exists()
    (entry,) = TrailEntry.objects.filter(deed="evidence.remove")
    assert (entry.account, entry.detail["name"]) == (application.account, "図.png")


@pytest.mark.django_db(transaction=True)
def test_what_was_never_submitted_is_erased_and_what_was_is_kept(application, drawer):
    attachment = give(application)
    evidence.remove(attachment, account=application.account)
    assert len(list(evidence.sweep_removed())) == 1
    assert stored(drawer) == []
    attachment.refresh_from_db()
    assert not attachment.file
    submitted = give(application)
    evidence.remove(submitted, account=application.account)
    Application.objects.filter(pk=application.pk).update(received_at=submitted.added_at)
    assert list(evidence.sweep_removed()) == []
    assert len(stored(drawer)) == 2


@pytest.mark.parametrize("state", sorted(set(states.State) - states.EDITABLE))
def test_an_application_that_was_handed_in_takes_and_loses_no_file(application, drawer, state):
    attachment = give(application)
    before = stored(drawer)
    # Only the state counts here; the constraints of a real submission do not.
    application.state = state
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Application.objects.none().__class__, "get", lambda *_a, **_k: application)
        with pytest.raises(states.NotAllowed):
            evidence.remove(attachment, account=application.account)
        with pytest.raises(states.NotAllowed):
            give(application, name="b.png")
    assert stored(drawer) == before


@pytest.mark.django_db(transaction=True)
def test_an_outer_transaction_that_fails_leaves_the_file_to_the_sweep(application, drawer):
    with transaction.atomic():
        give(application)
        transaction.set_rollback(True)
    assert application.attachments.count() == 0
    long_ago = time.time() - 1_000_000_000
    for path in stored(drawer):
        os.utime(path, (long_ago, long_ago))
    assert len(list(evidence.sweep_orphans())) == 2
    assert stored(drawer) == []


# The scanner ----------------------------------------------------------------------------

CARRIER = PNG + hostile.EICAR


def sick_pdf() -> bytes:
    text = b"(%s)" % clamd.SIGNATURE
    return hostile.written(hostile.CATALOGUE, hostile.TREE, hostile.SHEET, text)


def test_without_a_scanner_a_file_is_examinable_at_once(application):
    attachment = give(application)
    assert attachment.state == "clean"
    assert list(application.attachments.examinable()) == [attachment]
    assert list(evidence.scan_quarantined()) == []


def test_a_clean_file_passes_the_scanner_as_it_was_sent(application, settings):
    with clamd.scanner() as server:
        settings.CLAMD_ADDRESS = server.address
        assert give(application).state == "clean"
        assert server.seen == [PNG]


def test_a_virus_is_refused_at_the_door(application, settings, drawer):
    with clamd.scanner() as server:
        settings.CLAMD_ADDRESS = server.address
        with pytest.raises(Refused) as refusal:
            give(application, CARRIER, "絵.png")
    assert str(refusal.value) == (
        "「絵.png」は安全を確認できなかったため添付できません（理由：ウイルスが検出されました）。"
        "ウイルスのないファイルを選択してください。"
    )
    assert stored(drawer) == []


@pytest.mark.parametrize(
    "answer", [b"", b"stream: O", b"INSTREAM size limit exceeded. ERROR\0", b"\xff\0", b"OK\0"]
)
def test_a_scanner_that_does_not_settle_it_leaves_the_file_in_quarantine(
    application, settings, answer
):
    with clamd.scanner(answer) as server:
        settings.CLAMD_ADDRESS = server.address
        attachment = give(application)
        assert attachment.state == "quarantined"
        assert list(evidence.scan_quarantined()) == []
    assert list(application.attachments.present()) == [attachment]
    assert list(application.attachments.examinable()) == []


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "nonsense", "a:b"])
def test_a_scanner_that_is_away_leaves_the_file_in_quarantine(application, settings, address):
    settings.CLAMD_ADDRESS = address
    assert give(application).state == "quarantined"


def test_a_file_in_quarantine_is_asked_about_again(application, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    attachment = give(application)
    assert list(evidence.scan_quarantined()) == []
    with clamd.scanner() as server:
        settings.CLAMD_ADDRESS = server.address
        assert len(list(evidence.scan_quarantined())) == 1
        assert list(evidence.scan_quarantined()) == []
    assert list(application.attachments.examinable()) == [attachment]


@pytest.mark.django_db(transaction=True)
def test_a_virus_found_later_is_erased_and_never_examined(application, settings, drawer):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    pdf = sick_pdf()
    attachment = give(application, pdf, "a.pdf")
    with clamd.scanner() as server:
        settings.CLAMD_ADDRESS = server.address
        assert list(evidence.scan_quarantined()) == [f"{attachment.pk} Eicar-Test"]
    attachment.refresh_from_db()
    assert (attachment.state, bool(attachment.file)) == ("refused", False)
    assert stored(drawer) == []
    assert not application.attachments.present().exists()
    assert TrailEntry.objects.get(deed="evidence.infected").detail["found"] == "Eicar-Test"


def test_control_without_the_scanner_the_same_file_would_be_examined(application):
    pdf = sick_pdf()
    assert give(application, pdf, "a.pdf").state == "clean"


def test_the_limits_are_those_of_the_rule():
    assert (house.ATTACHMENT_BYTES, house.ATTACHMENT_COUNT) == (20_971_520, 50)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0MB"), (1, "0.1MB"), (20_971_520, "20MB"), (20_971_521, "20.1MB"), (3_565_158, "3.4MB")],
)
def test_sizes_are_told_in_tenths_of_a_megabyte_rounded_up(size, words):
    assert evidence.megabytes(size) == words
