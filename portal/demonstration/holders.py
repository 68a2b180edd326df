"""Who lives in the demonstration: registrants as data. Nobody of them exists."""

from dataclasses import dataclass, field
from typing import Any

from stdnum.jp import cn


def corporate_number(twelve: str) -> str:
    """A corporate number with its check digit before the twelve digits."""
    return cn.calc_check_digit(twelve) + twelve


@dataclass(frozen=True)
class Holder:
    """A registrant with one code. `ends_in` counts months from today to the month of expiry."""

    code: str
    kind: str
    name: str
    name_kana: str
    name_en: str
    representative: str
    person: tuple[str, str]
    person_kana: tuple[str, str]
    mail: str
    twelve: str = ""
    ends_in: int = 2
    postal_code: str = "1040032"
    prefecture: str = "東京都"
    city: str = "中央区八丁堀"
    street: str = "2-29-11 八重洲ビル4階"
    english: tuple[str, str, str, str] = (
        "YAESU BLDG. 4F",
        "2-29-11 HATCHOBORI",
        "CHUO-KU",
        "TOKYO",
    )
    department: str = "貿易業務部"
    phone: str = "0335556032"
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> str:
        return corporate_number(self.twelve) if self.twelve else ""

    def particulars(self) -> dict[str, Any]:
        """The register's image of this holder, by group."""
        address = {
            "postal_code": self.postal_code,
            "prefecture": self.prefecture,
            "city": self.city,
            "street": self.street,
        }
        building, street, city, prefecture = self.english
        return {
            "basics": {
                "kind": self.kind,
                "corporate_number": self.number,
                "name": self.name,
                "name_kana": self.name_kana,
                "name_en": self.name_en,
                "representative": self.representative,
                "representative_title": "代表取締役" if self.kind == "corporation" else "",
                "phone": self.phone,
            },
            "legal_address": address,
            "registered_address": dict(address),
            "registered_address_en": {
                "building": building,
                "street": street,
                "city": city,
                "prefecture": prefecture,
                "postal_code": self.postal_code,
            },
            "contact": {
                "family_name": self.person[0],
                "given_name": self.person[1],
                "family_name_kana": self.person_kana[0],
                "given_name_kana": self.person_kana[1],
                "department": self.department if self.kind == "corporation" else "",
                "job_title": "",
                "phone": self.phone,
                "fax": "",
                "email": self.mail,
            },
        }


SHINONOME = Holder(
    code="P00A1B2C0000",
    kind="corporation",
    name="東雲通商株式会社",
    name_kana="シノノメツウショウカブシキガイシャ",
    name_en="SHINONOME TSUSHO CO., LTD.",
    representative="東雲 一郎",
    person=("港湾", "太郎"),
    person_kana=("コウワン", "タロウ"),
    mail="taro.kowan@shinonome.example.jp",
    twelve="010001100001",
    ends_in=2,
)
MINATO = Holder(
    code="P00A1B2D0000",
    kind="corporation",
    name="みなと食品輸入株式会社",
    name_kana="ミナトショクヒンユニュウカブシキガイシャ",
    name_en="MINATO FOOD IMPORT CO., LTD.",
    representative="三田 裕子",
    person=("三田", "裕子"),
    person_kana=("ミタ", "ユウコ"),
    mail="yuko.mita@minato-food.example.jp",
    twelve="010401100002",
    ends_in=14,
    postal_code="1050003",
    city="港区西新橋",
    street="1-2-3 西新橋ビル2階",
    english=("NISHISHIMBASHI BLDG. 2F", "1-2-3 NISHISHIMBASHI", "MINATO-KU", "TOKYO"),
    phone="0335011234",
)
SHINAGAWA = Holder(
    code="P00A1B2E0000",
    kind="corporation",
    name="品川機械貿易有限会社",
    name_kana="シナガワキカイボウエキユウゲンガイシャ",
    name_en="SHINAGAWA MACHINERY TRADING LTD.",
    representative="大井 次郎",
    person=("大井", "花子"),
    person_kana=("オオイ", "ハナコ"),
    mail="hanako.oi@shinagawa-kikai.example.jp",
    twelve="010701100003",
    ends_in=1,
    postal_code="1400014",
    city="品川区大井",
    street="1-4-8",
    english=("", "1-4-8 OI", "SHINAGAWA-KU", "TOKYO"),
    phone="0337711234",
)
PACIFIC = Holder(
    code="P00A1B2F0000",
    kind="non_resident",
    name="PACIFIC HARBOR TRADING PTE. LTD.",
    name_kana="パシフィックハーバートレーディング",
    name_en="PACIFIC HARBOR TRADING PTE. LTD.",
    representative="MEI TAN",
    person=("TAN", "MEI"),
    person_kana=("タン", "メイ"),
    mail="mei.tan@pacific-harbor.example.com",
    ends_in=2,
    postal_code="",
    prefecture="",
    city="SINGAPORE",
    street="10 ANSON ROAD #21-07",
    english=("INTERNATIONAL PLAZA", "10 ANSON ROAD #21-07", "SINGAPORE", "SINGAPORE"),
    phone="",
)
HAMAYA = Holder(
    code="P00A1B2G0000",
    kind="sole_proprietor",
    name="はまや雑貨店",
    name_kana="ハマヤザッカテン",
    name_en="HAMAYA ZAKKA",
    representative="浜谷 由美",
    person=("浜谷", "由美"),
    person_kana=("ハマヤ", "ユミ"),
    mail="yumi@hamaya.example.jp",
    ends_in=1,
    postal_code="2310023",
    prefecture="神奈川県",
    city="横浜市中区山下町",
    street="31-4",
    english=("", "31-4 YAMASHITACHO, NAKA-KU", "YOKOHAMA-SHI", "KANAGAWA"),
    phone="0456411234",
)
TAKAHASHI = Holder(
    code="P00A1B2H0000",
    kind="individual",
    name="髙橋 﨑",
    name_kana="タカハシ サキ",
    name_en="SAKI TAKAHASHI",
    representative="",
    person=("髙橋", "﨑"),
    person_kana=("タカハシ", "サキ"),
    mail="saki.takahashi@example.jp",
    ends_in=2,
    postal_code="3770008",
    prefecture="群馬県",
    city="渋川市渋川",
    street="1693-1",
    english=("", "1693-1 SHIBUKAWA", "SHIBUKAWA-SHI", "GUNMA"),
    phone="0279221234",
)
NAMED = (SHINONOME, MINATO, SHINAGAWA, PACIFIC, HAMAYA, TAKAHASHI)

_COMPANIES = (
    ("青葉物産", "アオバブッサン", "AOBA BUSSAN"),
    ("神戸灘商会", "コウベナダショウカイ", "KOBE NADA SHOKAI"),
    ("北斗水産", "ホクトスイサン", "HOKUTO SUISAN"),
    ("瑞穂繊維", "ミズホセンイ", "MIZUHO TEXTILE"),
    ("𠮷野木材", "ヨシノモクザイ", "YOSHINO MOKUZAI"),
    ("長崎ガラス", "ナガサキガラス", "NAGASAKI GLASS"),
    ("白鳥電子", "シラトリデンシ", "SHIRATORI DENSHI"),
    ("琵琶湖薬品", "ビワコヤクヒン", "BIWAKO YAKUHIN"),
)


def others() -> tuple[Holder, ...]:
    """Corporations that fill the queue and the history."""
    return tuple(
        Holder(
            code=f"P00A1B3{number}0000",
            kind="corporation",
            name=f"{name}株式会社",
            name_kana=f"{kana}カブシキガイシャ",
            name_en=f"{english} CO., LTD.",
            representative="山田 健",
            person=("佐々木", "薫"),
            person_kana=("ササキ", "カオル"),
            mail=f"boeki{number}@example.jp",
            twelve=f"01000110010{number}",
            ends_in=2 if number % 2 else 1,
        )
        for number, (name, kana, english) in enumerate(_COMPANIES)
    )
