"""The shop in Chromium: from a search to a paid order on the gateway's own page."""

import re
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from fixtures.alipay_gateway.gateway import Gateway
from fixtures.build import supply
from fixtures.stripe_gateway.gateway import Webhook, running_stripe_gateway
from market.orders.models import Order
from tests.graphql.world import World
from tests.jobs import run_jobs
from tests.pages.conftest import Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

POINT = f"P-{supply.LONGFENG}"


@pytest.fixture
def shop(transactional_db: None, clock: list[datetime], site: str) -> World:
    """Oranges of one merchant, tea of another, and a register."""
    world = World(clock[0])
    supply.rights(now=world.now)
    assert world.oranges.product.slug != world.tea.product.slug
    return world


def choose_point(page: Page, *, scripts: bool) -> None:
    page.get_by_role("button", name="选取货点").click()
    page.get_by_label("按乡镇找").select_option(supply.YONGHE)
    if not scripts:
        page.get_by_role("button", name="看看").click()
    page.get_by_role("button", name="选龙凤村服务点").click()


def buy(page: Page, shop: World, *, scripts: bool = True) -> None:
    """Put oranges and tea in the cart and go as far as the gateway's page."""
    page.get_by_label("搜商品").fill("沃柑")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name=shop.oranges.product.name).click()
    page.get_by_role("radio", name=re.compile("^5千克")).check()
    page.get_by_role("button", name="放进购物篮").click()
    expect(page.get_by_role("status")).to_contain_text("已放进购物篮")
    page.get_by_label("搜商品").fill("云雾茶")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name=shop.tea.product.name).click()
    page.get_by_role("button", name="放进购物篮").click()
    page.get_by_role("link", name="去购物篮").click()
    expect(page.get_by_role("article")).to_have_count(2)
    page.get_by_role("link", name="去结算").click()
    page.get_by_label("名字").fill("李秀英")
    page.get_by_label("电话").fill("13812341234")
    choose_point(page, scripts=scripts)
    expect(page.get_by_label("名字")).to_have_value("李秀英")
    page.get_by_role("button", name="下单去付款").click()
    expect(page).to_have_title(re.compile("付款"))


def test_two_merchants_goods_are_bought_on_a_phone(
    open_window: Opener, shop: World, alipay_gateway: Gateway
) -> None:
    window = open_window()
    page = window.go("/")
    buy(page, shop)
    assert page.url.startswith(alipay_gateway.url)
    page.get_by_role("button", name="付款", exact=True).click()
    expect(page).to_have_title(re.compile("订单"), timeout=20_000)
    expect(page.get_by_text("已付款")).to_be_visible()
    order = Order.objects.get()
    assert (order.state, order.consignments.count()) == ("PAID", 2)
    run_jobs(now=shop.now)
    page.reload()
    assert page.locator(".timeline").count() == 3
    window.fits()


def test_refused_payment_leaves_the_order_payable(
    open_window: Opener, shop: World, alipay_gateway: Gateway
) -> None:
    """Without scripts all the way; the second try is paid."""
    page = open_window(scripts=False).go("/")
    buy(page, shop, scripts=False)
    page.get_by_role("button", name="拒绝付款").click()
    expect(page).to_have_title("查付款")
    page.get_by_role("link", name="再付一次").click()
    page.get_by_role("button", name="去付款").click()
    page.get_by_role("button", name="付款", exact=True).click()
    expect(page).to_have_title(re.compile("订单"), timeout=20_000)
    assert Order.objects.get().state == "PAID"


@pytest.mark.stripe_mock
def test_order_is_paid_with_a_card(
    open_window: Opener, shop: World, site: str, stripe_mock_url: str, settings: Any
) -> None:
    order = shop.order(shop.li)
    webhook = Webhook(f"{site}/webhooks/stripe", "whsec_of_the_tests")
    with running_stripe_gateway(stripe_mock_url, webhook) as gateway:
        settings.STRIPE_API_BASE = gateway.url
        settings.STRIPE_API_KEY = "sk_test_tests"
        settings.STRIPE_WEBHOOK_SECRETS = [webhook.secret]
        page = open_window(cookies={"shopper": shop.li.token}).go(f"/pay/{order.public_id}")
        page.get_by_role("button", name="去付款").click()
        page.get_by_role("button", name="付款 Pay").click()
        expect(page).to_have_title(re.compile("订单"), timeout=20_000)
    order.refresh_from_db()
    assert order.state == "PAID"


def every_page(shop: World) -> list[str]:
    """Return the addresses of all pages, each with something on it."""
    li = shop.li
    unpaid, ready = shop.order(li, lines=2), shop.paid(li)
    shop.on_shelf(ready, shop.chen)
    shop.fill_cart(li)
    old = stale(shop)
    right = supply.right("永和乡龙凤村 沃柑", now=shop.now)
    return [
        "/",
        "/search?q=沃柑",
        "/search?q=榴莲",
        f"/p/{shop.oranges.product.slug}",
        f"/p/{old.product.slug}",
        f"/m/{shop.oranges.merchant.slug}",
        "/register",
        f"/register/{right.public_id}",
        f"/points?town={supply.YONGHE}",
        "/cart",
        "/checkout",
        f"/pay/{unpaid.public_id}",
        f"/pay/return?order={unpaid.public_id}",
        "/orders",
        f"/o/{unpaid.public_id}",
        f"/o/{ready.public_id}",
        "/rules",
        "/nothing",
    ]


def stale(shop: World) -> supply.Goods:
    """Put oranges into Li's cart that would not be fresh at Wang's point."""
    old = supply.goods(now=shop.now, seller=shop.chen, units=0, name="树上熟沃柑")
    batch = supply.batch(shop.chen, old.product, now=shop.now, days_ago=27)
    supply.lot(shop.chen, old.variants[0], batch, 5, now=shop.now)
    variant = old.variants[0].public_id
    shop.shopper(shop.li).do("shop", "AddToCart", variantId=variant, quantity=2)
    return old


def test_every_page_is_accessible_and_fits(
    open_window: Opener, shop: World, alipay_gateway: Gateway
) -> None:
    cookies = {"shopper": shop.li.token, "point": POINT}
    windows = [
        open_window(cookies=cookies),
        open_window(cookies={**cookies, "mode": "elder"}),
        open_window(width=1280, cookies=cookies),
    ]
    for path in every_page(shop):
        for window in windows:
            window.go(path)
            window.fits()
            window.is_accessible()


def small(page: Page, least: int) -> list[str]:
    """Return buttons and boxes that are less high than a finger wants."""
    found: list[str] = page.evaluate(
        """(least) => [...document.querySelectorAll("button, .button, .chip, .choice, select")]
          .filter((one) => one.offsetHeight && one.offsetHeight < least - 0.5)
          .map((one) => one.outerHTML.slice(0, 80))""",
        least,
    )
    return found


def test_elder_mode_is_large_and_stays(open_window: Opener, shop: World) -> None:
    window = open_window(cookies={"point": POINT})
    page = window.go(f"/p/{shop.oranges.product.slug}")
    assert small(page, 44) == []
    page.get_by_role("button", name="换大字").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "elder")
    page.wait_for_load_state()
    assert page.url.endswith(shop.oranges.product.slug)
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "22px"
    assert small(page, 60) == []
    page.get_by_role("link", name="衡山村集").click()
    expect(page).to_have_url(f"{window.site}/")
    expect(page.locator("html")).to_have_attribute("data-mode", "elder")
    window.fits()
    assert small(page, 60) == []


def test_choice_made_before_the_scripts_came_is_not_lost(open_window: Opener, shop: World) -> None:
    window = open_window()
    held: list[Route] = []
    window.page.route("**/htmx*.js", lambda route: held.append(route))
    window.page.goto(f"{window.site}/", wait_until="commit")
    window.page.get_by_label("乡镇").select_option(supply.YONGHE)
    expect(window.page.get_by_label("乡镇")).to_have_value(supply.YONGHE)
    held[0].continue_()
    expect(window.page).to_have_url(re.compile("town=430423201"))


def test_scripts_only_improve(open_window: Opener, shop: World, alipay_gateway: Any) -> None:
    """Filters, suggestions and the cart change in place; the nearest point is asked for."""
    shop.fill_cart(shop.li)
    window = open_window(cookies={"shopper": shop.li.token, "point": POINT})
    page = window.go("/")
    page.get_by_label("乡镇").select_option(supply.YONGHE)
    expect(page).to_have_url(re.compile("town=430423201"))
    page.get_by_label("搜商品").press_sequentially("沃")
    expect(page.get_by_role("link", name="沃柑").first).to_be_visible()
    window.go("/cart")
    page.get_by_label("加一份").click()
    expect(page.get_by_label("购物篮，2 件")).to_be_visible()
    window.context.grant_permissions(["geolocation"])
    window.context.set_geolocation({"latitude": 27.24, "longitude": 112.86})
    window.go("/points")
    page.get_by_role("button", name="找离我最近的").click()
    expect(page).to_have_url(re.compile("lat=27.24"))
    expect(page.get_by_text("公里").first).to_be_visible()
