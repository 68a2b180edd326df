"""Why a file is not taken, in the words that the applicant reads (ux 4.6)."""

from django.utils.translation import gettext_lazy as _

from core.characters import UNSEEN

UNSAFE = _("「%(name)s」は安全を確認できなかったため添付できません（理由：%(why)s）。%(remedy)s")
REPRINT = _("PDFとして印刷し直したものか、画像にしたものを選択してください。")
REMAKE = _("作り直したファイルを選択してください。")

# Each of these is told as UNSAFE with what to do instead.
UNSAFE_BECAUSE = {
    "javascript": (_("JavaScriptが含まれています"), REPRINT),
    "launch": (_("プログラムを起動する指示が含まれています"), REPRINT),
    "submit": (_("入力内容を外部へ送信する指示が含まれています"), REPRINT),
    "automatic": (_("開いたときなどに自動で動く指示が含まれています"), REPRINT),
    "external": (_("外部のファイルや通常と異なるリンクへの参照が含まれています"), REPRINT),
    "embedded": (_("別のファイルが埋め込まれています"), REPRINT),
    "multimedia": (_("音声・動画・3Dなどが含まれています"), REPRINT),
    "xfa": (_("動的フォーム（XFA）が含まれています"), REPRINT),
    "foreign": (_("ファイルの前後に別のデータが付いています"), REMAKE),
    "complex": (_("構造が複雑すぎます"), REPRINT),
    "unconfirmed": (_("内容を読み取れませんでした"), REMAKE),
    "infected": (_("ウイルスが検出されました"), _("ウイルスのないファイルを選択してください。")),
}
REASONS = {
    "name": _("ファイル名を255文字以内にしてください。"),
    "empty": _("「%(name)s」は空のファイルです（0バイト）。内容のあるファイルを選択してください。"),
    "kind": _("%(kinds)sのファイルを選択してください（選択されたファイル：%(name)s）。"),
    "heic": _(
        "「%(name)s」はHEIC形式のため添付できません。カメラの設定を「互換性優先」にして撮り直すか、"
        "JPGに変換したものを選択してください。"
    ),
    "encrypted": _("「%(name)s」はパスワードで保護されています。解除してから選択してください。"),
    "damaged": _(
        "「%(name)s」は壊れているか、途中で切れています。作り直したファイルを選択してください。"
    ),
    "pages": _(
        "「%(name)s」は%(pages)sページあります。%(limit)sページ以内に分けて選択してください。"
    ),
    "pixels": _(
        "「%(name)s」の画像が大きすぎます（%(width)s×%(height)s画素）。"
        "縦×横を4,000万画素以内に縮小したものを選択してください。"
    ),
    "total": _(
        "ファイルの合計を%(limit)s以内にしてください（添付すると：%(total)s）。"
        "「%(name)s」（%(size)s）を小さくするか、ほかのファイルを削除してください。"
    ),
    "count": _(
        "「%(name)s」は添付できません。ファイルは%(limit)s件までです。"
        "不要なファイルを削除してから添付してください。"
    ),
    "busy": _(
        "混み合っているため「%(name)s」を確認できませんでした。"
        "しばらく待ってから、もう一度添付してください。"
    ),
}
SHOWN = 80


class Refused(Exception):
    """The file is not taken. `code` names the reason; the text is fit to be shown (ux 4.6)."""

    def __init__(self, code: str, name: str, **details: str | int) -> None:
        self.code = code
        self.name = name
        self.details = details
        super().__init__(code, name)

    def __str__(self) -> str:
        words = {**self.details, "name": visible(self.name, SHOWN)}
        if self.code in UNSAFE_BECAUSE:
            why, remedy = UNSAFE_BECAUSE[self.code]
            return str(UNSAFE) % {**words, "why": why, "remedy": remedy}
        return str(REASONS[self.code] % words)


def visible(name: str, longest: int | None = None) -> str:
    """A file name fit for a page, a header or a ZIP: nothing in it is unseen or turns the line.

    Controls, line ends and marks that turn the direction of writing become U+FFFD. Given a
    length, a longer name is cut in its middle, so that the extension stays to be seen.
    """
    shown = UNSEEN.sub("\ufffd", name)
    if longest is None or len(shown) <= longest:
        return shown
    tail = 16
    return f"{shown[: longest - tail - 1]}…{shown[-tail:]}"
