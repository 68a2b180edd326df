import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import characters, text


@pytest.mark.parametrize(
    "typed", ["１０４−００３２", "104ー0032", "〒104‐0032", " 1040032 ", "104―0032", "104ｰ0032"]
)
def test_a_post_code_is_read_from_any_width_and_any_dash(typed):
    assert text.digits(typed) == "1040032"


def test_a_dash_between_digits_becomes_a_hyphen_and_a_long_vowel_stays():
    assert text.half_width("１２ー３４、スーパー１") == "12-34、スーパー1"


@pytest.mark.rule("F087")
@pytest.mark.parametrize("kept", ["神", "隆", "福", "髙", "﨑", "𠮷", "㈱", "①", "葛\U000e0100"])
def test_the_kanji_of_a_name_are_never_changed(kept):
    assert text.name(kept) == kept
    assert text.address(kept) == kept


def test_a_name_has_half_width_letters_full_width_kana_and_single_spaces():
    assert text.name("　ＡＢＣ　　ｶﾌﾞｼｷｶﾞｲｼｬ ") == "ABC カブシキガイシャ"


def test_voicing_marks_that_a_paste_split_off_are_put_back():
    assert text.name("か\u3099は\u309a") == "がぱ"


@pytest.mark.rule("F088")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ｶﾌﾞｼｷｶﾞｲｼｬ", "カブシキガイシャ"),
        ("かぶしきがいしゃ", "カブシキガイシャ"),
        ("ス-パ－", "スーパー"),
        ("ゔぃら", "ヴィラ"),
    ],
)
def test_a_reading_becomes_full_width_katakana(typed, kept):
    assert text.kana(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("２−２９−１１　八重洲ビル4階", "2-29-11 八重洲ビル4階"),
        ("１ー２ センタービル", "1-2 センタービル"),
        ("3丁目ー4", "3丁目-4"),
        ("Ａ‐101", "A-101"),
        ("サンシャイン−タワー", "サンシャイン−タワー"),
    ],
)
def test_dashes_between_the_numbers_of_an_address_become_hyphens(typed, kept):
    assert text.address(typed) == kept


def test_english_lines_name_the_characters_they_cannot_hold_once_each():
    assert text.latin_unusable(text.english("ＮＡＣＣＳ　階階é")) == ["階", "é"]
    assert text.latin_unusable("2-29 Yaesu #4", symbols="-") == ["#"]


def test_english_quotes_and_dashes_become_plain():
    assert text.english("St. Luke’s – “A”") == 'St. Luke\'s - "A"'


def test_a_mail_address_keeps_its_local_part_and_lowers_its_host():
    assert text.mail(" Ｔａｒｏ＠ｅｘａｍｐｌｅ．ＪＰ ") == "Taro@example.jp"


@pytest.mark.parametrize(
    "typed", ["p00a-1b2c-0000", "Ｐ００Ａ　１Ｂ２Ｃ　００００", "P00A1B2C‐0000"]
)
def test_a_code_is_compared_without_width_spaces_dashes_and_case(typed):
    assert text.fold_code(typed) == "P00A1B2C0000"


@pytest.mark.parametrize(
    ("searched", "written"),
    [
        ("高崎", "髙﨑"),
        ("株式会社 東雲", "㈱東雲"),
        ("しののめつうしょう", "シノノメツウショウ"),
        ("ｎａｃｃｓ", "NACCS"),
        ("葛城", "葛\U000e0100城"),
    ],
)
def test_a_search_finds_what_is_written_another_way(searched, written):
    assert text.fold_for_search(searched) == text.fold_for_search(written)


@given(st.text(max_size=60))
def test_folded_text_is_at_most_four_times_as_long(typed):
    assert len(text.fold_for_search(typed)) <= 4 * len(typed)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_repair_repaired_again_changes_nothing(typed):
    for repair in (text.name, text.kana, text.address, text.english, text.fold_code):
        once = repair(typed)
        assert repair(once) == once


def test_a_reading_for_the_bank_has_capitals_only_and_no_long_vowel_mark():
    assert text.bank_kana("シノノメツウショウ") == "ｼﾉﾉﾒﾂｳｼﾖｳ"
    assert text.bank_kana("カ）ｱｸｱﾏﾘﾝ・サーガ") == "ｶ)ｱｸｱﾏﾘﾝ.ｻ-ｶﾞ"
    assert text.bank_kana("神ゔ") == "ｳﾞ"


def test_a_hundred_thousand_characters_are_repaired_at_once():
    long = "ｶﾞ−１ー２ 神" * 12_500
    started = time.perf_counter()
    for repair in (text.name, text.kana, text.address, text.english, text.fold_for_search):
        repair(long)
    assert time.perf_counter() - started < 3


def test_unusable_characters_are_named_and_unseen_ones_by_their_number():
    assert characters.unusable("a\x00b\u202ec\ud800\n") == ["\x00", "\u202e", "\ud800"]
    assert [characters.spelled(char) for char in "\u202e階"] == ["U+202E", "階"]
    assert characters.unusable("😀髙☆\ue000", in_name=True) == ["😀", "\ue000"]
    assert characters.unusable("😀") == []


def test_leftovers_of_a_paste_are_taken_away_and_lines_end_in_one_way():
    assert characters.clean("\ufeff株式\u200b会社\r\n東京\r") == "株式会社\n東京\n"


def test_text_from_outside_can_be_stored_and_shown_on_one_line():
    assert characters.storable("a\x00\ud800b") == "a\ufffd\ufffdb"
    assert characters.visible("件名\r\nBcc: x\x00\u202e") == "件名 Bcc: x"
