"""What tests of pages start from: a world at noon, Chromium, and a server that it can open."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from fixtures.setup import system
from logistics.network import queries as network
from storefront_graphql import middleware
from tests.graphql.world import World, open_hour

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}
LARGEST_PAGE = 150_000

_INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)

Opener = Callable[..., "Opened"]


def sound(response: Any, status: int = 200) -> str:
    """Check what every page promises, and return its HTML: small, nothing inline, a title."""
    html: str = response.content.decode()
    assert response.status_code == status, (response.status_code, html[:2000])
    assert len(response.content) < LARGEST_PAGE
    assert _INLINE.findall(html) == []
    assert re.search(r"<title>[^<]+</title>", html)
    assert "Content-Security-Policy" in response.headers
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    return html


def scan(page: Page, digits: str) -> None:
    """Press keys at one instant of the page's own clock, however slow the machine is."""
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.keyboard.type(digits)
    page.keyboard.press("Enter")
    page.clock.resume()


def violations(page: Page) -> list[Any]:
    """Return what axe-core finds wrong; the nodes that are well are not listed."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return list(found.response["violations"])


class Opened:
    """A browser window, and what the browser complained about while it was open."""

    def __init__(self, context: BrowserContext, site: str, width: int) -> None:
        self.context = context
        self.site = site
        self.width = width
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        """A refused form is answered with 422, which the browser calls a failure."""
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(f"{self.site}{path}")
        return self.page

    def fits(self) -> None:
        """Check that nothing makes the page, once it is all there, wider than the window."""
        self.page.wait_for_load_state()
        where = self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, where

    def is_accessible(self) -> None:
        """Check that axe-core finds nothing serious or critical."""
        self.page.wait_for_load_state()
        found = violations(self.page)
        grave = [
            (rule["id"], rule["nodes"][0]["html"][:200])
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]
        assert grave == [], self.page.url


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time of requests: set its first item to another moment to let time pass."""
    time = [open_hour()]
    monkeypatch.setattr(middleware.timezone, "now", lambda: time[0])
    return time


@pytest.fixture
def _fresh() -> Iterator[None]:
    network.forget()
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def world(db: None, clock: list[datetime], _fresh: None) -> World:
    return World(clock[0])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Playwright's loop runs in this thread, so Django is told not to mind it."""
    path = system.chromium()
    assert path, "the tests of pages need Chromium"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server: Any, clock: list[datetime], _fresh: None, settings: Any) -> str:
    """Address of a running server, which tells the world that it lives there."""
    settings.PUBLIC_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def open_window(browser: Browser, site: str) -> Iterator[Opener]:
    """Open windows of the site: `open_window(width=1280, scripts=False, cookies={...})`."""
    opened: list[Opened] = []

    def opens(
        *, width: int = 360, scripts: bool = True, cookies: dict[str, str] | None = None
    ) -> Opened:
        size = PHONE if width == PHONE["width"] else {**DESK, "width": width}
        context = browser.new_context(viewport=size, java_script_enabled=scripts, locale="zh-CN")
        given = [{"name": n, "value": v, "url": site} for n, v in (cookies or {}).items()]
        context.add_cookies(given)
        opened.append(Opened(context, site, width))
        return opened[-1]

    yield opens
    for window in opened:
        window.context.close()
    assert [text for window in opened for text in window.complaints] == []
