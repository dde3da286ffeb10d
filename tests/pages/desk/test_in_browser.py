"""Desk and county in Chromium: pack, label, listing with a picture, scans; sound at every width."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fixtures.build import supply
from fixtures.build.supply import PASSWORD
from logistics.parcels.models import Parcel
from market.accounts.models import User
from market.catalogue.models import Product
from market.stock.models import Lot
from tests.graphql.world import World
from tests.jobs import run_jobs
from tests.pages.conftest import Opened, Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(transactional_db: None, clock: list[datetime], site: str) -> World:
    """A paid order of two merchants, and who works on it."""
    world = World(clock[0])
    world.paid(world.li, lines=2)
    run_jobs(now=world.now)
    return world


def sign_in(window: Opened, user_id: int, path: str) -> Page:
    page = window.go(path)
    page.get_by_label("账号").fill(User.objects.get(pk=user_id).username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"**{path}")
    return page


def test_merchant_packs_prints_and_edits(open_window: Opener, place: World, tmp_path: Path) -> None:
    """Step 4, and the first scan of step 5."""
    window = open_window(width=1280)
    page = sign_in(window, place.chen.user_id, "/desk/")
    expect(page.get_by_role("link", name="待打包")).to_contain_text("1单")
    page.get_by_role("button", name=re.compile("^打包")).click()
    label = page.get_by_role("article", name=re.compile("面单"))
    expect(label).to_contain_text("龙凤村")
    expect(label.get_by_role("img", name="包裹二维码")).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1, "a label is one sheet"

    page.get_by_role("link", name="商品", exact=True).click()
    price = page.get_by_label("2.5千克的价钱").first
    price.fill("31.5")
    price.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("价钱改成 ¥31.50 了")
    page.get_by_role("link", name=f"改{place.oranges.product.name}").click()
    page.get_by_label("名称").fill("龙凤早熟沃柑")
    page.get_by_role("button", name="存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("存好了")
    drawn = tmp_path / "沃柑.png"
    drawn.write_bytes(supply.picture(colour=(20, 120, 60)))
    page.get_by_label("加一张").set_input_files(drawn)
    page.get_by_label("图上是什么").fill("一筐刚摘的沃柑")
    page.get_by_role("button", name="传上去").click()
    expect(page.get_by_role("img", name="一筐刚摘的沃柑")).to_be_visible()
    product = Product.objects.get(pk=place.oranges.product.pk)
    assert (product.name, product.pictures.count()) == ("龙凤早熟沃柑", 2)

    parcel = Parcel.objects.get(consignment__merchant_id=place.chen.merchant_id)
    page.context.clear_cookies()
    page = sign_in(window, place.sun.user_id, "/county/scan/")
    page.get_by_label("在哪里扫").select_option(index=1)
    page.get_by_role("button", name="就在这里").click()
    page.wait_for_load_state()
    page.keyboard.type(parcel.waybill)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_contain_text("下一站")
    waybill = page.get_by_label("运单号", exact=True)
    expect(waybill).to_be_focused()
    expect(waybill).to_have_value("")
    page.wait_for_timeout(100)  # a person lays the parcel aside
    page.keyboard.type(parcel.waybill[:-1])
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("没有记")


def test_desk_and_county_work_without_scripts(open_window: Opener, place: World) -> None:
    window = open_window(width=360, scripts=False)
    page = sign_in(window, place.chen.user_id, "/desk/")
    page.get_by_role("link", name="近 7 天卖了").click()
    expect(page.get_by_role("img", name="按天的销售额")).to_be_visible()
    page.get_by_role("link", name="按商品").click()
    expect(page.get_by_role("img", name=place.oranges.product.name)).to_be_visible()
    page.get_by_role("link", name="今天", exact=True).click()
    page.get_by_role("button", name=re.compile("^打包")).click()
    expect(page.get_by_role("article", name=re.compile("面单"))).to_be_visible()
    parcel = Parcel.objects.get(consignment__merchant_id=place.chen.merchant_id)
    page.context.clear_cookies()
    page = sign_in(window, place.sun.user_id, "/county/scan/")
    page.get_by_label("在哪里扫").select_option(index=1)
    page.get_by_role("button", name="就在这里").click()
    page.get_by_label("运单号", exact=True).fill(parcel.waybill)
    page.get_by_role("button", name="到了", exact=True).click()
    expect(page.get_by_role("status").last).to_contain_text("下一站")


def test_pages_are_sound(open_window: Opener, place: World) -> None:
    other = place.paid(place.zhou)
    parcel = place.packed(other, place.chen)
    waiting = place.paid(place.zhou)
    run_jobs(now=place.now)
    part = place.consignment(waiting, place.chen).public_id
    product = place.oranges.product.public_id
    packed = parcel.consignment.public_id
    Lot.objects.filter(variant=place.oranges.variants[1]).update(on_hand=3)
    depot = parcel.legs.order_by("seq")[0].target
    assert depot
    chens = [
        "/desk/",
        "/desk/todo/low/",
        "/desk/reports/",
        "/desk/orders/",
        "/desk/orders/?state=CANCELLED",
        f"/desk/orders/{part}/",
        f"/desk/orders/{packed}/label/",
        "/desk/goods/",
        f"/desk/goods/{product}/",
        "/county/",
    ]
    suns = [
        "/county/",
        "/county/scan/",
        f"/county/scan/?place={depot.code}",
        f"/county/parcel/?waybill={parcel.waybill}",
    ]
    for door, who, paths in (("desk", place.chen, chens), ("county", place.sun, suns)):
        session = place.signed_in(door, who).http.cookies["sessionid"].value
        for width, mode in ((1280, ""), (360, ""), (360, "elder")):
            check(open_window(width=width, cookies={"mode": mode, "sessionid": session}), *paths)


def check(window: Opened, *paths: str) -> None:
    for path in paths:
        window.go(path)
        window.fits()
        window.is_accessible()
