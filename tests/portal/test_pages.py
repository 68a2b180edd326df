"""Pages that anybody may read."""

import re
from datetime import date
from html.parser import HTMLParser

import pypdfium2
import pytest
from django.test import Client

from billing.models import FeeRate
from core import clock
from notifications.models import Faq, News, Notice
from portal.demonstration import deeds
from registry.models import DocumentRequirement, TermsOfUse
from tests import cast
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/guide/",
    "/guide/jastpro/renewal/",
    "/guide/jastpro/paper/",
    "/fees/",
    "/terms/jastpro/",
    "/privacy/",
    "/accessibility/",
    "/contact/",
    "/outbox/",
]
EIGHT = [
    "JASTPROコードの有効期間更新手続きについて",
    "JASTPROコードの有効期間更新申込をお断りする場合",
    "担当者情報が変わっている場合",
    "有効期間更新申込に必要なもの",
    "注意事項",
    "登録更新の流れ",
    "お申込み完了からご登録まで",
    "登録更新におけるよくある質問",
]


class Seen(HTMLParser):
    """What a page is made of: ids, links, headings of the first rank."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.ranks: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if key := known.get("id"):
            self.ids.append(key)
        if tag == "a" and (known.get("href") or "").startswith("#"):
            self.anchors.append(str(known["href"])[1:])
        if re.fullmatch("h[1-6]", tag):
            self.ranks.append(int(tag[1]))


def page(path: str, browser: Client | None = None) -> str:
    answer = (browser or Client()).get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_sound(path):
    seen = Seen(page(path))

    assert seen.ranks.count(1) == 1
    assert seen.ranks[0] == 1
    assert all(b <= a + 1 for a, b in zip(seen.ranks, seen.ranks[1:], strict=False))
    assert len(seen.ids) == len(set(seen.ids))
    assert set(seen.anchors) <= set(seen.ids)


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_offers_english_before_there_is_any(path):
    assert "English" not in page(path)


@pytest.mark.rule("F032")
def test_the_first_thing_in_focus_jumps_to_the_main_text():
    body = page("/guide/jastpro/renewal/").split("<body>")[1]

    assert body.index('href="#main"') == body.index("href=")


@pytest.mark.rule("F001")
def test_the_renewal_page_has_its_eight_parts_in_order_and_a_new_mark():
    html = page("/guide/jastpro/renewal/")

    headings = re.findall(r'<h2 id="p\d">\d\. (.+?)</h2>', html)
    assert headings == EIGHT
    assert ">NEW</span> 登録期間の更新</h1>" in html
    assert 'href="/guide/jastpro/renewal/"' in page("/")
    assert ">NEW</span> 登録期間の更新" in page("/")


@pytest.mark.rule("F016")
def test_the_button_at_the_end_leads_to_the_sign_in_and_on_to_my_page(member):
    html = page("/guide/jastpro/renewal/")

    assert 'href="/login/?next=/my/">更新登録申込</a>' in html
    assert 'href="/my/">更新登録申込</a>' in page("/guide/jastpro/renewal/", signed_in(member))


@pytest.mark.rule("F029", "F062", "F052", "F021")
def test_the_renewal_page_says_what_one_must_know():
    html = page("/guide/jastpro/renewal/")

    assert "看板や表札を出してください" in html
    assert "「登録通知書兼領収書」は廃止しました" in html
    assert "振込手数料は、申込者様にてご負担ください" in html
    assert "更新手数料 3,300円（うち消費税 300円）" in html
    assert "Internet Explorer" not in html


@pytest.mark.rule("F022", "F023", "F024")
def test_the_papers_on_the_page_are_those_of_the_matrix():
    html = page("/guide/jastpro/renewal/")
    assert "印鑑証明書（発行から3か月以内）または履歴事項全部証明書（発行から3か月以内）" in html
    assert "印鑑証明書（発行から3か月以内）と履歴事項全部証明書（発行から3か月以内）" in html
    assert "住民票（発行から3か月以内）と開業届の写し" in html

    DocumentRequirement.objects.filter(document="business_opening").update(title="開業届")

    assert "と開業届<" in page("/guide/jastpro/renewal/")


@pytest.mark.rule("F066")
def test_the_answers_are_those_that_staff_have_published():
    Faq.objects.create(
        program="jastpro-renewal", question="新しい質問ですか。", answer="はい。", position=99
    )
    Faq.objects.create(
        program="jastpro-renewal", question="下書きですか。", answer="はい。", published=False
    )

    html = page("/guide/jastpro/renewal/")

    assert "新しい質問ですか。" in html
    assert "下書きですか。" not in html
    assert html.count("<summary>") == 11


def test_the_page_stands_without_a_fee():
    FeeRate.objects.all().delete()

    assert "更新手数料の銀行振込だけです" in page("/guide/jastpro/renewal/")


@pytest.mark.rule("F048")
def test_fees_are_shown_with_their_days():
    FeeRate.objects.create(code="jastpro.renewal", amount=3850, effective_from=date(2027, 4, 1))

    html = page("/fees/")

    assert "3,300円" in html
    assert "3,850円" in html
    assert "予定" in html
    with clock.at(date(2027, 4, 1)):
        html = page("/fees/")
    assert "3,300円" not in html
    assert "予定" not in html


# Terms ---------------------------------------------------------------------------------------


def test_the_terms_in_force_are_read_in_full_and_as_pdf():
    html = page("/terms/jastpro/")
    answer = Client().get("/terms/jastpro/terms.pdf")

    assert html.count("<h2>第") == 15
    assert "第15条（準拠法と管轄）" in html
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(
        each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(answer.content)
    )
    assert "第15条" in text
    assert answer.content == Client().get("/terms/jastpro/terms.pdf").content


def test_a_new_version_holds_from_its_day_and_the_old_one_stays_readable():
    TermsOfUse.objects.create(
        scheme="jastpro",
        version="2027-01-01",
        effective_from=date(2027, 1, 1),
        title="JASTPROコード利用規約",
        text="第1条（新）\n新しい決まり。",
        whats_new="全部。",
    )

    assert "新しい決まり" not in page("/terms/jastpro/")
    with clock.at(date(2027, 1, 1)):
        assert "新しい決まり" in page("/terms/jastpro/")
        old = page("/terms/jastpro/?version=2023-01-16")
        assert "いま適用されている版ではありません" in old
        assert b"%PDF" in Client().get("/terms/jastpro/terms.pdf?version=2023-01-16").content[:8]


@pytest.mark.parametrize(
    "path", ["/terms/gs1/", "/terms/jastpro/?version=x", "/terms/gs1/terms.pdf"]
)
def test_terms_that_do_not_exist_are_not_found(path):
    assert Client().get(path).status_code == 404


def test_terms_show_markup_as_text():
    TermsOfUse.objects.update(text="前文 <b>太字</b>\n第1条（x）\n<script>x</script>")

    html = page("/terms/jastpro/")

    assert "&lt;b&gt;太字" in html
    assert "<script>x" not in html


# News and the demonstration --------------------------------------------------------------------


def test_news_for_everybody_stands_on_the_top_page():
    News.objects.create(title="夏季休業", body="休みます。", since=date(2026, 11, 1))
    News.objects.create(title="会員だけ", body="…", audience="members")
    News.objects.create(title="来月から", body="…", since=date(2026, 12, 1))
    News.objects.create(
        title="終わった", body="…", since=date(2026, 1, 1), until=date(2026, 11, 19)
    )

    html = page("/")

    assert "夏季休業" in html
    for hidden in ("会員だけ", "来月から", "終わった"):
        assert hidden not in html


def test_the_demonstration_shows_mails_and_letters(settings):
    settings.DEMO = True
    code = cast.shinonome()
    application = deeds.submit(deeds.write_renewal(code))
    deeds.pay(application)
    deeds.decide(application, "approve", by=cast.examiner())
    mail, letter = (Notice.objects.filter(channel=each).first() for each in ("email", "letter"))

    assert mail.subject in page("/outbox/")
    assert application.receipt_number in page(f"/outbox/{mail.pk}/")
    assert "ダウンロード" in page(f"/outbox/{letter.pk}/")
    assert Client().get(f"/outbox/{letter.pk}/letter.pdf").content.startswith(b"%PDF")
    assert Client().get(f"/outbox/{mail.pk}/letter.pdf").status_code == 404
    assert "デモ" in page("/")


def test_outside_the_demonstration_there_is_no_outbox(settings):
    settings.DEMO = False
    notice = Notice.objects.create(
        event="x", to="a@example.jp", subject="x", body="x", about="x", once="x"
    )

    for path in ("/outbox/", f"/outbox/{notice.pk}/", f"/outbox/{notice.pk}/letter.pdf"):
        assert Client().get(path).status_code == 404
    assert "/outbox/" not in page("/")


@pytest.mark.rule("F030", "F031")
@pytest.mark.parametrize(
    "browser",
    [
        "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "",
    ],
)
def test_no_browser_is_kept_out(browser):
    answer = Client(headers={"user-agent": browser}).get("/guide/jastpro/renewal/")

    assert answer.status_code == 200
