"""The wizard in a real browser: autosave, what comes back, pressing twice, by keyboard, axe."""

import os
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from playwright.sync_api import Browser, Page, expect, sync_playwright

import billing.seed
import registry.seed
from core import calendar, clock
from portal.demonstration import deeds
from registry import drafts
from registry.models import Answers, Application
from tests import cast
from tests.browser.tools import CHROMIUM_FLAGS, axe_violations, chromium_path
from tests.conftest import signed_in
from tests.registry.hostile import plain_pdf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.real_time,
    pytest.mark.django_db(transaction=True),
]
SAVED = re.compile(r"● \d\d:\d\d に自動保存しました")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def draft(db) -> str:
    """The address of a draft whose window is open on the real day."""
    billing.seed.load(apps)
    registry.seed.load(apps)
    end = calendar.add_months(clock.today().replace(day=1), 2)
    code = cast.shinonome(valid_until=end)
    member = deeds.member(code)
    begun = drafts.start("jastpro-renewal", account=member, entry=code.entry, code=code)
    return f"/apply/jastpro-renewal/d/{begun.pk}/"


@pytest.fixture
def page(chromium, live_server, draft) -> Iterator[Page]:
    yield from opened(chromium, live_server.url)


def opened(chromium: Browser, url: str, **options) -> Iterator[Page]:
    """A page of 東雲通商, signed in; nothing may break the content policy."""
    context = chromium.new_context(locale="ja-JP", base_url=url, **options)
    member = Application.objects.get().account
    cookie = signed_in(member).cookies["madoguchi_session"].value
    context.add_cookies([{"name": "madoguchi_session", "value": cookie, "url": url}])
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield page
    context.close()
    assert not [text for text in refused if "status of 409" not in text and "ERR_" not in text]


def typed(step: str = "filer") -> dict:
    return Answers.objects.get(step=step).data


def test_what_is_typed_is_saved_two_seconds_after_the_last_key(page, draft):
    page.goto(f"{draft}filer/")
    page.get_by_label("所属部課名").fill("輸入部")

    expect(page.locator("[data-status]")).to_have_text(SAVED, timeout=6000)

    assert typed()["filer-department"] == ["輸入部"]
    assert page.locator("input[name=seen]").input_value() == "1"


def test_text_that_could_not_be_saved_is_told_and_comes_back(page, draft):
    page.goto(f"{draft}filer/")
    page.context.set_offline(True)
    page.get_by_label("所属部課名").fill("輸入部")
    expect(page.locator("[data-alert]")).to_contain_text("保存できていません", timeout=12000)

    page.context.set_offline(False)
    page.reload()

    expect(page.get_by_label("所属部課名")).to_have_value("輸入部")
    expect(page.locator("[data-status]")).to_have_text(SAVED, timeout=6000)
    assert typed()["filer-department"] == ["輸入部"]


def test_another_tab_that_saved_first_is_told_of_and_both_are_shown(page, draft):
    page.goto(f"{draft}filer/")
    other = page.context.new_page()
    other.goto(f"{draft}filer/")
    other.get_by_label("所属部課名").fill("輸出部")
    other.get_by_role("button", name="申込内容を一時保存する").click()

    page.get_by_label("所属部課名").fill("輸入部")
    expect(page.locator("[data-alert]")).to_contain_text("別の画面で", timeout=6000)
    page.get_by_role("button", name="申込内容を一時保存する").click()

    expect(page.locator("h1")).to_contain_text("この項目は別の画面で")
    expect(page.locator("tr.chg")).to_contain_text("輸入部")
    expect(page.locator("tr.chg")).to_contain_text("輸出部")


def test_a_press_during_an_autosave_waits_for_it_and_contradicts_nothing(page, draft):
    page.goto(f"{draft}filer/")
    page.get_by_label("はい").check()
    page.get_by_label("所属部課名").fill("輸入部")
    page.wait_for_timeout(1990)
    page.get_by_label("役職名").fill("課長")

    page.get_by_role("button", name="更新を申請").dblclick()

    expect(page.locator("h1")).to_have_text("更新登録内容の入力および確認資料の添付")
    assert typed()["filer-job_title"] == ["課長"]


def test_a_reading_goes_into_the_kana_field_while_that_is_untouched(page, draft):
    page.goto(f"{draft}filer/")
    kana = page.get_by_label("姓（フリガナ）")
    kana.fill("")
    page.get_by_role("button", name="申込内容を一時保存する").click()
    name = page.locator("[name=filer-family_name]")
    name.fill("")
    for kind, data in (("update", "みなと"), ("update", "港"), ("end", "港")):
        name.evaluate(
            "(box, [kind, data]) => box.dispatchEvent(new CompositionEvent(kind, { data }))",
            [f"composition{kind}", data],
        )

    expect(kana).to_have_value("ミナト")


def test_the_whole_renewal_by_keyboard(page, draft):
    page.goto(f"{draft}filer/")
    page.get_by_label("はい").focus()
    page.keyboard.press("Space")
    page.get_by_label("所属部課名").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("更新登録内容の入力および確認資料の添付")
    page.get_by_role("button", name="変更なしで更新").focus()
    page.keyboard.press("Enter")
    page.get_by_label("同意する").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="更新を申請").focus()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("お支払い口座情報の確認及び請求書の発行")
    assert Application.objects.get().state == "awaiting_payment"


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_have_no_violation_and_no_sideways_scroll(chromium, live_server, draft, width):
    viewport = {"width": width, "height": 900}
    for page in opened(chromium, live_server.url, viewport=viewport, color_scheme="dark"):
        for path in looked_at(page, draft):
            assert axe_violations(page) == [], path
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path


def looked_at(page: Page, draft: str) -> Iterator[str]:
    """Every page of the way, one after another."""
    page.goto("/apply/jastpro-renewal/")
    yield "guide"
    page.goto(f"{draft}filer/")
    yield "filer"
    page.get_by_label("E-mailアドレス").fill("x")
    page.get_by_role("button", name="更新を申請").click()
    expect(page.locator("#error-summary")).to_be_focused()
    yield "errors"
    page.get_by_label("はい").check()
    page.get_by_label("E-mailアドレス").fill("a@example.jp")
    page.get_by_role("button", name="更新を申請").click()
    yield "registrant"
    page.locator("[name=legal_address-postal_code]").fill("498-0000")
    page.get_by_role("button", name="反映").first.click()
    yield "places"
    page.get_by_role("button", name="更新を申請").click()
    yield "papers missing"
    page.goto(f"{draft}discard/")
    yield "discard"
    page.goto(f"{draft}registrant/")
    page.get_by_role("button", name="変更なしで更新").click()
    yield "check"
    page.get_by_label("同意する").check()
    page.get_by_role("button", name="更新を申請").click()
    yield "payment"
    page.get_by_role("link", name="次へ進む").click()
    yield "done"
    page.goto(draft)
    yield "received"


def test_the_whole_renewal_without_scripts(chromium, live_server, draft):
    for page in opened(chromium, live_server.url, java_script_enabled=False):
        page.goto(f"{draft}filer/")
        page.get_by_label("はい").check()
        page.get_by_role("button", name="更新を申請").click()
        page.get_by_role("button", name="変更なしで更新").click()
        page.get_by_label("同意する").check()
        page.get_by_role("button", name="更新を申請").click()
        expect(page.locator("h1")).to_have_text("お支払い口座情報の確認及び請求書の発行")


def test_a_file_is_sent_when_it_is_chosen_and_typed_text_stays(page, draft):
    page.goto(f"{draft}filer/")
    page.get_by_label("はい").check()
    page.get_by_role("button", name="更新を申請").click()
    page.get_by_label("代表者名").fill("東雲 二郎")
    name = "見積 書 (1)+😀.pdf"
    for given, data in ((name, plain_pdf()), ("見積.docx", b"PK no")):
        page.get_by_label("ファイルを選択").set_input_files(
            {"name": given, "mimeType": "application/pdf", "buffer": data}
        )
        expect(page.locator(".files li")).to_have_count(1, timeout=20000)

    expect(page.locator("#papers .msg")).to_contain_text("見積.docx", timeout=20000)
    expect(page.locator(".files")).to_contain_text(name)
    expect(page.get_by_label("代表者名")).to_have_value("東雲 二郎")
    assert Application.objects.get().attachments.get().name == name
