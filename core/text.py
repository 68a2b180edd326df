"""Folding and repair of what people type (F087, F088, F224, F227).

Width, dashes, kana and spaces are repaired; kanji are never touched: no Unicode normalisation
reaches a name, for it turns the old form of 神 (U+FA19) into the new one and breaks ㈱ apart.
Only `fold_for_search` normalises, and its result is compared, never shown.
"""

import re
import unicodedata

import jaconv

WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
# Look-alikes that no Unicode normalisation turns into a hyphen; the kana mark ー is apart.
DASHES = "‐‑‒–—―−─━˗﹣⁃－"
LONG_MARKS = "ーｰ"
LATIN_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'} | dict.fromkeys(DASHES, "-"))
SPACES = re.compile(r"\s+")
HALF_KANA = re.compile("[\uff61-\uff9f]+")
SPLIT_VOICING = re.compile("[ぁ-ヿ][\u3099\u309a]")
HIRAGANA = re.compile("[ぁ-ゖゝゞ]+")
DASH_AFTER_KANA = re.compile(rf"(?<=[ァ-ヺー])[{re.escape(DASHES)}-]")
DASH_IN_NUMBER = re.compile(rf"(?<=[0-9])[{DASHES}{LONG_MARKS}](?=[0-9])")
DASH_IN_ADDRESS = re.compile(
    rf"(?<=[0-9A-Za-z])[{DASHES}](?=[0-9A-Za-z])"
    rf"|(?<=[0-9])[{LONG_MARKS}](?=[0-9])"
    rf"|(?<=[番地目条号])[{DASHES}{LONG_MARKS}](?=[0-9])"
)
SEPARATORS = re.compile(rf"[\s{re.escape(DASHES)}{LONG_MARKS}-]+")
SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ・ー", "アイウエオツヤユヨワカケ.-")
NOT_BANK = re.compile(r"[^0-9A-Zｦ-ﾟ()\-./｢｣ ]")
# Forms of one character that people search for by its everyday form.
EVERYDAY = str.maketrans(
    "髙﨑𠮷德濵濱邊邉齋齊澤櫻國廣眞嶋冨瀨檜藪萬壽榮會學",
    "高崎吉徳浜浜辺辺斎斉沢桜国広真島富瀬桧薮万寿栄会学",
)
VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def half_width(value: str) -> str:
    """ASCII in half width; a dash of any kind between two digits becomes a hyphen."""
    return DASH_IN_NUMBER.sub("-", value.translate(WIDTH))


def digits(value: str) -> str:
    """The digits alone, in half width."""
    return "".join(char for char in value.translate(WIDTH) if char in "0123456789")


def full_kana(value: str) -> str:
    """Half-width kana made full, and voicing marks that a paste split off put back."""
    value = HALF_KANA.sub(lambda run: jaconv.h2z(run[0]), value)
    return SPLIT_VOICING.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), value)


def name(value: str) -> str:
    """A name as stored: half-width ASCII, full-width kana, single spaces, kanji as typed."""
    return SPACES.sub(" ", full_kana(value).translate(WIDTH)).strip()


def kana(value: str) -> str:
    """A reading in full-width katakana, from hiragana, half-width kana or katakana."""
    value = HIRAGANA.sub(lambda run: jaconv.hira2kata(run[0]), name(value))
    return DASH_AFTER_KANA.sub("ー", value)


def address(value: str) -> str:
    """A line of an address: a name whose dashes between numbers are hyphens."""
    return DASH_IN_ADDRESS.sub("-", name(value))


def english(value: str) -> str:
    """Text for English lines: half width, plain quotes and hyphens, single spaces."""
    value = value.translate(WIDTH).translate(LATIN_MARKS)
    return SPACES.sub(" ", DASH_IN_NUMBER.sub("-", value)).strip()


def latin_unusable(value: str, symbols: str | None = None) -> list[str]:
    """Characters that English lines cannot hold, once each, in order.

    Without `symbols` all printable ASCII is taken; with them letters, digits, space and those.
    """
    taken = None if symbols is None else set(symbols) | {" "}
    return [
        char
        for char in dict.fromkeys(value)
        if not (" " <= char <= "~" and (taken is None or char.isalnum() or char in taken))
    ]


def mail(value: str) -> str:
    """A mail address: half width, no spaces around, the host in small letters."""
    local, at, host = half_width(value).strip().rpartition("@")
    return f"{local}{at}{host.lower()}"


def fold_code(value: str) -> str:
    """A code as compared: half width, capitals, no spaces or dashes."""
    return SEPARATORS.sub("", value.replace("\x00", "").translate(WIDTH)).upper()


def fold_for_search(value: str) -> str:
    """Text as compared in a search: one width, one kana, one form of a kanji, no spaces.

    At most four times as long as what was given. Not for showing and not for storing names.
    """
    value = VARIATION_SELECTORS.sub("", full_kana(value)).translate(EVERYDAY)
    wide = (unicodedata.normalize("NFKC", char) for char in value)
    folded = "".join(new if len(new) <= 4 else old for old, new in zip(value, wide, strict=True))
    folded = HIRAGANA.sub(lambda run: jaconv.hira2kata(run[0]), folded.casefold())
    folded = folded.replace("(株)", "株式会社").replace("(有)", "有限会社")
    return SPACES.sub("", folded.translate(LATIN_MARKS))


def bank_kana(value: str) -> str:
    """A reading as banks write a payer: half-width capitals, no small kana, ー as a hyphen.

    What the banks' character set lacks is left out.
    """
    large = kana(value).upper().translate(SMALL_KANA)
    return NOT_BANK.sub("", jaconv.z2h(large, kana=True, ascii=True, digit=True))
