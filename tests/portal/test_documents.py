"""Invoices, receipts and letters as a member downloads them."""

from urllib.parse import unquote

import pypdfium2
import pytest
from django.http import HttpResponse

from core import clock
from core.models import TrailEntry
from notifications import papers
from notifications.models import IssuedDocument, Notice
from portal.demonstration import deeds
from registry.models import Application

pytestmark = pytest.mark.django_db


def words(answer: HttpResponse) -> str:
    """The text of a PDF, without the breaks of its lines."""
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(text.split())


def name(answer: HttpResponse) -> str:
    return unquote(answer["Content-Disposition"].split("filename*=utf-8''")[1])


@pytest.fixture
def application(code) -> Application:
    return deeds.submit(deeds.write_renewal(code))


@pytest.fixture
def completed(application, examiner) -> Application:
    deeds.pay(application)
    deeds.decide(application, "approve", by=examiner)
    return application


@pytest.mark.rule("F057")
def test_the_invoice_is_there_right_after_the_application(application, applicant):
    answer = applicant.get(f"/my/applications/{application.receipt_number}/invoice.pdf")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert name(answer) == "20261120_東雲通商株式会社_3300_請求書_I-2026-00001.pdf"
    text = words(answer)
    assert "T7123456789012" in text
    assert "3,300円" in text
    assert application.receipt_number in text


def test_the_invoice_is_the_same_bytes_ever_after(application, applicant):
    path = f"/my/applications/{application.receipt_number}/invoice.pdf"

    assert applicant.get(path).content == applicant.get(path).content
    assert IssuedDocument.objects.get(series="invoice").sha256 != ""


@pytest.mark.rule("F064")
def test_there_is_no_receipt_before_completion(application, applicant):
    path = f"/my/applications/{application.receipt_number}/"
    assert applicant.get(f"{path}receipt.pdf").status_code == 404

    deeds.pay(application)

    assert applicant.get(f"{path}receipt.pdf").status_code == 404
    assert "領収書は、更新登録の完了後に発行できます。" in applicant.get(path).content.decode()


@pytest.mark.rule("F064")
def test_the_second_print_of_a_receipt_says_so(completed, applicant):
    path = f"/my/applications/{completed.receipt_number}/receipt.pdf"

    first, second = applicant.get(path), applicant.get(path)

    assert "再発行" not in words(first)
    assert "再発行" in words(second)
    assert "R-2026-00001" in words(second)


def test_a_download_is_written_into_the_trail(application, applicant, member):
    applicant.get(f"/my/applications/{application.receipt_number}/invoice.pdf")

    entry = TrailEntry.objects.get(deed="download.invoice")
    assert entry.account_id == member.pk
    assert entry.about == application.receipt_number


def test_the_completion_letter_is_among_the_papers(completed, applicant, code):
    html = applicant.get("/my/documents/").content.decode()

    for number in ("I-2026-00001", "R-2026-00001", "L-2026-00001"):
        assert number in html
    answer = applicant.get("/my/documents/L-2026-00001.pdf")
    assert code.number in words(answer)
    assert "更新登録完了のお知らせ" in words(answer)


def test_the_notices_are_shown_with_the_words_that_were_sent(completed, applicant):
    html = applicant.get("/my/notices/").content.decode()

    sent = Notice.objects.filter(channel="email")
    assert sent.count() >= 3
    for notice in sent:
        assert notice.subject in html
    assert "2027年2月1日" in html
    assert "/my/documents/L-2026-00001.pdf" in html


def test_a_letter_that_came_back_is_said_to_have(completed, applicant):
    letter = Notice.objects.get(channel="letter")
    Notice.objects.filter(pk=letter.pk).update(
        status="undelivered", sent_at=clock.now(), undelivered_on=clock.today()
    )

    html = applicant.get("/my/notices/").content.decode()

    assert "2026年11月20日（金）に返送されました" in html


def test_a_withdrawn_application_offers_no_invoice(application, applicant, member):
    path = f"/my/applications/{application.receipt_number}/"
    applicant.post(f"{path}withdraw/")

    html = applicant.get(path).content.decode()

    assert "invoice.pdf" not in html
    assert "取消" in html


# What the QR code leads to -------------------------------------------------------------------


def test_a_paper_is_verified_by_whoever_holds_it(application, client):
    document = IssuedDocument.objects.get(series="invoice")
    url = papers.verify_url(document)

    answer = client.get(url[url.index("/verify/") :])

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "I-2026-00001" in html
    assert "2026年11月20日（金）" in html
    assert "有効な書面です" in html
    assert "東雲" not in html
    assert "3,300" not in html


def test_a_replaced_paper_is_said_to_be(application, client):
    old = IssuedDocument.objects.get(series="invoice")
    new = papers.reserve(
        series="invoice", kind="invoice", about="x", title="請求書", partner="x", on=clock.today()
    )
    papers.replace(old, new)

    html = client.get(f"/verify/{old.number}/{old.check_word}/").content.decode()

    assert "差し替えられています" in html


@pytest.mark.parametrize(
    "path",
    [
        "/verify/I-2026-00001/0000000000/",
        "/verify/I-2026-00001/%00/",
        "/verify/I-2026-99999/{word}/",
        "/verify/%00/{word}/",
        "/verify/髙/﨑/",
        "/verify/" + "9" * 3000 + "/x/",
    ],
)
def test_a_wrong_word_finds_nothing(application, client, path):
    document = IssuedDocument.objects.get(series="invoice")

    answer = client.get(path.format(word=document.check_word))

    assert answer.status_code == 404
    assert "書面が見つかりません" in answer.content.decode()
