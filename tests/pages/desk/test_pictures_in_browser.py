"""A product's pictures in Chromium: several files, order by keyboard and by hand, a tap to crop."""

import os
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from fixtures.build import supply
from market.catalogue.models import ProductPicture
from tests.graphql.world import World
from tests.pages.conftest import Opener
from tests.pages.desk.test_in_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(transactional_db: None, clock: list[datetime], site: str) -> World:
    world = World(clock[0])
    assert world.oranges
    return world


def names(world: World) -> list[str]:
    rows = ProductPicture.objects.filter(product=world.oranges.product).order_by("position")
    return list(rows.values_list("picture__public_id", flat=True))


def test_pictures_are_added_ordered_and_cropped(
    open_window: Opener, place: World, tmp_path: Path
) -> None:
    window = open_window(width=360)
    path = f"/desk/goods/{place.oranges.product.public_id}/pictures/"
    page = sign_in(window, place.chen.user_id, path)
    for name, shade in (("筐", 10), ("树", 200)):
        (tmp_path / f"{name}.png").write_bytes(supply.picture(colour=(shade, 90, 30)))
    (tmp_path / "坏.png").write_bytes(b"<svg/>")
    page.get_by_label("从手机或电脑里选").set_input_files(
        [tmp_path / "筐.png", tmp_path / "坏.png", tmp_path / "树.png"]
    )
    page.get_by_role("button", name="传上去").click()
    results = page.locator("#results > li")
    expect(results).to_have_count(3)
    expect(results.nth(1)).to_contain_text("只收 JPEG")
    first, second, third = names(place)

    # With the keyboard: the button keeps the focus, the grip obeys the arrows.
    page.locator(f"#up-{third}").press("Enter")
    expect(page.locator("li.shot").nth(1)).to_have_attribute("id", third)
    expect(page.locator(f"#up-{third}")).to_be_focused()
    assert names(place) == [first, third, second]
    page.locator(f"#{third} [data-grip]").press("ArrowUp")
    expect(page.locator("li.shot").nth(0)).to_have_attribute("id", third)
    expect(page.locator(f"#{third} [data-grip]")).to_be_focused()
    assert names(place) == [third, first, second]

    # By hand: the last one is drawn to the top.
    page.locator(f"#{second} [data-grip]").scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, document.querySelector('.album').offsetTop)")
    grip = page.locator(f"#{first} [data-grip]").bounding_box()
    top = page.locator(f"#{third}").bounding_box()
    assert grip
    assert top
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(top["x"] + 30, top["y"] + 8, steps=5)
    page.mouse.up()
    expect(page.locator(f"#{first}")).to_contain_text("主图")  # as the server says
    assert names(place) == [first, third, second]

    # A tap on the whole picture says what stays in sight.
    edit = page.locator(f"#edit-{first}")
    edit.get_by_text("说明和裁切").click()
    whole = edit.locator("[data-whole] img")
    box = whole.bounding_box()
    assert box
    whole.click(position={"x": box["width"] * 0.2, "y": box["height"] * 0.9})
    expect(edit.locator("[data-cut] img")).to_have_attribute("data-fx", "20")
    window.fits()
    window.is_accessible()
    if folder := os.environ.get("PAGES_SHOTS"):
        page.screenshot(path=f"{folder}/pictures-360.png", full_page=True)
    edit.get_by_label("图上是什么").fill("一筐刚摘的沃柑")
    edit.get_by_role("button", name="存").click()
    expect(page.get_by_role("status").first).to_contain_text("存好了")
    row = ProductPicture.objects.get(product=place.oranges.product, position=0)
    assert (row.alt, row.focus_x, row.focus_y) == ("一筐刚摘的沃柑", 20, 90)

    wide = open_window(width=1280, scripts=False)
    page = sign_in(wide, place.chen.user_id, path)
    page.locator(f"#down-{first}").click()
    page.wait_for_url(f"**#{first}")
    assert names(place) == [third, first, second]
    wide.fits()
    if folder := os.environ.get("PAGES_SHOTS"):
        page.screenshot(path=f"{folder}/pictures-1280.png", full_page=True)
