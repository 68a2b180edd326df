"""A house that is served, and browsers of every kind to look at it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as house_settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from portal.models import Account
from tests.browser.tools import CHROMIUM_FLAGS, chromium_path
from tests.conftest import signed_in

KEPT = "_test_serialized_contents"  # what migrations put in, brought back before each test
WIDE, NARROW = 1280, 320
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium(django_db_setup) -> Iterator[Browser]:
    """One Chromium a module."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
    kept = getattr(connection, KEPT, None)
    with sync_playwright() as playwright:
        if kept is not None:  # beside the loop Django has a connection of its own
            setattr(connection, KEPT, kept)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> list[str]:
    """What browsers complained of: refused by the content policy, errors of scripts."""
    return []


@pytest.fixture
def browse(chromium, live_server, complaints) -> Iterator[Open]:
    """Opens a browser of its own: `browse(width, js=…, dark=…, account=…)` gives its page."""
    opened: list[BrowserContext] = []

    def open_page(
        width: int = WIDE,
        *,
        js: bool = True,
        dark: bool = False,
        account: Account | None = None,
        **more: Any,
    ) -> Page:
        context = chromium.new_context(
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            base_url=live_server.url,
            viewport={"width": width, "height": 900 if width == WIDE else 640},
            java_script_enabled=js,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **more,
        )
        opened.append(context)
        context.set_default_timeout(15_000)
        if account is not None:
            give_session(context, account, live_server.url)
        page = context.new_page()
        page.on("console", lambda said: heard(said.type, said.text, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in opened:
        context.close()


def heard(kind: str, text: str, complaints: list[str]) -> None:
    """An error page is itself reported as an error by browsers; that is no complaint."""
    if kind == "error" and "the server responded with a status of" not in text:
        complaints.append(text)


def give_session(context: BrowserContext, account: Account, url: str) -> None:
    name = house_settings.SESSION_COOKIE_NAME
    value = signed_in(account).cookies[name].value
    context.add_cookies([{"name": name, "value": value, "url": url}])
