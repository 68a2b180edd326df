"""Numbered papers: drawn once, kept byte for byte, and nothing from outside."""

import io
from datetime import date

import pikepdf
import pypdfium2
import pytest
from django.db import transaction
from pyzbar import pyzbar

from core import numbers
from notifications import papers, pdf
from notifications.models import IssuedDocument, PaperBytes
from tests.together import together

TODAY = date(2026, 11, 20)
RARE = "髙橋﨑𠮷神隆商店"  # 神 is U+FA19, 隆 is U+F9DC: never folded into their twins


def issue(**more):
    return papers.issue(
        **{
            "series": "certificate",
            "kind": "certificate",
            "about": "2600001B",
            "title": "登録証明書",
            "partner": "東雲通商株式会社",
            "on": TODAY,
            "template": "papers/base.html",
        }
        | more
    )


def words_in(data):
    document = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.django_db
def test_numbers_run_without_a_gap_per_fiscal_year():
    issued = [issue(), issue(), issue(on=date(2027, 3, 31)), issue(on=date(2027, 4, 1))]

    assert [each.number for each in issued] == [
        "C-2026-00001",
        "C-2026-00002",
        "C-2026-00003",
        "C-2027-00001",
    ]


@pytest.mark.django_db
def test_a_number_is_given_back_when_its_deed_fails():
    @transaction.atomic
    def fail():
        papers.reserve(series="certificate", kind="x", about="", title="x", partner="x", on=TODAY)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert issue().number == "C-2026-00001"


@pytest.mark.django_db
@pytest.mark.rule("R-051", "X07")
def test_a_paper_is_drawn_once_and_its_bytes_stay():
    document = issue()
    first = papers.read(document)

    again = papers.draw(document, "<p>other words</p>")

    assert again == first
    assert len(document.sha256) == 64


@pytest.mark.django_db
@pytest.mark.rule("X07")
def test_altered_bytes_are_noticed():
    document = issue()
    PaperBytes.objects.filter(document=document).update(data=b"%PDF-1.7 altered")

    with pytest.raises(papers.Altered, match="発行時と異なります"):
        papers.read(document)


@pytest.mark.django_db
def test_a_paper_that_is_not_drawn_says_so():
    with transaction.atomic():
        document = papers.reserve(
            series="certificate", kind="x", about="", title="x", partner="x", on=TODAY
        )

    with pytest.raises(papers.NotDrawn):
        papers.read(document)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_that_draw_at_once_both_get_the_same_bytes():
    with transaction.atomic():
        document = papers.reserve(
            series="certificate", kind="x", about="", title="x", partner="x", on=TODAY
        )

    drawn = together(*[lambda n=n: papers.draw(document, f"<p>{n}</p>") for n in range(3)])

    assert len(set(drawn)) == 1
    assert papers.read(document) == drawn[0]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_drawing_and_writing_over_gives_different_bytes():
    document = issue()

    def draw_and_overwrite(n):
        data = pdf.render(f"<p>{n}</p>", title="x")
        PaperBytes.objects.filter(document=document).update(data=data)
        return data

    drawn = together(*[lambda n=n: draw_and_overwrite(n) for n in range(3)])

    assert len(set(drawn)) == 3


@pytest.mark.django_db
@pytest.mark.rule("X07")
def test_the_file_name_holds_day_partner_sum_and_number():
    with transaction.atomic():
        document = papers.reserve(
            series="invoice",
            kind="invoice",
            about="2600001B",
            title="請求書",
            partner='東雲/通商:"株式" 会社\u202e',
            amount=3300,
            on=TODAY,
        )

    assert papers.file_name(document) == "20261120_東雲通商株式会社_3300_請求書_I-2026-00001.pdf"


@pytest.mark.django_db
def test_a_paper_is_found_by_number_and_check_word_only():
    document = issue()

    assert papers.find(document.number, document.check_word) == document
    assert papers.find(document.number, "0000000000") is None
    assert papers.find("C-2026-99999", document.check_word) is None
    assert papers.find(document.number, "漢字") is None
    assert papers.verify_url(document).endswith(f"/verify/C-2026-00001/{document.check_word}/")


@pytest.mark.django_db
def test_a_replaced_paper_names_the_one_that_replaced_it():
    old, new, other = issue(), issue(), issue()

    papers.replace(old, new)
    papers.replace(old, other)

    old.refresh_from_db()
    assert old.replaced_by == new


# The PDF itself --------------------------------------------------------------------------


def test_a_pdf_is_tagged_and_says_title_and_language():
    data = pdf.render("<h1>見出し</h1><p>本文</p>", title="請求書 I-2026-00001")

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert opened.Root.Lang == "ja"
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        with opened.open_metadata() as metadata:
            assert metadata["dc:title"] == "請求書 I-2026-00001"
            assert metadata["pdfuaid:part"] == "1"


def test_rare_kanji_survive_as_they_are_and_weigh_little():
    data = pdf.render(f"<p>{RARE}</p><p><b>{RARE}</b></p>", title="x")

    assert words_in(data).count(RARE) == 2
    assert len(data) < 60_000


def test_rare_kanji_are_drawn_with_ink():
    def ink(words):
        page = pypdfium2.PdfDocument(pdf.render(f"<p>{words}</p>", title="x"))[0]
        return sum(page.render().to_pil().convert("L").histogram()[:128])

    assert ink("") == 0
    assert ink("𠮷") > 20
    assert ink("𠮷") != ink("吉")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "/etc/passwd",
        "../../portal/settings.py",
        "http://127.0.0.1:9/x.png",
        "https://static.invalid/css/../js/x.css",
        "ftp://127.0.0.1/x",
        "data:text/html,<script>",
    ],
)
@pytest.mark.parametrize(
    "html",
    [
        '<img src="{}" alt="">',
        '<link rel="stylesheet" href="{}">',
        '<style>@import url("{}");</style>',
        '<p style="background:url({})">x</p>',
        '<a rel="attachment" href="{}">x</a>',
    ],
    ids=["img", "link", "import", "background", "attachment"],
)
def test_nothing_is_fetched_from_outside(html, address, monkeypatch):
    def stop(*_args, **_more):
        raise AssertionError("opened")

    monkeypatch.setattr("urllib.request.FileHandler.file_open", stop)
    monkeypatch.setattr("socket.socket.connect", stop)

    data = pdf.render(html.replace("{}", address), title="x")

    assert b"root:" not in data
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert not opened.attachments


@pytest.mark.django_db
def test_the_qr_code_leads_to_the_page_that_proves_the_paper():
    with transaction.atomic():
        document = papers.reserve(
            series="certificate", kind="x", about="", title="x", partner="x", on=TODAY
        )
    html = papers.page(document, "papers/verify.html", {})

    picture = pypdfium2.PdfDocument(pdf.render(html, title="x"))[0].render(scale=3).to_pil()

    assert pyzbar.decode(picture)[0].data.decode() == papers.verify_url(document)


def test_a_paper_stands_by_itself_without_a_row():
    blank = IssuedDocument(number="C-0", title="見本", issued_on=TODAY)

    html = papers.page(blank, "papers/base.html", {"again": True})

    words = words_in(pdf.render(html, title="見本"))
    assert "再発行" in words
    assert "2026年11月20日" in words
    assert numbers.fiscal_year(TODAY) == 2026
