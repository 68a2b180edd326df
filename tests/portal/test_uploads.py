"""What arrives with a form: names as they were sent, and never more than can be kept."""

import html
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

import pytest
from django.conf import settings as house
from django.core.files.uploadedfile import (
    InMemoryUploadedFile,
    SimpleUploadedFile,
    TemporaryUploadedFile,
)
from django.test import Client, RequestFactory

from portal.uploads import given_name
from registry import evidence
from registry.models import Attachment
from tests.conftest import signed_in
from tests.journeys.test_jastpro_renewal import begin, filer, the_application
from tests.journeys.walk import body, fields
from tests.portal.as_a_browser import BOUNDARY, MULTIPART, send, written
from tests.registry.hostile import plain_pdf

PDF = plain_pdf()
NAMES = [
    "見積 書 (1).pdf",
    "見積　書.pdf",
    "👩‍💻🚢.pdf",
    "a&amp;b.pdf",
    "a&lt;b&gt;.pdf",
    "<b>x</b>.pdf",
    "%20+.pdf",
    "100%.pdf",
    'い"ろ"は.pdf',
    "it's.pdf",
    "a;b=c.pdf",
    "..\\..\\x.pdf",
    "../../x.pdf",
    "C:\\a\\b.pdf",
    "a\r\nSet-Cookie: x=y.pdf",
    "scan\n",
    "a\x1b[31m.pdf",
    "a\u202efdp.exe.pdf",
    "a\u2028b.pdf",
    "か\u3099.pdf",
    "が.pdf",
    " a .pdf",
    "髙橋﨑.pdf",
    "=1+1.pdf",
    "😀" * 251 + ".pdf",
]
DJANGOS_OWN = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


@contextmanager
def parsed(*files: tuple[str, bytes]) -> Iterator[list]:
    """The uploads of a request."""
    data = written({"a": "b"}, [("_file", *each) for each in files])
    request = RequestFactory().post("/", data, content_type=MULTIPART)
    try:
        assert request.POST["a"] == "b"
        yield request.FILES.getlist("_file")
    finally:
        request.close()


@pytest.fixture
def step(applicant, code) -> str:
    """The address of the step that takes papers."""
    draft = begin(applicant, code)
    filer(applicant, draft)
    return f"{draft}registrant/"


def attach(browser: Client, step: str, *files: tuple[str, bytes], **more: str):
    sent = fields(browser.get(step)) | {"_kind": "full_history", "_attach": "1"} | more
    return send(browser, step, sent, *files, follow=True)


@pytest.mark.rule("F094", "F147")
@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES, ids=[ascii(name)[:30] for name in NAMES])
def test_a_name_comes_back_byte_for_byte_in_the_list_the_download_and_the_zip(
    applicant, step, name
):
    page = attach(applicant, step, (name, PDF))

    attachment = Attachment.objects.get()
    assert attachment.name == name
    shown = html.escape(evidence.visible(name, 80))
    assert f"<strong>{shown}</strong>" in body(page)
    download = applicant.get(f"/files/{attachment.pk}/download/")
    header, content = download["Content-Disposition"], download.getvalue()
    assert content == PDF
    beginning, _quotes, given = header.partition("''")
    assert beginning == "attachment; filename*=UTF-8"
    assert unquote(given, errors="strict") == name
    assert given.isascii()
    assert not set(given) & set(" \r\n\"'\\/;,")
    parcel = applicant.get(f"/files/of/{attachment.application_id}/all.zip")
    with zipfile.ZipFile(io.BytesIO(parcel.getvalue())) as opened:
        (kept,) = opened.namelist()
        assert opened.read(kept) == PDF
    assert not set(kept) & set('/\\:"\r\n\x1b\u202e')
    if not set(name) & set('/\\:*?"<>|\r\n\x1b\u202e\u2028'):
        assert kept == name


@pytest.mark.parametrize("name", NAMES, ids=[ascii(name)[:30] for name in NAMES])
def test_a_name_is_the_same_whether_the_file_is_kept_in_memory_or_on_disk(name):
    with parsed((name, PDF)) as (small,):
        assert isinstance(small, InMemoryUploadedFile)
        assert given_name(small) == name
    with parsed((name, bytes(house.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))) as (large,):
        assert isinstance(large, TemporaryUploadedFile)
        assert given_name(large) == name


def test_control_djangos_own_reading_changes_most_of_these_names(settings):
    settings.FILE_UPLOAD_HANDLERS = DJANGOS_OWN
    changed = []
    for name in NAMES[:-1]:
        with parsed((name, PDF)) as found:
            changed += [name for each in found if each.name != name]

    assert {"a&amp;b.pdf", "..\\..\\x.pdf", "a\x1b[31m.pdf", "a&lt;b&gt;.pdf"} <= set(changed)
    assert len(changed) >= 10


def test_several_files_of_one_form_keep_each_its_own_name():
    sent = [(name, b"%d" % n) for n, name in enumerate(NAMES)]

    with parsed(*sent) as found:
        assert [(given_name(each), each.read()) for each in found] == sent


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_what_is_no_name_is_no_file(name):
    with parsed((name, PDF), ("a.pdf", PDF)) as found:
        assert [given_name(each) for each in found] == ["a.pdf"]


def test_a_long_extension_of_a_large_file_is_no_fault():
    name = "a." + "x" * 300

    with parsed((name, bytes(2_000_000))) as (upload,):
        assert given_name(upload) == name


def test_control_djangos_own_reading_makes_a_temporary_file_of_that_extension(settings):
    settings.FILE_UPLOAD_HANDLERS = DJANGOS_OWN

    with (
        pytest.raises(OSError, match="too long"),
        parsed(("a." + "x" * 300, bytes(2_000_000))),
    ):
        pass


def test_an_upload_that_no_form_brought_has_its_own_name():
    assert given_name(SimpleUploadedFile("a.pdf", b"")) == "a.pdf"


@pytest.mark.rule("F019")
@pytest.mark.django_db
def test_a_name_of_three_hundred_characters_is_refused_at_the_file_input(applicant, step):
    page = attach(applicant, step, ("名" * 296 + ".pdf", PDF))

    words = body(page)
    assert page.status_code == 200
    assert (
        words[words.index('id="id_file_error"') :].count("ファイル名を255文字以内にしてください。")
        == 1
    )
    assert not Attachment.objects.exists()


# More than can be kept --------------------------------------------------------------------


@pytest.mark.rule("F020")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "files"),
    [
        pytest.param({}, [("大.pdf", bytes(26_214_400))], id="25 MiB and a form around it"),
        pytest.param({}, [(f"{n}.pdf", PDF) for n in range(52)], id="52 files at once"),
        pytest.param({f"x{n}": "" for n in range(2_001)}, [], id="2,001 fields"),
        pytest.param({"filer-note": "長" * 900_000}, [], id="2.7 MB of text"),
    ],
)
def test_more_than_any_form_needs_is_a_page_of_ours(applicant, step, more, files):
    answer = send(applicant, step, {"_attach": "1", "_kind": "full_history", **more}, *files)

    assert answer.status_code == 413
    assert "<h1>送信する内容が大きすぎます</h1>" in body(answer)
    assert "添付済みのファイルは残っています。" in body(answer)
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_a_form_of_25_mib_is_read_to_its_end_so_that_the_browser_hears_the_answer(applicant, step):
    wire = io.BytesIO(bytes(27_000_000))
    head = {"CONTENT_TYPE": MULTIPART, "CONTENT_LENGTH": "27000000"}

    answer = applicant.generic("POST", step, **head, **{"wsgi.input": wire})

    assert answer.status_code == 413
    assert wire.tell() == 27_000_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"--" + BOUNDARY.encode(), id="a boundary only"),
        pytest.param(written({}, [("_file", "a.pdf", PDF)])[:-200], id="cut in the middle"),
        pytest.param(written({}, [("_file", "a" * 9_000, PDF)]), id="a name of 9,000 characters"),
        pytest.param(b"\0" * 5_000, id="zeros"),
        pytest.param(
            written({}, [("_file", "a.pdf", PDF)]).replace(b"form-data;", b"form-data"),
            id="a broken head",
        ),
        pytest.param(
            written({}, [("_file", "\xff", PDF)]).replace(b"\xc3\xbf", b"\xff\xfe"),
            id="a name that is not UTF-8",
        ),
    ],
)
def test_a_broken_form_is_no_failure(applicant, step, sent):
    answer = applicant.post(step, sent, content_type=MULTIPART)

    assert answer.status_code in {303, 400}
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_a_file_without_the_forms_token_is_not_taken(member, applicant, step):
    careful = signed_in(member)
    careful.handler.enforce_csrf_checks = True

    answer = send(careful, step, {"_attach": "1", "_kind": "full_history"}, ("a.pdf", PDF))

    assert answer.status_code == 403
    assert not the_application().attachments.exists()
