"""A new product in Chromium: at most twelve fields and three pages, counted; typing is kept."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from fixtures.build import supply
from fixtures.build.supply import PASSWORD
from market.accounts.models import User
from market.catalogue.models import ListingDraft, Product
from tests.graphql.world import World
from tests.pages.conftest import Opened, Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_FIELDS, MOST_PAGES = 12, 3
# What a person can fill in: not what the page keeps for itself.
FIELDS = "main form.form-part :is(input:not([type=hidden]), select, textarea)"


@pytest.fixture
def place(transactional_db: None, clock: list[datetime], site: str) -> World:
    world = World(clock[0])
    assert world.oranges
    return world


def sign_in(window: Opened, user_id: int, path: str) -> Page:
    page = window.go(path)
    page.get_by_label("账号").fill(User.objects.get(pk=user_id).username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"**{path}")
    return page


def go_on_while_typing_is_kept(page: Page) -> None:
    """Leave the page while what was typed is still on its way: it must not outlive the page."""
    held: list[Route] = []
    seen: list[str] = []
    page.route("**/new/draft/", lambda route: held.append(route) if not held else route.continue_())
    page.on("request", lambda asked: seen.append(f"{asked.method} {asked.url}"))
    page.on("requestfinished", lambda asked: seen.append(f"kept {asked.url}"))
    with page.expect_request("**/new/draft/"):
        page.get_by_label("一份净重").fill("2500")
        page.get_by_label("一份多少钱").fill("25.8")
    while not held:
        page.wait_for_timeout(10)  # the handler is told a moment after the request
    page.get_by_role("button", name="下一步，放图片").click()
    held[0].continue_()
    expect(page.get_by_label("主图")).to_be_visible()
    kept = [number for number, what in enumerate(seen) if what.endswith("/draft/")]
    assert kept
    made = next(n for n, what in enumerate(seen) if re.match("POST .*/goods/new/$", what))
    assert max(kept) < made, seen
    assert not ListingDraft.objects.exists()
    page.unroute_all()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_new_product_with_picture_and_batch(
    open_window: Opener, place: World, tmp_path: Path, width: int
) -> None:
    window = open_window(width=width)
    page = sign_in(window, place.chen.user_id, "/desk/goods/")
    window.fits()
    page.get_by_role("link", name="加新商品").click()
    fields = pages = 1  # the kind, chosen above the form
    drawn = tmp_path / "蜜橘.png"
    drawn.write_bytes(supply.picture(colour=(10, 120, 40)))

    def read() -> int:
        window.fits()
        window.is_accessible()
        return page.locator(FIELDS).count()

    fields += read()
    page.get_by_label("名称").fill("新摘的蜜橘")
    page.get_by_label("哪个村的").select_option(supply.LONGFENG)
    go_on_while_typing_is_kept(page)
    pages, fields = pages + 1, fields + read()
    page.get_by_label("主图").set_input_files(drawn)
    page.get_by_role("button", name="下一步，填批次").click()
    page.wait_for_url("**/new/harvest/")
    pages, fields = pages + 1, fields + read()
    page.get_by_label("每种规格有几份").fill("40")
    page.get_by_role("button", name="上架", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("上架了")
    assert (fields <= MOST_FIELDS, pages <= MOST_PAGES) == (True, True), (fields, pages)
    made = Product.objects.get(name="新摘的蜜橘")
    assert (made.status, made.batches.get().certificate.promised_by) == (
        "LISTED",
        place.oranges.merchant.name,
    )
    window.fits()
    window.is_accessible()

    page.get_by_label("来历").fill("山坡上的老树结的")
    with page.expect_response("**/draft/") as kept:
        page.get_by_label("名称").focus()
    assert kept.value.status == 204
    assert ListingDraft.objects.get().fields["story"] == "山坡上的老树结的"
    page.reload()
    expect(page.get_by_text("你上次没存完")).to_be_visible()
    expect(page.get_by_label("来历")).to_have_value("山坡上的老树结的")
    window.go("/desk/goods/table/")
    window.fits()
    window.is_accessible()
    first = page.locator("input[name^=price-]").first
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name^=price-]").nth(1)).to_be_focused()
