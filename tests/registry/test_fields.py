import time
from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core import clock
from registry import fields

TODAY = date(2026, 11, 20)


def refusal(field: forms.Field, typed: object) -> str:
    """The one message with which the field refuses what was typed."""
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)
    (message,) = refused.value.messages
    assert message.endswith("。")
    return message


@pytest.mark.rule("F087", "F225")
@pytest.mark.parametrize("typed", ["神", "髙﨑", "𠮷野", "㈱東雲", "葛\U000e0100城"])
def test_a_name_is_stored_with_the_kanji_that_were_typed(typed):
    assert fields.NameField(label="姓").clean(f"　{typed} ") == typed


@pytest.mark.rule("F087", "F225")
def test_a_name_is_missing_too_long_or_unusable_in_so_many_words():
    field = fields.NameField(label="姓", max_length=30)
    assert refusal(field, " 　") == "姓を入力してください。"
    assert refusal(field, None) == "姓を入力してください。"
    assert refusal(field, "長" * 34) == (
        "姓は30文字以内で入力してください（入力された文字数：34文字）。"
    )
    assert refusal(field, "通😀関") == "姓に使えない文字があります：「😀」。"
    assert refusal(field, "a\x00b") == "姓に使えない文字があります：「U+0000」。"
    assert refusal(field, "a\ud800\u202e") == "姓に使えない文字があります：「U+D800」「U+202E」。"


def test_messages_follow_a_label_that_a_form_changes():
    class Form(forms.Form):
        name = fields.NameField(label="会社名")

    form = Form({})
    form.fields["name"].label = "屋号"
    assert form.errors["name"] == ["屋号を入力してください。"]


@pytest.mark.rule("F088", "F224")
def test_a_reading_is_stored_in_full_width_katakana():
    field = fields.KanaField(label="姓（フリガナ）")
    assert field.clean("つうかん") == "ツウカン"
    assert field.clean("ﾂｳｶﾝ") == "ツウカン"
    assert refusal(field, "通関") == "姓（フリガナ）はひらがなまたはカタカナで入力してください。"
    assert fields.KanaField(label="k", company=True).clean("ＮＴＴしょうじ") == "NTTショウジ"


@pytest.mark.rule("F226")
def test_an_optional_field_may_be_empty():
    assert fields.NameField(label="役職名", required=False).clean("") == ""
    assert fields.DateField(label="日", required=False).clean(" ") is None


@pytest.mark.rule("F039")
def test_english_names_take_ascii_and_name_what_they_cannot_hold():
    field = fields.EnglishField(label="会社名（英文）")
    assert field.clean("ＮＡＣＣＳ　TRADING CO., LTD.") == "NACCS TRADING CO., LTD."
    assert (
        refusal(field, "NACCS株株")
        == "会社名（英文）は半角英数字で入力してください。使えない文字：「株」。"
    )


def test_english_addresses_take_few_symbols_and_are_shown_in_capitals():
    field = fields.EnglishAddressField(label="英文の住所")
    assert refusal(field, "Yaesu 4階") == (
        "英文の住所は半角英数字と記号（, . - / ( ) &）で入力してください。使えない文字：「階」。"
    )
    assert field.clean("Yaesu Bldg. 4F") == "Yaesu Bldg. 4F"
    assert field.shown("Yaesu Bldg. 4F") == "YAESU BLDG. 4F"
    assert field.repaired_note("Yaesu Bldg. 4F", "Yaesu Bldg. 4F") == ""


@pytest.mark.rule("F227")
@pytest.mark.parametrize(
    "typed", ["０３（１２３４）５６７８", "03-1234-5678", "+81 3 1234 5678", "+81(0)3-1234-5678"]
)
def test_a_telephone_number_is_stored_as_digits_and_shown_in_groups(typed):
    field = fields.PhoneField(label="電話番号")
    assert field.clean(typed) == "0312345678"
    assert field.shown("0312345678") == "03-1234-5678"


@pytest.mark.rule("F227")
def test_a_wrong_telephone_number_is_refused_with_the_count_of_its_digits():
    field = fields.PhoneField(label="電話番号")
    assert refusal(field, "") == "電話番号を入力してください。"
    assert refusal(field, "03-123-456") == (
        "電話番号は0から始まる10桁または11桁で入力してください（入力された桁数：8桁）。"
    )
    assert refusal(field, "1234567890") == "電話番号は0から始まる市外局番から入力してください。"
    assert refusal(field, "0312345678内線9") == "電話番号に使えない文字があります：「内」「線」。"


@pytest.mark.rule("F228")
def test_a_mail_address_is_folded_and_its_shape_is_checked():
    field = fields.EmailAddressField(label="E-mailアドレス")
    assert field.clean(" Ｔａｒｏ＠ｅｘａｍｐｌｅ．ＪＰ") == "Taro@example.jp"
    wanted = "E-mailアドレスは taro@example.jp の形で入力してください。"
    for typed in ("taro", "taro@", "a b@example.jp", "taro@example.jp\nBcc: x@example.jp"):
        assert refusal(field, typed) == wanted


@pytest.mark.parametrize("typed", ["１０４−００３２", "104ー0032", "〒104‐0032", " 1040032 "])
def test_a_post_code_is_stored_as_seven_digits(typed):
    field = fields.PostalCodeField(label="郵便番号")
    assert field.clean(typed) == "1040032"
    assert field.shown("1040032") == "〒104-0032"
    assert field.in_box("1040032") == "104-0032"


def test_a_short_post_code_is_refused_with_its_count():
    assert refusal(fields.PostalCodeField(label="郵便番号"), "104-003") == (
        "郵便番号は7桁の数字で入力してください（入力された桁数：6桁）。"
    )


def test_the_parts_of_an_address_say_what_is_missing():
    assert refusal(fields.PrefectureField(label="住所（都道府県）"), "") == (
        "都道府県を選択してください。"
    )
    assert refusal(fields.PrefectureField(label="x"), "江戸") == "都道府県を選択してください。"
    assert fields.PrefectureField(label="x").clean("東京都") == "東京都"
    assert len(fields.PrefectureField(label="x").choices) == 48
    assert refusal(fields.CityField(label="住所（市区町村・町域）"), "") == (
        "市区町村を入力してください。"
    )
    assert refusal(fields.AddressLineField(label="番地・建物名"), "") == (
        "番地を入力してください。番地がない場合は「番地なし」と入力してください。"
    )


def test_what_is_stored_otherwise_than_typed_is_told():
    field = fields.AddressLineField(label="番地・建物名")
    typed = "２−２９−１１　八重洲ビル4階"
    assert field.repaired_note(typed, field.clean(typed)) == (
        "「2-29-11 八重洲ビル4階」として保存します。"
    )
    assert field.repaired_note("2-29-11", "2-29-11") == ""
    phone = fields.PhoneField(label="電話番号")
    assert phone.repaired_note("03-1234-5678", "0312345678") == ""
    assert phone.repaired_note("０３１２３４５６７８", "0312345678") == (
        "「03-1234-5678」として保存します。"
    )


def test_a_corporate_number_is_checked_by_its_first_digit():
    field = fields.CorporateNumberField(label="法人番号")
    assert field.clean("Ｔ７１２３４５６７８９０１２") == "7123456789012"
    assert field.clean("8-7001-1000-5901") == "8700110005901"
    assert refusal(field, "712345678901") == (
        "法人番号は13桁の数字で入力してください（入力された桁数：12桁）。"
    )
    assert refusal(field, "1123456789012") == (
        "法人番号に入力の誤りがあるようです（検査用数字が合いません）。もう一度確認してください。"
    )


def test_a_jastpro_code_is_folded_and_its_shape_is_checked():
    field = fields.CodeField(label="JASTPROコード")
    assert field.clean("ｐ00a-1b2c-0000") == "P00A1B2C0000"
    assert refusal(field, "A00A1B2C0000") == (
        "JASTPROコードはPから始まる半角英数字12桁で入力してください（例：P00A1B2C0000）。"
    )


def test_a_code_of_another_shape_is_refused_in_its_own_words():
    field = fields.CodeField(
        label="利用者コード", pattern="[0-9A-Z]{5}", wanted="半角英数字5桁", example="2ANAC"
    )
    assert field.clean("２ａｎａｃ") == "2ANAC"
    assert refusal(field, "2ANA") == (
        "利用者コードは半角英数字5桁で入力してください（例：2ANAC）。"
    )


@pytest.mark.parametrize(
    "typed", ["令和8年12月4日", "R8.12.4", "20261204", "１２／４", "2026/12/4", "2026-12-04"]
)
def test_a_date_is_understood_and_echoed_with_its_weekday(typed):
    field = fields.DateField(label="利用開始希望日")
    with clock.at(TODAY):
        assert field.clean(typed) == date(2026, 12, 4)
    assert field.shown(date(2026, 12, 4)) == field.shown("2026-12-04") == "2026年12月4日（金）"
    assert field.repaired_note("12/4", date(2026, 12, 4)) == (
        "「2026年12月4日（金）」として保存します。"
    )


def test_what_is_no_date_is_told_how_to_write_one():
    field = fields.DateField(label="発行日", ahead=False)
    with clock.at(TODAY):
        assert field.clean("12/4") == date(2025, 12, 4)
        assert refusal(field, "きのう") == (
            "発行日は 2026年12月4日 または 2026/12/4 の形で入力してください。"
        )


@pytest.mark.parametrize(
    ("typed", "yen", "words"),
    [
        ("3.2億円", 320_000_000, "3億2,000万円"),
        ("32000万円", 320_000_000, "3億2,000万円"),
        ("１億２０００万", 120_000_000, "1億2,000万円"),
        ("320,000,000", 320_000_000, "3億2,000万円"),
        ("5百万円", 5_000_000, "500万円"),
        ("0", 0, "0円"),
        ("10500円", 10_500, "1万500円"),
    ],
)
def test_an_amount_is_understood_with_units_and_echoed_in_them(typed, yen, words):
    field = fields.AmountField(label="年商")
    assert field.clean(typed) == yen
    assert field.shown(yen) == words


@pytest.mark.parametrize("typed", ["約3億", "0.5円", "2万3億", "-5", "9" * 20, "億"])
def test_what_is_no_amount_is_told_how_to_write_one(typed):
    assert refusal(fields.AmountField(label="年商"), typed) == (
        "年商を数字で入力してください。例：3.2億円、32000万円 のどちらでも入力できます。"
    )


def test_a_number_lies_between_its_bounds():
    field = fields.NumberField(label="識別番号数", least=1, most=99)
    assert field.clean("０１２") == 12
    for typed in ("0", "100", "x", "1.5", "9" * 5_000):
        assert refusal(field, typed) == "識別番号数は1〜99の数字で入力してください。"


def test_free_text_counts_a_line_end_as_one_character_and_refuses_a_personal_number():
    field = fields.TextField(label="申込理由", max_length=10)
    assert field.clean("一二三四\r\n五六七八九") == "一二三四\n五六七八九"
    assert refusal(field, "長" * 11) == (
        "申込理由は10文字以内で入力してください（入力された文字数：11文字）。"
    )
    field = fields.TextField(label="備考")
    wanted = "備考にマイナンバーと思われる12桁の番号があります。番号を消してください。"
    assert refusal(field, "番号は1234-5678-9018です") == wanted
    assert refusal(field, "１２３４５６７８９０１８") == wanted
    assert field.clean("123456789012、7123456789012 😀").startswith("123456789012")


def test_choices_ask_to_choose_and_show_their_labels():
    radio = fields.ChoiceRadio(label="種別", choices=[("a", "法人"), ("b", "個人")])
    assert refusal(radio, "") == refusal(radio, "z") == "種別を選択してください。"
    assert radio.shown("b") == "個人"
    checks = fields.ChoiceChecks(
        label="業種", choices=[("通関", [("c", "通関業")]), ("運送", [("d", "海貨業")])]
    )
    assert refusal(checks, []) == "業種を1つ以上選択してください。"
    assert refusal(checks, ["z"]) == "業種を選択してください。"
    assert checks.clean(["c", "d"]) == ["c", "d"]
    assert checks.shown(["c", "d", "gone"]) == "通関業、海貨業、gone"


def test_consent_names_what_is_agreed_to():
    assert refusal(fields.AgreeField(document="利用規約"), None) == (
        "利用規約に同意する場合は「同意する」にチェックしてください。"
    )
    confirm = fields.AgreeField(label="上記を確認しました。")
    assert refusal(confirm, False) == "「上記を確認しました。」にチェックしてください。"
    assert confirm.clean(True) is True
    assert confirm.shown(True) == "上記を確認しました。"


EVERY = [
    fields.AddressLineField,
    fields.AmountField,
    fields.CityField,
    fields.CodeField,
    fields.CorporateNumberField,
    fields.DateField,
    fields.EmailAddressField,
    fields.EnglishAddressField,
    fields.EnglishField,
    fields.KanaField,
    fields.NameField,
    fields.NumberField,
    fields.PhoneField,
    fields.PostalCodeField,
    fields.TextField,
]
HOSTILE = [
    "\x00",
    "\ud800",
    "\u202eabc",
    "%(label)s %s",
    "<script>",
    "'; --",
    "=1+1",
    "９" * 4_000,
    "ー" * 9_000,
    "ﾞ" * 500,
    "Ω≈ç√∫˜µ",
    "²³¹",
    "٣٤٥",
    "{{ x }}",
    "‮‮",
    "\ufeff\u200b",
    "㋿8.1.1",
]


@pytest.mark.parametrize("kind", EVERY)
def test_every_field_takes_or_refuses_hostile_text_in_words(kind):
    field = kind(label="項目")
    for typed in HOSTILE:
        try:
            kept = field.clean(typed)
        except ValidationError as refused:
            for message in refused.messages:
                message.encode()
                assert message.endswith(("。", "できます。"))
                assert "項目" in message or "番地" in message or "市区町村" in message
        else:
            field.shown(kept)
            field.repaired_note(typed, kept)


@pytest.mark.parametrize("kind", EVERY)
def test_every_field_refuses_a_hundred_thousand_characters_at_once(kind):
    started = time.perf_counter()
    message = refusal(kind(label="項目"), "ｱー１－" * 25_000)
    assert "入力された文字数：100000文字" in message
    assert time.perf_counter() - started < 0.2


@pytest.mark.parametrize("kind", EVERY)
def test_no_box_cuts_what_is_pasted_or_lets_the_browser_speak(kind):
    class Form(forms.Form):
        field = kind(label="項目")

    html = str(Form()["field"])
    assert "maxlength" not in html
    assert " required" not in html
    assert 'class="in w' in html


def test_what_was_typed_is_shown_again_and_what_is_kept_is_shown_repaired():
    class Form(forms.Form):
        phone = fields.PhoneField(label="電話番号")

    assert 'value="０３１２３４"' in str(Form({"phone": "０３１２３４"})["phone"])
    assert 'value="0312345678"' in str(Form({"phone": "0312345678"})["phone"])
    assert 'value="03-1234-5678"' in str(Form(initial={"phone": "0312345678"})["phone"])


def test_another_writing_of_the_same_value_is_no_change():
    class Form(forms.Form):
        phone = fields.PhoneField(label="電話番号")

    kept = {"phone": "0312345678"}
    assert not Form({"phone": "０３−１２３４−５６７８"}, initial=kept).has_changed()
    assert Form({"phone": "0312345679"}, initial=kept).has_changed()
