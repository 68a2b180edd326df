"""Evidence over HTTP: who sees which file, as what it is handed out, what is written down."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from core import clock
from core.models import TrailEntry
from portal.demonstration import deeds
from registry import evidence
from registry.models import Application, Attachment
from tests import cast
from tests.conftest import signed_in
from tests.registry import hostile

pytestmark = pytest.mark.django_db

PDF = hostile.many_pages(2)
PNG = hostile.image("PNG")


@pytest.fixture
def draft(code) -> Application:
    """A renewal of 東雲通商 with two papers, not handed in."""
    application = deeds.write_renewal(code, {"legal_address": {"street": "1-2-3"}})
    deeds.attach(application, "seal_certificate", PDF, "印鑑 証明書 (1).pdf")
    deeds.attach(application, "seal_certificate", PNG, "別紙.png")
    return application


@pytest.fixture
def filed(draft) -> Application:
    """The same, handed in."""
    return deeds.submit(draft)


def addresses(application: Application) -> list[str]:
    """Every address under which something of its files can be seen."""
    found = [f"/files/of/{application.pk}/all.zip"]
    for each in application.attachments.all():
        found += [f"/files/{each.pk}/{rest}" for rest in ("", "pages/1/", "download/")]
    return found


def statuses(browser: Client, paths: list[str]) -> set[int]:
    found = set()
    for path in paths:
        answer = browser.get(path)
        found.add(answer.status_code)
        answer.getvalue()  # a stream is closed when it was read
    return found


def read(browser: Client, path: str) -> bytes:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.getvalue()


# Who ---------------------------------------------------------------------------------------


@pytest.mark.rule("F146")
def test_the_applicant_sees_the_files_of_a_draft_and_nobody_else_does(draft, applicant):
    paths = addresses(draft)

    assert statuses(applicant, paths) == {200}
    for stranger in (deeds.member(cast.minato()), cast.examiner(), cast.administrator()):
        assert statuses(signed_in(stranger), paths) == {404}
    assert statuses(Client(), paths) == {302}


@pytest.mark.rule("F146")
def test_what_was_handed_in_is_seen_by_the_staff_of_its_scheme(filed, applicant):
    paths = addresses(filed)

    for mine in (cast.examiner(), cast.administrator(), cast.auditor()):
        assert statuses(signed_in(mine), paths) == {200}
    assert statuses(applicant, paths) == {200}
    for other in (cast.examiner("naccs", "naccs"), cast.accountant(), deeds.member(cast.minato())):
        assert statuses(signed_in(other), paths) == {404}


def test_who_no_longer_acts_for_the_registrant_sees_nothing(filed, member, applicant):
    member.memberships.update(until=clock.today())

    assert statuses(applicant, addresses(filed)) == {404}


@pytest.mark.rule("F041")
def test_a_removed_file_is_gone_for_everybody(draft, applicant, member, desk):
    first, second = draft.attachments.present()
    paths = [path for path in addresses(draft) if str(first.pk) in path]
    evidence.remove(first, account=member)
    deeds.submit(draft)

    assert statuses(applicant, paths) == statuses(desk, paths) == {404}
    assert statuses(desk, [f"/files/{second.pk}/"]) == {200}
    parcel = read(desk, f"/files/of/{draft.pk}/all.zip")
    assert zipfile.ZipFile(io.BytesIO(parcel)).namelist() == ["別紙.png"]


def test_a_file_in_quarantine_is_shown_to_its_giver_with_a_note_and_to_no_staff(
    filed, applicant, desk
):
    waiting, clean = filed.attachments.present()
    Attachment.objects.filter(pk=waiting.pk).update(state="quarantined")
    paths = [path for path in addresses(filed) if str(waiting.pk) in path]

    assert statuses(desk, paths) == {404}
    assert statuses(desk, [f"/files/{clean.pk}/"]) == {200}
    parcel = read(desk, f"/files/of/{filed.pk}/all.zip")
    assert zipfile.ZipFile(io.BytesIO(parcel)).namelist() == ["別紙.png"]
    assert statuses(applicant, paths) == {200}
    words = "ウイルスの確認が終わるまで、審査担当者には表示されません。"
    assert words in read(applicant, f"/files/{waiting.pk}/").decode()
    assert words not in read(applicant, f"/files/{clean.pk}/").decode()


def test_without_a_file_there_is_nothing_to_download_together(applicant, code):
    application = deeds.write_renewal(code)

    assert statuses(applicant, [f"/files/of/{application.pk}/all.zip"]) == {404}


def test_a_file_that_the_storage_has_lost_is_not_found(draft, applicant):
    attachment = draft.attachments.order_by("position").first()
    default_storage.delete(attachment.file.name)
    default_storage.delete(attachment.page_images.get(number=1).file.name)
    lost = [f"/files/{attachment.pk}/download/", f"/files/{attachment.pk}/pages/1/"]

    assert statuses(applicant, lost) == {404}
    assert statuses(applicant, [f"/files/{attachment.pk}/"]) == {200}


@pytest.mark.parametrize("number", [0, 3, 99999999999999999999])
def test_a_page_that_there_is_not_is_not_found(draft, applicant, number):
    attachment = draft.attachments.order_by("position").first()

    assert statuses(applicant, [f"/files/{attachment.pk}/pages/{number}/"]) == {404}


def test_no_other_address_leads_to_a_file(draft, applicant):
    name = draft.attachments.order_by("position").first().file.name

    assert statuses(applicant, [f"/media/{name}", f"/{name}", f"/static/{name}"]) == {404}


# As what -----------------------------------------------------------------------------------


@pytest.mark.rule("F146", "F147")
def test_whatever_comes_of_an_upload_is_sealed(filed, desk):
    first = filed.attachments.order_by("position").first()
    for path, kind in (
        (f"/files/{first.pk}/download/", "application/pdf"),
        (f"/files/{first.pk}/pages/1/", "image/png"),
        (f"/files/of/{filed.pk}/all.zip", "application/zip"),
    ):
        answer = desk.get(path)
        assert answer["Content-Type"] == kind
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == (
            "default-src 'none'; frame-ancestors 'none'; sandbox"
        )
        assert {"no-store", "private"} <= set(re.split(r",\s*", answer["Cache-Control"]))
        assert int(answer["Content-Length"]) == len(answer.getvalue())
        if "pages" not in path:
            assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")


@pytest.mark.rule("F146")
def test_a_pdf_is_downloaded_as_it_was_given_and_an_image_as_it_was_written_anew(draft, applicant):
    pdf, png = draft.attachments.present()
    kept = read(applicant, f"/files/{png.pk}/download/")

    assert read(applicant, f"/files/{pdf.pk}/download/") == PDF
    assert kept.startswith(b"\x89PNG")
    assert len(kept) == png.stored_size


@pytest.mark.rule("F147")
def test_all_files_come_in_one_zip_named_by_the_receipt_number(filed, desk):
    filed.refresh_from_db()

    answer = desk.get(f"/files/of/{filed.pk}/all.zip")

    assert answer.streaming
    name = f"{filed.receipt_number}.zip"
    assert answer["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == ["印鑑 証明書 (1).pdf", "別紙.png"]
        assert opened.read("印鑑 証明書 (1).pdf") == PDF


def test_the_head_of_a_file_can_be_asked_for_and_nothing_can_be_sent_to_it(draft, applicant):
    for path in addresses(draft):
        head = applicant.head(path)
        assert head.status_code == 200
        assert head.getvalue() == b""
        assert applicant.post(path).status_code == 405


def test_the_pages_are_shown_as_images_with_words_and_a_way_back(draft, applicant, desk):
    pdf = draft.attachments.order_by("position").first()

    page = read(applicant, f"/files/{pdf.pk}/").decode()

    assert "印鑑 証明書 (1).pdf" in page
    assert "2ページ・" in page
    assert page.count(f'src="/files/{pdf.pk}/pages/') == 2
    assert 'alt="印鑑 証明書 (1).pdfの2ページ目"' in page
    assert f'href="/files/{pdf.pk}/download/"' in page
    assert f'href="/apply/jastpro-renewal/d/{draft.pk}/"' in page
    number = deeds.submit(draft).receipt_number
    page = read(applicant, f"/files/{pdf.pk}/").decode()
    assert f'href="/my/applications/{number}/"' in page
    page = read(desk, f"/files/{pdf.pk}/").decode()
    assert f'href="/admin/registry/application/{draft.pk}/change/"' in page


def test_a_name_that_would_turn_the_line_does_not_on_the_page(draft, applicant):
    Attachment.objects.filter(pk=draft.attachments.order_by("position").first().pk).update(
        name='<b onload="x">\u202efdp.pdf'
    )

    page = read(applicant, f"/files/{draft.attachments.order_by('position').first().pk}/").decode()

    assert "\u202e" not in page
    assert "<b onload" not in page
    assert "&lt;b onload=&quot;x&quot;&gt;\ufffdfdp.pdf" in page


def test_files_may_lie_in_a_storage_without_folders_of_its_own(code, applicant, settings):
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory}
    application = deeds.write_renewal(code, {"legal_address": {"street": "1-2-3"}})
    deeds.attach(application, "seal_certificate", PDF, "印鑑.pdf")
    attachment = application.attachments.get()

    assert read(applicant, f"/files/{attachment.pk}/download/") == PDF
    assert read(applicant, f"/files/{attachment.pk}/pages/2/").startswith(b"\x89PNG")
    parcel = read(applicant, f"/files/of/{application.pk}/all.zip")
    assert zipfile.ZipFile(io.BytesIO(parcel)).read("印鑑.pdf") == PDF


# What is written down ----------------------------------------------------------------------


def test_looks_and_downloads_of_staff_are_in_the_trail(filed, examiner, desk):
    first = filed.attachments.order_by("position").first()
    TrailEntry.objects.filter(deed__startswith="evidence.").delete()
    for path in (
        f"/files/{first.pk}/",
        f"/files/{first.pk}/pages/1/",
        f"/files/of/{filed.pk}/all.zip",
    ):
        read(desk, path)
    read(desk, f"/files/{first.pk}/download/")

    entries = TrailEntry.objects.filter(deed__startswith="evidence.").order_by("pk")

    assert [each.deed for each in entries] == ["evidence.view", "evidence.page"] + [
        "evidence.download"
    ] * 3
    assert {each.account for each in entries} == {examiner}
    assert {each.about for each in entries} == {filed.receipt_number}
    assert [each.detail["attachment"] for each in entries][:2] == [str(first.pk)] * 2


def test_a_look_that_was_refused_leaves_nothing_in_the_trail(draft, desk):
    statuses(desk, addresses(draft))

    assert not TrailEntry.objects.filter(deed__in=["evidence.view", "evidence.download"]).exists()


# What nobody needs any more ----------------------------------------------------------------


def test_the_daily_sweep_is_on_the_timetable_and_erases_what_was_taken_back(
    draft, member, django_capture_on_commit_callbacks
):
    from portal.timetable import TIMETABLE
    from registry import tasks

    evidence.remove(draft.attachments.order_by("position").first(), account=member)
    name = draft.attachments.order_by("position").first().file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.sweep_files() == 1

    assert not default_storage.exists(name)
    assert tasks.sweep_files.name in {job.task for job in TIMETABLE}
    assert tasks.sweep_files() == 0


@pytest.mark.real_time
def test_a_dry_run_of_the_sweep_prints_the_lines_of_the_real_run_and_deletes_nothing(
    draft, member, tmp_path, settings, django_capture_on_commit_callbacks
):
    import os

    from django.core.files.base import ContentFile
    from django.core.management import call_command

    orphan = default_storage.save("evidence/00/orphan.pdf", ContentFile(b"half"))
    yesterday = (clock.now() - timedelta(days=2)).timestamp()
    evidence.remove(draft.attachments.order_by("position").first(), account=member)
    removed = draft.attachments.order_by("position").first().file.name
    for each in (orphan, removed):
        os.utime(default_storage.path(each), (yesterday, yesterday))

    def run(*more: str) -> list[str]:
        out = io.StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("sweep_files", *more, stdout=out, stderr=io.StringIO())
        return out.getvalue().splitlines()

    rehearsed = run("--dry-run")
    assert len(rehearsed) == 2
    assert default_storage.exists(orphan)
    assert default_storage.exists(removed)
    assert run() == rehearsed
    assert not default_storage.exists(orphan)
    assert not default_storage.exists(removed)
    assert run() == []
