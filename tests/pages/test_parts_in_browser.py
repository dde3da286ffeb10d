"""The parts in Chromium, under the product's own content security policy."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from playwright.sync_api import Browser, Page, Route, expect

from fixtures.setup.places import ROOT
from storefront_graphql.middleware import POLICY
from tests.pages.conftest import scan, violations
from tests.pages.samples import GALLERY
from tests.pages.test_parts import drawn

pytestmark = [pytest.mark.urls("tests.pages.test_parts"), pytest.mark.browser]
SITE = "http://parts.test"
IMAGES = ROOT / "fixtures/images"

TILL = """{% extends "counter/base.html" %}{% load cunji %}{% block content %}
<form id="search"><label for="q">找商品</label><input id="q" name="q" data-scan data-digits></form>
<form id="add"><ul data-keys="rows" role="listbox" aria-label="商品">
  <li role="option" aria-selected="true">
    <button name="row" value="1" data-key="1" data-enter>一</button></li>
  <li role="option" aria-selected="false">
    <button name="row" value="2" data-key="2" data-enter>二</button></li>
</ul>
{% include "parts/stepper.html" with value=1 max=3 saves=True only %}</form>
{% include "parts/button.html" with text="念" opens="say" key="F12" only %}
{% dialog "say" "念给村民听" %}
<button id="yes" type="button" data-key="F12">收钱</button>{% enddialog %}
{% endblock %}"""

# Tells what was sent, in the page's own title, instead of leaving the page.
LISTEN = """document.addEventListener("submit", (event) => {
  event.preventDefault();
  const sent = new FormData(event.target, event.submitter);
  document.title = event.target.id + "?" + new URLSearchParams(sent);
});
document.querySelector("#yes")?.addEventListener("click", () => { document.title = "yes"; });"""


def answer(route: Route, html: str) -> None:
    """Serve the page, static files as Django finds them, and drawings in the pictures' places."""
    address = route.request.url.removeprefix(SITE)
    picture = re.fullmatch(r"/media/([\w-]+)/\d+\.webp", address)
    if address.startswith("/static/"):
        found = finders.find(address.removeprefix("/static/"))
        assert found, address
        route.fulfill(path=found)
    elif picture:
        drawing = IMAGES / f"{picture[1]}.svg"
        route.fulfill(body=drawing.read_bytes(), content_type="image/svg+xml")
    else:
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
        route.fulfill(body=html, headers=headers)


class Opened:
    """A page, and what the browser complained about while it was open."""

    def __init__(self, browser: Browser, html: str, width: int) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)
        self.page.route("**/*", lambda route: answer(route, html))
        self.page.goto(f"{SITE}/page/")

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture
def till(browser: Browser) -> Iterator[Page]:
    template = engines["django"].from_string(TILL)
    opened = Opened(browser, template.render({"point_name": "龙凤村服务点"}), 1280)
    opened.page.evaluate(LISTEN)
    yield opened.page
    assert opened.complaints == []
    opened.page.close()


@pytest.mark.parametrize("mode", ["", "elder"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_gallery_is_sound_at_every_width(browser: Browser, width: int, mode: str) -> None:
    html = drawn("parts/gallery.html", {**GALLERY, "mode": mode})
    opened = Opened(browser, html, width)
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = violations(page)
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    least = 60 if mode else 44
    small = page.evaluate(
        """(least) => [...document.querySelectorAll("button, .button, .chip, .choice, input")]
          .filter((one) => !one.matches("[type=radio], [type=checkbox]") && one.offsetHeight)
          .filter((one) => one.offsetHeight < least - 0.5)
          .map((one) => one.outerHTML.slice(0, 80))""",
        least,
    )
    assert small == []
    assert opened.complaints == []
    page.close()


def test_gallery_works_without_scripts(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    html = drawn("parts/gallery.html", GALLERY)
    page.route("**/*", lambda route: answer(route, html))
    page.goto(f"{SITE}/page/")
    assert page.locator(".stepper button").first.is_hidden()
    assert page.locator(".stepper input").first.is_visible()
    assert page.locator("dialog").is_hidden()
    context.close()


def test_digit_picks_a_row_while_the_find_box_is_empty(till: Page) -> None:
    till.keyboard.press("2")
    expect(till).to_have_title("add?row=2&quantity=1")


def test_digits_of_a_scanner_go_into_the_find_box(till: Page) -> None:
    till.evaluate("document.activeElement.blur()")
    scan(till, "2690123")
    expect(till).to_have_title("search?q=2690123")


def test_scanner_is_heard_in_the_find_box(till: Page) -> None:
    expect(till.get_by_role("button", name="改")).to_be_hidden()
    assert till.evaluate("document.activeElement.id") == "q"
    scan(till, "1690123")
    expect(till).to_have_title("search?q=1690123")


def test_arrows_choose_and_enter_adds(till: Page) -> None:
    till.keyboard.press("ArrowDown")
    till.keyboard.press("Enter")
    expect(till).to_have_title("add?row=2&quantity=1")


def test_letters_and_digits_after_them_are_typed(till: Page) -> None:
    till.keyboard.type("wogan2", delay=90)
    assert till.locator("#q").input_value() == "wogan2"


def test_f12_opens_the_reading_and_then_confirms_it(till: Page) -> None:
    till.keyboard.press("F12")
    assert till.locator("dialog").is_visible()
    till.keyboard.press("1")
    till.wait_for_timeout(120)
    assert till.title() == "柜台"
    till.keyboard.press("F12")
    expect(till).to_have_title("yes")
    till.keyboard.press("Escape")
    assert till.locator("dialog").is_hidden()


def test_stepper_stops_at_its_ends_and_saves_once(till: Page) -> None:
    plus = till.get_by_label("加一份")
    plus.click()
    plus.click()
    assert plus.is_disabled()
    expect(till).to_have_title("add?quantity=3")


def test_lamp_tells_when_the_line_is_down(till: Page) -> None:
    lamp = till.locator("[data-lamp]")
    till.evaluate("document.dispatchEvent(new CustomEvent('waiting', { detail: 2 }))")
    till.context.set_offline(True)
    expect(lamp).to_have_attribute("data-state", "offline")
    expect(lamp).to_contain_text("2 单待传")
    till.context.set_offline(False)
    expect(lamp).to_have_attribute("data-state", "online")


LABELS = """{% extends "desk/base.html" %}{% block content %}<h1>面单</h1><div class="stack">
{% include "parts/label.html" %}{% include "parts/label.html" %}</div>{% endblock %}"""


def sheets(pdf: bytes) -> set[tuple[int, ...]]:
    """Return the sizes of the sheets, in millimetres."""
    boxes = re.findall(rb"/MediaBox \[([\d. ]+)\]", pdf)
    return {tuple(round(float(n) / 72 * 25.4) for n in box.split()[2:]) for box in boxes}


def test_each_label_is_one_sheet(browser: Browser) -> None:
    html = engines["django"].from_string(LABELS).render({**GALLERY, "actor_name": "陈水生"})
    page = Opened(browser, html, 1280).page
    pdf = page.pdf(prefer_css_page_size=True)
    assert sheets(pdf) == {(100, 150)}
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 2
    page.close()


def test_print_leaves_only_the_paper(browser: Browser) -> None:
    opened = Opened(browser, drawn("parts/gallery.html", GALLERY), 1280)
    opened.page.emulate_media(media="print")
    assert opened.page.locator(".slip").is_visible()
    assert opened.page.locator(".label-sheet").is_visible()
    assert opened.page.locator(".good").first.is_hidden()
    assert opened.page.locator(".top").is_hidden()
    assert round(opened.page.locator(".slip").bounding_box()["width"] / 96 * 25.4) == 80
    opened.page.close()
