"""The desk in a real browser: three columns without sideways scroll, phones, axe, keyboard."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from playwright.sync_api import Browser, Page, sync_playwright

from billing import seed as billing_seed
from core import clock
from portal.demonstration import deeds
from registry import lifecycle, register
from registry import seed as registry_seed
from registry.models import Application
from tests import cast
from tests.browser.tools import CHROMIUM_FLAGS, axe_violations, chromium_path, nu_errors
from tests.conftest import signed_in
from tests.registry.hostile import plain_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHANGES = {
    "legal_address": {"street": "2-29-11 八重洲ビル5階"},
    "registered_address": {"street": "2-29-11 八重洲ビル5階"},
    "basics": {"name_en": "SHINONOME TRADING CO., LTD."},
}
AXE = "now axe looks"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def seeds(transactional_db) -> None:
    """A serialized rollback does not reach this thread's connection while Playwright runs."""
    billing_seed.load(apps)
    registry_seed.load(apps)


@pytest.fixture
def case(seeds) -> Application:
    """A renewal with changes and a paper, paid and not yet decided."""
    application = deeds.write_renewal(cast.shinonome(), CHANGES)
    deeds.attach(application, "seal_certificate", plain_pdf(), "印鑑証明書.pdf")
    deeds.pay(deeds.submit(application))
    application.refresh_from_db()
    return application


@pytest.fixture
def examiner(transactional_db):
    return cast.examiner()


@pytest.fixture
def page(chromium, live_server, examiner) -> Iterator[Page]:
    context = chromium.new_context(locale="ja-JP", base_url=live_server.url, viewport=DESK)
    for name, cookie in signed_in(examiner).cookies.items():
        context.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda line: said.append(line.text))
    opened.on("pageerror", lambda error: said.append(f"Error: {error}"))
    yield opened
    context.close()
    if AXE not in said:  # its own styles are refused by the policy
        assert not [line for line in said if "Security Policy" in line or "Error:" in line]


def broken(page: Page) -> list:
    """What axe finds."""
    page.evaluate(f"console.log('{AXE}')")
    return axe_violations(page)


def review(case: Application) -> str:
    return f"/admin/registry/application/{case.pk}/change/"


def overflow(page: Page) -> int:
    """By how many dots the page is wider than the window."""
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=page.viewport_size != DESK)


def test_three_columns_fit_the_window_and_the_paper_is_an_image(page, case):
    page.goto(review(case))
    page.wait_for_load_state("networkidle")
    shot(page, "review")

    columns = [page.locator(".desk-col").nth(n).bounding_box() for n in range(3)]
    assert columns[0]["x"] < columns[1]["x"] < columns[2]["x"]
    assert all(each["y"] + each["height"] <= 900 for each in columns)
    assert overflow(page) == 0
    assert page.get_by_role("button", name="承認", exact=True).is_visible()
    assert page.get_by_text("差し戻し", exact=True).is_visible()
    image = page.locator(".page img").first
    assert image.evaluate("each => each.complete && each.naturalWidth > 0")
    assert page.locator("iframe, embed, object").count() == 0


def test_on_a_phone_they_stand_in_one_column(page, case):
    page.set_viewport_size(PHONE)
    page.goto(review(case))
    page.wait_for_load_state("networkidle")
    shot(page, "review-phone")

    columns = [page.locator(".desk-col").nth(n).bounding_box() for n in range(3)]
    assert columns[0]["y"] < columns[1]["y"] < columns[2]["y"]
    assert overflow(page) == 0


def test_approving_shows_how_long_it_can_be_taken_back_and_counts_down(page, case):
    page.goto(review(case))
    page.get_by_role("button", name="承認", exact=True).click()
    left = page.locator("[data-seconds]")
    shot(page, "review-pending")

    assert left.inner_text().startswith("あと1分") or left.inner_text() == "あと2分0秒"
    first = left.inner_text()
    page.wait_for_function(
        "first => document.querySelector('[data-seconds]').textContent != first", arg=first
    )
    page.get_by_role("button", name="判定を取り消す").click()
    page.get_by_text("申込者には何も届いていません。").wait_for()


def test_sending_back_by_keyboard_alone(page, case):
    page.goto(review(case))
    page.get_by_text("差し戻し", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("会社名（英文）").focus()
    page.keyboard.press("Space")
    page.get_by_label("申込者への連絡").locator("visible=true").last.focus()
    shot(page, "review-send-back")
    page.keyboard.type("登記のとおりに直してください。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_text("「差し戻し」と判定済み").wait_for()
    assert page.locator(".pending li").all_inner_texts() == ["基本情報：会社名（英文）"]


def states(case: Application, examiner) -> dict[str, str]:
    """A page for each state that looks different."""
    list(lifecycle.begin_paid())
    return {
        "queue": "/admin/registry/application/",
        "queue-all": "/admin/registry/application/?queue=all&q=しののめ",
        "index": "/admin/",
        "review": review(case),
        "code": f"/admin/registry/code/{case.code_id}/change/",
        "entry": f"/admin/registry/entry/{case.entry_id}/change/",
        "registrants": "/admin/registry/registrant/",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_either_width(page, case, examiner, scheme, tmp_path):
    register.amend(case.entry, {"basics": {"phone": "0312345678"}}, reason="職権による訂正")
    lifecycle.ask(case, "住所の読みを教えてください。", by=examiner)
    lifecycle.answer(case, "ハッチョウボリです。", by=case.account)
    page.emulate_media(color_scheme=scheme)
    found, files = {}, []
    for name, url in states(case, examiner).items():
        for width, size in (("wide", DESK), ("narrow", PHONE)):
            page.set_viewport_size(size)
            page.goto(url)
            if name == "review":
                for each in page.locator("details").all():
                    each.evaluate("each => { each.open = true }")
            shot(page, f"{name}-{scheme}-{width}")
            if violations := broken(page):
                found[name, width] = violations
        files.append(tmp_path / f"{name}.html")
        files[-1].write_text(page.request.get(url).text())

    assert found == {}
    if scheme == "light":
        assert nu_errors(files) == []


def test_axe_and_the_checker_find_nothing_in_refusals_and_decisions(page, case, examiner, tmp_path):
    page.goto(review(case))
    page.get_by_text("却下", exact=True).click()
    page.get_by_role("button", name="「却下」を確定する").click()
    page.get_by_role("alert").wait_for()
    shot(page, "review-refused")
    refused = tmp_path / "refused.html"
    refused.write_text(page.content())
    assert broken(page) == []

    lifecycle.decide(case, "send_back", by=examiner, note="電話", fields={"basics": ["phone"]})
    page.goto(review(case))
    assert broken(page) == []
    with clock.at(clock.now() + timedelta(minutes=5)):
        list(lifecycle.carry_out_due())
    page.goto(review(case))
    assert broken(page) == []
    assert nu_errors([refused]) == []
