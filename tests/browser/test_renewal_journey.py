"""The association's own renewal manual, followed button by button as it names them.

Once with a mouse on a wide screen in every run; on a phone, without JavaScript and by keys alone
in `bin/test --all`.
"""

import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from notifications import outbox
from registry import lifecycle
from registry.models import Answers, Application, Term
from tests import cast
from tests.browser.conftest import NARROW, WIDE
from tests.browser.hands import Keys, Mouse
from tests.registry.hostile import plain_pdf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.rule("F001", "F029", "F033", "F040", "F041", "F043", "F045", "F048", "F049"),
    pytest.mark.rule("F050", "F051", "F054", "F055", "F056", "F057", "F060", "F064"),
]
WAYS = {
    "wide": (Mouse, {"width": WIDE}),
    "phone": (Mouse, {"width": NARROW}),
    "no-script": (Mouse, {"width": WIDE, "js": False}),
    "phone-no-script": (Mouse, {"width": NARROW, "js": False}),
    "keys": (Keys, {"width": WIDE}),
    "keys-no-script": (Keys, {"width": WIDE, "js": False}),
}
EVERY_WAY = [
    pytest.param(way, marks=[] if way == "wide" else [pytest.mark.slow], id=way) for way in WAYS
]
RED = re.compile(r"rgb\((1[3-9]\d|2\d\d), \d{1,2}, \d{1,2}\)")


@pytest.fixture
def houses(transactional_db):
    """東雲通商 and an examiner; both sign in with their passwords."""
    return cast.shinonome(), cast.examiner()


@pytest.fixture
def certificate(tmp_path) -> Path:
    path = tmp_path / "履歴事項全部証明書 (写し).pdf"
    path.write_bytes(plain_pdf())
    return path


def hand_of(way, browse, **more):
    kind, options = WAYS[way]
    return kind(browse(**options, **more))


def to_my_page(hand):
    """Step 1 of the manual: the guide, its button, the sign-in page."""
    hand.page.goto("/guide/jastpro/renewal/")
    hand.press("更新登録申込")
    hand.write("JASTPROコード", "P00A-1B2C-0000")
    hand.write("パスワード", cast.PASSWORD)
    hand.press("ログイン")
    expect(hand.page).to_have_url(re.compile("/my/$"))


@pytest.mark.parametrize("way", EVERY_WAY)
def test_without_changes_it_takes_six_presses_and_no_typing(way, browse, houses, complaints):
    hand = hand_of(way, browse)
    to_my_page(hand)
    hand.presses = 0

    hand.press("更新申込")
    hand.tick("はい")
    hand.press("更新を申請")
    hand.press("変更なしで更新")
    hand.tick("同意する")
    hand.press("更新を申請")

    expect(hand.page.locator("h1")).to_have_text("お支払い口座情報の確認及び請求書の発行")
    assert hand.presses <= 6
    assert Application.objects.get().state == "awaiting_payment"
    assert complaints == []


@pytest.mark.parametrize("way", EVERY_WAY)
def test_the_manual_from_the_guide_to_the_receipt(
    way, browse, houses, certificate, complaints, settings
):
    settings.DECISION_REST = settings.DECISION_REST * 0
    code, _examiner = houses
    hand = hand_of(way, browse, accept_downloads=True)
    page = hand.page
    to_my_page(hand)

    # Step 2
    hand.press("更新申込")
    hand.tick("はい")
    hand.press("更新を申請")
    # Step 3
    hand.write("番地・建物名", "1-5-12 八丁堀セントラルビル7階", "登記住所")

    hand.attach("ファイルを選択", certificate)
    if way.endswith("no-script"):
        hand.press("ファイルを添付する")
    expect(page.get_by_text("履歴事項全部証明書 (写し).pdf").first).to_be_visible()
    hand.press("更新を申請")
    # Step 4: what changed is red and marked; back, and forth again
    expect(page.locator("h1")).to_have_text("更新登録内容の確認および利用規約への同意")
    changed = page.locator("tr.chg")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("2-29-11 八重洲ビル4階")
    expect(changed).to_contain_text("1-5-12 八丁堀セントラルビル7階")
    expect(changed.locator(".tag")).to_have_text("変更")
    expect(changed.locator("ins")).to_have_css("color", RED)
    hand.press("戻る")
    expect(page.locator("h1")).to_have_text("更新登録内容の入力および確認資料の添付")
    hand.press("更新を申請")
    hand.tick("同意する")
    hand.press("更新を申請")
    # Step 5
    expect(page.locator("main")).to_contain_text("3,300円")
    hand.press("お支払い口座情報の表示")
    expect(page.get_by_text("このページを印刷する")).to_be_visible()
    hand.press("申し込みサイトへ戻る")
    expect(page.locator("h1")).to_have_text("更新申込受付完了")
    number = Application.objects.get().receipt_number
    expect(page.locator("main")).to_contain_text(number)
    hand.press("マイページ")
    with page.expect_download() as invoice:
        hand.press("請求書", "お支払い")
    assert Path(invoice.value.path()).read_bytes().startswith(b"%PDF")

    # The bank: the demonstration's panel sends the very sum
    hand.press("お支払い口座情報の表示")
    hand.press("ちょうど入金する")
    expect(page.get_by_text("お支払いを確認しました。")).to_be_visible()
    list(lifecycle.begin_paid())  # as the clock does each minute
    assert Application.objects.get().state == "under_examination"
    outbox.sweep()
    hand.press("申し込みサイトへ戻る")

    examine(hand_of(way, browse), number)
    outbox.sweep()

    page.goto("/my/")
    expect(page.locator("main")).to_contain_text("2030年1月31日")
    with page.expect_download() as receipt:
        page.goto(f"/my/applications/{number}/")
        hand.press("領収書")
    assert Path(receipt.value.path()).read_bytes().startswith(b"%PDF")
    assert Term.objects.filter(code=code).count() == 2
    assert complaints == []


def examine(hand, number):
    """The examiner's half: sign in, the queue, the case, 承認."""
    hand.page.goto("/admin/")
    hand.write("JASTPROコード", "examiner")
    hand.write("パスワード", cast.PASSWORD)
    hand.press("ログイン")
    hand.page.goto("/admin/registry/application/")
    hand.press(number)
    expect(hand.page.locator("h1").last).to_contain_text(number)
    hand.press("承認")
    expect(hand.page.get_by_text("承認しました。")).to_be_visible()


@pytest.mark.rule("F070", "F221")
def test_back_forward_and_reload_lose_nothing(browse, houses, complaints):
    hand = hand_of("wide", browse)
    page = hand.page
    to_my_page(hand)
    hand.press("更新申込")
    hand.write("所属部課名", "第二貿易部")
    hand.tick("はい")
    hand.press("更新を申請")
    hand.write("登録電話番号", "03-5555-0001")
    hand.press("更新を申請")
    expect(page.locator("h1")).to_have_text("更新登録内容の確認および利用規約への同意")

    page.go_back()
    expect(page.get_by_label("登録電話番号")).to_have_value(re.compile("5555"))
    page.go_back()
    expect(page.get_by_label("所属部課名")).to_have_value("第二貿易部")
    page.go_forward()
    page.go_forward()
    page.reload()

    expect(page.locator("h1")).to_have_text("更新登録内容の確認および利用規約への同意")
    expect(page.locator("main")).to_contain_text("第二貿易部")
    expect(page.locator("tr.chg")).to_contain_text("03-5555-0001")
    assert complaints == []


@pytest.mark.rule("R-027")
def test_two_tabs_of_one_browser_hand_in_once(browse, houses, complaints):
    hand = hand_of("wide", browse)
    to_my_page(hand)
    for deed, label in (
        (hand.press, "更新申込"),
        (hand.tick, "はい"),
        (hand.press, "更新を申請"),
        (hand.press, "変更なしで更新"),
        (hand.tick, "同意する"),
    ):
        deed(label)
    second = Mouse(hand.page.context.new_page())
    second.page.goto(hand.page.url)
    second.tick("同意する")

    hand.press("更新を申請")
    second.press("更新を申請")

    application = Application.objects.get()
    assert application.submissions.count() == 1
    for tab in (hand, second):
        expect(tab.page.locator("main")).to_contain_text(application.receipt_number)
    assert complaints == []


@pytest.mark.rule("R-022")
def test_a_session_that_ends_while_typing_gives_the_text_back(browse, houses, complaints):
    hand = hand_of("wide", browse)
    page = hand.page
    to_my_page(hand)
    hand.press("更新申込")
    hand.write("所属部課名", "港湾貿易第三部")
    Session.objects.all().delete()

    hand.press("更新を申請")
    hand.write("JASTPROコード", "P00A1B2C0000")
    hand.write("パスワード", cast.PASSWORD)
    hand.press("ログイン")

    expect(page.locator("h1")).to_have_text("申込手続者情報の入力")
    expect(page.get_by_label("所属部課名")).to_have_value("港湾貿易第三部")
    assert complaints == []


@pytest.mark.rule("F034", "R-022")
def test_typing_is_saved_by_itself_and_says_so(browse, houses, complaints):
    hand = hand_of("phone", browse)
    to_my_page(hand)
    hand.press("更新申込")

    hand.write("所属部課名", "第四貿易部")

    expect(hand.page.get_by_text(re.compile(r"\d\d:\d\d に自動保存しました"))).to_be_visible()
    assert Answers.objects.get(step="filer").data["filer-department"] == ["第四貿易部"]
    assert complaints == []
