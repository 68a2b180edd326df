"""Papers in a real browser: sent when chosen or dropped, one after the other, nothing lost."""

import os
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect, sync_playwright

import billing.seed
import registry.seed
from core import calendar, clock
from portal.demonstration import deeds
from registry import drafts, register
from registry.models import Answers, Application, Attachment
from tests import cast
from tests.browser.tools import CHROMIUM_FLAGS, axe_violations, chromium_path
from tests.conftest import signed_in
from tests.registry import hostile

pytestmark = [
    pytest.mark.browser,
    pytest.mark.real_time,
    pytest.mark.django_db(transaction=True),
]
PDF = hostile.plain_pdf()
PNG = hostile.image("PNG")
SECONDS = 20_000  # milliseconds, for a machine that is busy


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def step(db) -> str:
    """The address of the step that takes papers, on the real day."""
    billing.seed.load(apps)
    registry.seed.load(apps)
    end = calendar.add_months(clock.today().replace(day=1), 2)
    code = cast.shinonome(valid_until=end)
    member = deeds.member(code)
    begun = drafts.start("jastpro-renewal", account=member, entry=code.entry, code=code)
    filer = drafts.Draft(begun).steps[0]
    contact = {
        f"filer-{name}": [value or ""]
        for name, value in register.image(code.entry)["contact"].items()
    }
    drafts.Draft(begun).save(
        filer, contact | {"contact_check-is_current": ["yes"]}, seen=0, by=member
    )
    return f"/apply/jastpro-renewal/d/{begun.pk}/registrant/"


def opened(chromium: Browser, url: str, **options) -> Iterator[Page]:
    """A page of 東雲通商, signed in; nothing may break the content policy or fail in a script."""
    context = chromium.new_context(locale="ja-JP", base_url=url, **options)
    cookie = signed_in(Application.objects.get().account).cookies["madoguchi_session"].value
    context.add_cookies([{"name": "madoguchi_session", "value": cookie, "url": url}])
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert not [text for text in wrong if "Failed to load resource" not in text]


@pytest.fixture
def page(chromium, live_server, step) -> Iterator[Page]:
    for found in opened(chromium, live_server.url):
        found.goto(step)
        yield found


def file(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def choose(page: Page, *files: dict) -> None:
    page.get_by_label("ファイルを選択").set_input_files(list(files))


def names() -> list[str]:
    return [each.name for each in Attachment.objects.filter(removed_at=None).order_by("position")]


def has_listed(page: Page, count: int) -> None:
    expect(page.locator(".files li")).to_have_count(count, timeout=SECONDS)


@pytest.mark.rule("F041", "F094")
def test_several_files_are_sent_one_after_the_other_and_typed_text_stays(page):
    posts: list[str] = []
    page.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    page.get_by_label("代表者名").fill("東雲 二郎")

    choose(
        page, file("見積 書 (1)+😀.pdf", PDF), file("見積.docx", b"PK"), file("a&amp;b.png", PNG)
    )

    has_listed(page, 2)
    expect(page.locator("[data-uploading] p")).to_have_text("「a&amp;b.png」を添付しました。")
    words = "PDF、PNG、JPGのファイルを選択してください（選択されたファイル：見積.docx）。"
    expect(page.locator("#id_file_error")).to_have_text(words)
    expect(page.get_by_label("ファイルを選択")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("代表者名")).to_have_value("東雲 二郎")
    assert names() == ["見積 書 (1)+😀.pdf", "a&amp;b.png"]
    assert len([url for url in posts if url.endswith("/registrant/")]) >= 3
    assert axe_violations(page) == []


@pytest.mark.rule("F041")
def test_the_next_files_take_the_error_away(page):
    choose(page, file("見積.docx", b"PK"))
    expect(page.locator("#id_file_error")).to_be_visible(timeout=SECONDS)

    choose(page, file("証明書.pdf", PDF))

    has_listed(page, 1)
    expect(page.locator("#id_file_error")).to_have_count(0)
    expect(page.get_by_label("ファイルを選択")).not_to_have_attribute("aria-invalid", "true")


def test_a_press_while_files_are_on_their_way_waits_for_them(page, step):
    page.get_by_label("代表者名").fill("東雲 二郎")
    choose(page, file("一.pdf", PDF), file("二.png", PNG))
    page.get_by_role("button", name="更新を申請").click()

    expect(page).to_have_url(re.compile("/check/"), timeout=SECONDS)
    assert names() == ["一.pdf", "二.png"]
    assert Answers.objects.get(step="registrant").data["basics-representative"] == ["東雲 二郎"]


def test_a_press_is_dropped_where_a_file_is_refused(page, step):
    choose(page, file("見積.docx", b"PK"), file("二.png", PNG))
    page.get_by_role("button", name="更新を申請").click()

    has_listed(page, 1)
    expect(page.locator("#id_file_error")).to_contain_text("見積.docx")
    page.wait_for_timeout(500)
    assert page.url.endswith(step)


def test_files_can_be_dropped_on_the_zone_and_beside_it_nothing_happens(page, step):
    data = page.evaluate_handle(
        """(png) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(png)], "図.png"));
            return data;
        }""",
        list(PNG),
    )

    page.dispatch_event("h1", "drop", {"dataTransfer": data})
    page.dispatch_event("[data-drop]", "dragover", {"dataTransfer": data})
    expect(page.locator(".drop.over")).to_be_visible()
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": data})

    has_listed(page, 1)
    expect(page.locator(".drop.over")).to_have_count(0)
    assert names() == ["図.png"]
    assert page.url.endswith(step)


def test_the_button_opens_the_choice(page):
    with page.expect_file_chooser() as choice:
        page.get_by_role("button", name="ファイルを添付する").click()
    choice.value.set_files([file("証明書.pdf", PDF)])

    has_listed(page, 1)


def test_without_a_connection_the_file_is_named_and_can_be_chosen_again(page):
    page.context.set_offline(True)
    choose(page, file("証明書.pdf", PDF))
    expect(page.locator("#id_file_error")).to_have_text(
        "「証明書.pdf」を添付できませんでした。通信を確認して、もう一度選択してください。",
        timeout=SECONDS,
    )

    page.context.set_offline(False)
    choose(page, file("証明書.pdf", PDF))

    has_listed(page, 1)


@pytest.mark.rule("F020")
def test_a_file_larger_than_any_form_is_told_in_the_servers_words(page, settings):
    settings.ATTACHMENT_BYTES = 1_000_000

    choose(page, file("大.pdf", bytes(7_000_000)))

    expect(page.locator("#id_file_error")).to_contain_text(
        "「大.pdf」を添付できませんでした。送信する内容が大きすぎます", timeout=SECONDS
    )
    assert names() == []


def test_whoever_was_signed_out_is_led_to_the_sign_in_page_and_back(page, step):
    page.get_by_label("代表者名").fill("東雲 二郎")
    Session.objects.all().delete()

    choose(page, file("証明書.pdf", PDF))

    expect(page).to_have_url(re.compile(r"/login/\?next=.*registrant"), timeout=SECONDS)
    assert names() == []
    page.get_by_label("JASTPROコード").fill("P00A1B2C0000")
    page.get_by_label("パスワード").first.fill(cast.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="ログイン").click()
    expect(page).to_have_url(re.compile(step), timeout=SECONDS)
    expect(page.get_by_label("代表者名")).to_have_value("東雲 二郎")


def test_without_scripts_the_button_attaches(chromium, live_server, step):
    for page in opened(chromium, live_server.url, java_script_enabled=False):
        page.goto(step)
        assert page.locator("[data-drop-hint]").is_hidden()
        choose(page, file("a&amp;b %20+.pdf", PDF), file("図.png", PNG))
        page.get_by_role("button", name="ファイルを添付する").click()
        has_listed(page, 2)
    assert names() == ["a&amp;b %20+.pdf", "図.png"]


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_of_a_file_has_no_violation_and_no_sideways_scroll(
    chromium, live_server, step, width
):
    application = Application.objects.get()
    deeds.attach(application, "full_history", hostile.many_pages(2), "名" * 200 + ".pdf")
    for page in opened(chromium, live_server.url, viewport={"width": width, "height": 900}):
        page.goto(f"/files/{Attachment.objects.get().pk}/")
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        loaded = "[...document.images].slice(0, 1).every((image) => image.naturalWidth > 0)"
        page.wait_for_function(loaded)
