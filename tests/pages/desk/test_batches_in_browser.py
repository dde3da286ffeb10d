"""Batches, their codes and what the county sees of them, in Chromium: sound at both widths."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from fixtures.build import supply
from fixtures.build.supply import PASSWORD
from market.accounts.models import User
from market.batches.models import Batch, TraceCode
from tests.graphql.world import World
from tests.pages.conftest import Opened, Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(transactional_db: None, clock: list[datetime], site: str) -> World:
    """Two batches of oranges, of which one box is packed."""
    world = World(clock[0])
    world.packed(world.paid(world.li), world.chen)
    old = supply.batch(world.chen, world.oranges.product, now=world.now, days_ago=26)
    supply.lot(world.chen, world.oranges.variants[0], old, 6, now=world.now)
    return world


def sign_in(window: Opened, user_id: int, path: str) -> Page:
    page = window.go(path)
    page.get_by_label("账号").fill(User.objects.get(pk=user_id).username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"**{path}")
    return page


@pytest.mark.parametrize("width", [360, 1280])
def test_rooms_of_batches(open_window: Opener, place: World, width: int) -> None:
    """A harvest is entered with two fields; every page fits and axe finds nothing."""
    window = open_window(width=width)
    page = sign_in(window, place.chen.user_id, "/desk/batches/")
    expect(page.get_by_role("table", name="快到期和过了期的")).to_be_visible()
    seen(window)
    page.get_by_role("link", name="记一批新货").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收的是哪个商品")
    seen(window)
    page.get_by_role("link", name="龙凤沃柑").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("记一批 龙凤沃柑")
    seen(window)
    page.get_by_label("2.5千克 装了几份").fill("8")
    page.get_by_role("button", name="记下这一批").click()
    expect(page.get_by_role("status").first).to_contain_text("这一批记好了")
    expect(page.get_by_role("img", name="这一批的溯源码")).to_be_visible()
    page.get_by_text("开错了，作废重开", exact=True).click()
    expect(page.get_by_label("哪里开错了")).to_be_visible()
    seen(window)
    page.get_by_label("哪里开错了").fill("产地写错了")
    page.get_by_role("button", name="作废旧证，开新证").click()
    expect(page.get_by_role("heading", name="作废的合格证")).to_be_visible()
    seen(window)
    product = place.oranges.product.public_id
    window.go(f"/desk/batches/mix/?product={product}")
    seen(window)
    code = TraceCode.objects.exclude(line="").get()
    window.go(f"/t/{code.code}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("龙凤沃柑")
    seen(window)
    window.go("/t/nothing")
    seen(window)
    assert Batch.objects.filter(product=place.oranges.product).count() == 3


def test_the_county_looks_at_codes(open_window: Opener, place: World) -> None:
    window = open_window(width=1280)
    sign_in(window, place.sun.user_id, "/county/traces/")
    seen(window)


def seen(window: Opened) -> None:
    window.fits()
    window.is_accessible()
