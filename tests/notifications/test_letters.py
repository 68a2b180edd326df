"""Letters: the window, one sheet, and never the code in sight."""

import io
import re

import pikepdf
import pypdfium2
import pytest

from core.models import Counter
from notifications import addresses, letters, outbox
from notifications.models import IssuedDocument, Notice
from tests.notifications.conftest import block, post_letter

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F004", "F061")]

MM = 72 / 25.4
WINDOW = (22, 14, 22 + 67, 14 + 26)  # always seen, mm from the left and the top
CLEAR = (112, 59)  # what may show at times ends here
EVENTS = ["renewal_reminder", "renewal_completed"]
LONG = {
    "address": [
        "東京都港区西新橋1-2-3-4567",
        "海岸埠頭国際貿易センタービルディング東館5階",
    ],
    "company": "東雲国際物流通商ホールディングス株式会社",
    "department": "国際物流本部 通関業務統括部",
    "person": "髙橋 﨑子",
}


def characters(data, page=0):
    """Every visible character of a page with its box in mm from the left top corner."""
    sheet = pypdfium2.PdfDocument(data)[page]
    text, height = sheet.get_textpage(), sheet.get_height()
    for at in range(text.count_chars()):
        letter = text.get_text_range(at, 1)
        if letter.strip():
            left, bottom, right, top = text.get_charbox(at)
            box = (left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)
            yield letter, box


def in_clear_zone(data):
    return [(c, box) for c, box in characters(data) if box[0] < CLEAR[0] and box[1] < CLEAR[1]]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("lines", [block(), block(**LONG)], ids=["usual", "long"])
def test_the_window_shows_the_whole_address_and_nothing_else(event, lines):
    letter = post_letter(event=event, lines=lines)

    shown = in_clear_zone(letters.paper(letter))

    words = "".join(c for c, _box in shown)
    expected = "".join(line["text"] for line in lines) + letter.document.number
    assert sorted(words) == sorted(re.sub(r"\s", "", expected))
    left, top, right, bottom = WINDOW
    for _character, box in shown:
        assert left <= box[0]
        assert top <= box[1]
        assert box[2] <= right
        assert box[3] <= bottom


@pytest.mark.parametrize("event", EVENTS)
def test_the_code_never_shows_in_the_window(event):
    letter = post_letter(event=event)
    data = letters.paper(letter)

    seen = "".join(c for c, _box in in_clear_zone(data))

    assert "P00A1B2C0000" in re.sub(r"\s", "", "".join(c for c, _box in characters(data)))
    assert "P00A" not in seen
    assert "更新" not in seen
    assert "3,300" not in seen


@pytest.mark.parametrize("event", EVENTS)
def test_a_letter_is_one_sheet_with_marks_for_two_folds(event):
    data = letters.paper(post_letter(event=event, lines=block(**LONG)))

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert len(opened.pages) == 1
    sheet = pypdfium2.PdfDocument(data)[0].render(scale=10 / MM).to_pil().convert("L")
    margin = sheet.crop((5, 0, 40, sheet.height))  # ten points a millimetre
    rows = [margin.crop((0, y, 35, y + 1)).getextrema()[0] < 200 for y in range(margin.height)]
    assert sorted({round(y / 10) for y, is_dark in enumerate(rows) if is_dark}) == [99, 198]


@pytest.mark.rule("F027", "F063")
def test_the_completion_letter_says_term_code_and_naccs_day():
    words = "".join(c for c, _box in characters(letters.paper(post_letter())))

    for said in (
        "更新登録完了のお知らせ",
        "2027年2月1日〜2030年1月31日(36か月)",
        "2026年11月25日(水)",
        "SHINONOMETRADINGCO.,LTD.",
        "看板の掲示",
    ):
        assert said in words.replace("（", "(").replace("）", ")")


def test_a_non_resident_is_told_the_paper_route():
    letter = post_letter(event="renewal_reminder", is_non_resident=True)

    words = "".join(c for c, _box in characters(letters.paper(letter)))

    assert "郵送してください" in words
    assert "変更なしで更新" not in words


@pytest.mark.rule("R-060")
def test_a_letter_refuses_a_secret():
    with pytest.raises(outbox.HoldsSecret):
        post_letter(password="x")


def test_the_same_letter_twice_takes_one_number():
    first, again = post_letter(), post_letter()

    assert first.pk == again.pk
    assert IssuedDocument.objects.count() == 1
    assert Counter.objects.get(series="letter").last == 1


def test_a_letter_is_drawn_only_when_it_is_printed_and_its_words_are_frozen():
    letter = post_letter()
    assert letter.document.sha256 == ""
    assert letter.status == Notice.Status.QUEUED

    letters.paper(letter)

    letter.document.refresh_from_db()
    assert len(letter.document.sha256) == 64


def test_the_sweep_of_mails_leaves_letters_alone():
    letter = post_letter()

    assert outbox.sweep() == 0

    letter.refresh_from_db()
    assert letter.status == Notice.Status.QUEUED


# Addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "size", "is_whole"),
    [
        (block(), 9, True),
        (block(address=["東京都港区西新橋一丁目二番三号 海岸国際貿易ビルディング五階"]), 9, True),
        (
            block(
                address=[
                    "東京都港区西新橋一丁目二番三号",
                    "海岸国際貿易センタービルディング東館 25階",
                ]
            ),
            8,
            True,
        ),
        (block(**LONG), 7.5, True),
        (block(**LONG | {"address": ["東京都港区西新橋" * 6, "海岸ビルディング" * 6]}), 7.5, False),
    ],
    ids=["usual", "one long line", "long", "longer", "too long"],
)
def test_a_long_address_is_set_in_smaller_type_and_then_a_person_is_told(lines, size, is_whole):
    fit = letters.fit(lines)

    assert (fit.size, fit.is_whole) == (size, is_whole)


def test_an_address_too_long_for_the_window_warns_and_loses_no_character():
    lines = block(address=["東京都港区西新橋" * 6, "海岸ビルディング" * 6])

    letter = post_letter(lines=lines)

    assert "窓に収まりません" in letter.error
    words = "".join(c for c, _box in characters(letters.paper(letter)))
    assert "東京都港区西新橋" * 6 in words
    assert "海岸ビルディング" * 6 in words


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            {"company": "東雲通商株式会社", "department": "通関部", "person": "港湾 太郎"},
            ["〒104-0032", "東京都", "東雲通商株式会社", "通関部　港湾 太郎 様"],
        ),
        ({"company": "東雲通商株式会社"}, ["〒104-0032", "東京都", "東雲通商株式会社　御中"]),
        ({"person": "髙橋 﨑"}, ["〒104-0032", "東京都", "髙橋 﨑 様"]),
        (
            {
                "company": "東雲通商",
                "department": "東日本営業統括本部 国際物流事業部",
                "person": "港 太郎",
            },
            ["〒104-0032", "東京都", "東雲通商", "東日本営業統括本部 国際物流事業部", "港 太郎 様"],
        ),
    ],
    ids=["person of a company", "company", "person", "long department"],
)
def test_an_address_names_company_and_person_as_letters_do(parts, expected):
    lines = addresses.lines(postal_code="1040032", address=["東京都", ""], **parts)

    assert [line["text"] for line in lines] == expected


def test_plain_lines_are_understood():
    lines = addresses.told(["〒104-0032", "東京都", "東雲通商株式会社　御中"])

    assert [line["kind"] for line in lines] == ["post", "place", "name"]
    assert addresses.partner(lines) == "東雲通商株式会社"


def test_another_envelope_moves_the_window(settings):
    settings.LETTER_ENVELOPE = {
        "window_left": 30,
        "window_top": 20,
        "w": 85,
        "h": 40,
        "play_x": 10,
        "play_y": 8,
    }

    data = letters.paper(post_letter())

    shown = [box for _c, box in characters(data) if box[0] < 115 and box[1] < 60]
    assert all(box[0] >= 30 and box[1] >= 20 and box[2] <= 105 and box[3] <= 52 for box in shown)


def test_the_calibration_sheet_shows_both_zones():
    words = "".join(c for c, _box in characters(letters.window_sheet()))

    assert "67×26" in words
    assert "113×64" in words
