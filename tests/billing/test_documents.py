import hashlib
import io
from datetime import date

import pikepdf
import pypdfium2
import pytest

from billing import documents, receipts
from billing.invoicing import BillTo
from notifications import papers
from tests.billing import books


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def squeezed(data: bytes) -> str:
    return "".join(text_of(data).split())


SIX_ITEMS = [
    pytest.param("一般財団法人港湾コード管理センター", id="issuer"),
    pytest.param("T7123456789012", id="registration number"),
    pytest.param("取引年月日2026年11月20日", id="transaction date"),
    pytest.param("JASTPROコード更新手数料", id="content"),
    pytest.param("10%対象（税抜）3,000円", id="sum per rate and the rate"),
    pytest.param("消費税額（10%）300円", id="tax per rate"),
    pytest.param("東雲通商株式会社御中", id="recipient"),
]


@pytest.fixture
def receipt(invoice):
    books.deposit(invoice, 3300)
    return receipts.issue(invoice, on=date(2026, 11, 30))


@pytest.mark.rule("F057", "X07")
@pytest.mark.parametrize("item", SIX_ITEMS)
def test_an_invoice_has_what_the_law_asks_for(invoice, item):
    data, _name = documents.invoice_pdf(invoice)

    assert item in squeezed(data)


@pytest.mark.rule("F049", "F052", "F057")
def test_an_invoice_says_how_to_pay(invoice):
    data, name = documents.invoice_pdf(invoice)

    words = squeezed(data)
    for said in (
        "請求書番号I-2026-00001",
        "2026年11月27日（金）",
        "みなと見本銀行（0999）八丁堀支店（101）普通2600001",
        "2600001Bシノノメツウショウ",
        "お客様のご負担",
        "期限までにご入金がない場合、お申込みは取り消されます。",
    ):
        assert said in words
    assert name == "20261120_東雲通商株式会社_3300_請求書_I-2026-00001.pdf"


@pytest.mark.rule("F057", "X07")
def test_the_bytes_of_an_invoice_never_change(invoice, settings):
    first, _name = documents.invoice_pdf(invoice)
    settings.AUTHORITY = {**settings.AUTHORITY, "name": "別の名前"}
    again, _name = documents.invoice_pdf(invoice)

    assert first == again
    invoice.document.refresh_from_db()
    assert invoice.document.sha256 == hashlib.sha256(first).hexdigest()
    assert papers.read(invoice.document) == first


def test_an_invoice_drawn_later_still_names_the_issuer_of_its_day(invoice, settings):
    settings.AUTHORITY = {**settings.AUTHORITY, "registration_number": "T0000000000000"}

    data, _name = documents.invoice_pdf(invoice)

    assert "T7123456789012" in squeezed(data)
    assert "T0000000000000" not in squeezed(data)


def test_an_invoice_is_one_page_below_60_kilobytes_tagged_and_in_japanese(invoice):
    data, _name = documents.invoice_pdf(invoice)

    assert len(data) <= 60_000
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.Lang == "ja"
        assert pdf.Root.MarkInfo.Marked


def test_rare_characters_and_markup_in_a_name_are_printed_as_they_are(rates):
    name = "髙﨑𠮷神<b>&商会"
    invoice = books.invoice(bill_to=BillTo(name=name, honorific="様"))

    data, _name = documents.invoice_pdf(invoice)

    assert f"{name}様" in squeezed(data)


def test_the_longest_names_and_addresses_still_make_one_page(rates):
    long = BillTo(
        name="株" * 120,
        kana="カ" * 200,
        department="部" * 120,
        person="人" * 80,
        postal_code="1050003",
        address="住" * 400,
    )
    data, _name = documents.invoice_pdf(books.invoice(bill_to=long, detail="細" * 200))

    with pypdfium2.PdfDocument(data) as pdf:
        assert len(pdf) <= 2
    assert len(data) <= 60_000


@pytest.mark.rule("F064")
def test_there_is_no_receipt_before_the_money(invoice):
    with pytest.raises(receipts.NotSettled, match="領収書を発行できません。"):
        receipts.issue(invoice, on=date(2026, 11, 30))


@pytest.mark.rule("F064")
def test_a_receipt_is_given_once(receipt, invoice):
    again = receipts.issue(invoice, on=date(2026, 12, 1))

    assert (again.number, again.issued_on) == ("R-2026-00001", date(2026, 11, 30))
    assert again == receipt


@pytest.mark.rule("F064", "X07")
def test_a_receipt_names_payer_sum_tax_day_and_its_invoice(receipt):
    data, name = documents.receipt_pdf(receipt)

    words = squeezed(data)
    for said in (
        "領収書番号R-2026-00001",
        "東雲通商株式会社御中",
        "¥3,300-",
        "JASTPROコード更新手数料",
        "2026年11月24日",
        "消費税額（10%）300円",
        "T7123456789012",
        "電子発行のため収入印紙は貼付していません。",
        "請求書I-2026-00001と対になるものです。",
    ):
        assert said in words
    assert "再発行" not in words
    assert name == "20261130_東雲通商株式会社_3300_領収書_R-2026-00001.pdf"


@pytest.mark.rule("F064")
def test_later_prints_of_a_receipt_say_so_and_keep_the_number(receipt):
    first, _name = documents.receipt_pdf(receipt)
    second, _name = documents.receipt_pdf(receipt)
    third, name = documents.receipt_pdf(receipt)

    assert first != second
    assert second == third
    assert "再発行" in text_of(second)
    assert "R-2026-00001" in text_of(second)
    assert name == "20261130_東雲通商株式会社_3300_領収書（再発行）_R-2026-00001.pdf"
    receipt.refresh_from_db()
    assert receipt.prints == 3
    assert papers.read(receipt.document) == first
