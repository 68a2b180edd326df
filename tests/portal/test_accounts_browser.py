"""Sign-in in a real browser: the session's warning, passkeys, without JavaScript, by keyboard."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from portal.accounts import factors
from tests.browser.tools import CHROMIUM_FLAGS, axe_violations, chromium_path
from tests.portal.people_at_the_door import CODE, PASSWORD, hanako, taro

pytestmark = [
    pytest.mark.browser,
    pytest.mark.real_time,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.portal.probe_urls"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def house(live_server) -> str:
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(chromium, house) -> Iterator[Page]:
    context = chromium.new_context(locale="ja-JP", base_url=house)
    opened = context.new_page()
    refused: list[str] = []
    opened.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    yield opened
    context.close()
    assert not [text for text in refused if "Content Security Policy" in text]


def sign_in(page: Page, name: str = CODE, path: str = "/my/security/") -> None:
    page.goto(f"/login/?next={path}")
    page.get_by_label("JASTPROコード").fill(name)
    page.get_by_label("パスワード").first.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="ログイン").click()


def test_five_minutes_before_the_end_a_bar_warns_and_the_button_extends(page):
    taro()
    page.clock.install()
    sign_in(page)
    bar = page.locator("#session-bar")
    assert bar.is_hidden()

    page.clock.fast_forward("54:30")
    assert bar.is_hidden()
    page.clock.fast_forward("00:45")

    assert "あと5分で自動的にログアウトします。" in bar.inner_text()
    bar.get_by_role("button", name="続ける").click()
    bar.wait_for(state="hidden")
    page.clock.fast_forward("59:59")
    page.clock.fast_forward("00:10")
    assert "自動的にログアウトしました。" in bar.inner_text()
    assert bar.get_by_role("link", name="ログイン").get_attribute("href") == (
        "/login/?next=%2Fmy%2Fsecurity%2F"
    )


def test_a_passkey_is_made_and_signs_in(page):
    account = taro()
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, path="/my/security/key/")

    page.get_by_label("このパスキーの名前").fill("会社のパソコン")
    page.get_by_role("button", name="登録する").click()
    page.wait_for_url("**/my/security/codes/")

    assert page.locator(".recovery li").count() == 10
    assert [factor.wrap().name for factor in factors.of(account)] == ["会社のパソコン"]
    page.get_by_role("button", name="ログアウト").click()
    sign_in(page)
    page.wait_for_url("**/login/code/")
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url(re.compile(r":\d+/my/security/$"))
    assert "会社のパソコン" in page.content()


def test_signing_in_works_without_javascript_and_by_keyboard(chromium, house):
    taro()
    context = chromium.new_context(java_script_enabled=False, base_url=house)
    plain = context.new_page()
    plain.goto("/login/?next=/my/security/")

    plain.get_by_label("JASTPROコード").focus()
    plain.keyboard.type("p00a-1b2c-0000")
    plain.keyboard.press("Tab")
    plain.keyboard.type(PASSWORD)
    plain.keyboard.press("Enter")

    plain.wait_for_url(re.compile(r":\d+/my/security/$"))
    assert plain.get_by_text("港湾 太郎 様").is_visible()
    context.close()


def test_a_password_can_be_looked_at_while_it_is_typed(page):
    page.goto("/login/")
    field = page.locator("#id_password")

    page.get_by_role("button", name=re.compile("表示.*パスワード")).click()
    assert field.get_attribute("type") == "text"
    page.get_by_role("button", name=re.compile("隠す.*パスワード")).click()

    assert field.get_attribute("type") == "password"


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_sign_in_are_accessible_and_never_scroll_sideways(
    chromium, house, width, scheme
):
    taro()
    hanako()
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=house
    )
    page = context.new_page()
    found = {}

    def look(path: str) -> None:
        page.goto(path)
        found[path] = axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[path] += [{"id": "scrolls sideways"}]

    for path in (
        "/login/",
        "/password/reset/",
        "/password/reset/sent/",
        "/nowhere/",
        "/probe/shut/",
    ):
        look(path)
    page.goto("/login/")
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    found["errors"] = axe_violations(page)
    sign_in(page)
    for path in ("/my/security/", "/my/password/", "/my/security/totp/", "/my/security/key/"):
        look(path)
    page.goto("/logout/")
    page.get_by_role("main").get_by_role("button", name="ログアウト").click()
    sign_in(page, "admin", "/admin/")
    for path in ("/admin/", "/admin/portal/account/", "/admin/portal/account/add/"):
        look(path)
    context.close()

    assert {path: broken for path, broken in found.items() if broken} == {}
