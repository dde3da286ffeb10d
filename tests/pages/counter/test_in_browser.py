"""The counter in Chromium: an order by keys alone, the van, the hand-over, the shift."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from fixtures.build.supply import PASSWORD
from market.accounts.models import User
from market.orders.models import Order
from tests.graphql.world import World
from tests.jobs import run_jobs
from tests.pages.conftest import Opened, Opener, scan
from village_points.cash.models import Shift
from village_points.pickup.models import Holding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def till(transactional_db: None, clock: list[datetime], site: str) -> World:
    """A clerk, and tea and oranges to order."""
    world = World(clock[0])
    assert world.tea.product.slug != world.oranges.product.slug
    return world


def sign_in(window: Opened, world: World) -> Page:
    page = window.go("/counter/")
    page.get_by_label("账号").fill(User.objects.get(pk=world.wang.user_id).username)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    return page


def press(page: Page, key: str) -> None:
    """Press a key on a page that listens: its scripts have run."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def open_drawer(page: Page) -> None:
    page.get_by_label("钱箱里现在有多少").fill("200")
    press(page, "F12")
    expect(page).to_have_title("代购")


def test_villager_is_served_by_keys_alone(open_window: Opener, till: World) -> None:
    """Steps 3, 6, 7 and 8: order, van, hand-over, shift."""
    page = sign_in(open_window(width=1280), till)
    open_drawer(page)
    find = page.get_by_label("找商品")
    expect(find).to_be_focused()
    page.keyboard.type("bgywc")
    press(page, "Enter")
    expect(page.get_by_text("找“bgywc”")).to_be_visible()
    expect(find).to_be_focused()
    press(page, "1")
    expect(page.locator(".entry")).to_have_count(1)
    press(page, "Enter")
    expect(page.locator(".entry input")).to_have_value("2")
    page.get_by_label("给谁买").fill("李奶奶（五组）")
    page.get_by_role("button", name="加一份", exact=True).click()
    expect(page.locator(".entry")).to_contain_text("共 ¥89.70")  # saved after a moment's rest
    expect(page.locator(".entry input")).to_have_value("3")
    expect(page.get_by_label("给谁买")).to_have_value("李奶奶（五组）")
    page.get_by_label("收到现金").fill("1000")
    expect(page.locator("[data-change]")).to_have_text(re.compile(r"^¥\d+\.\d\d$"))
    press(page, "F12")
    said = page.get_by_role("dialog", name="念给村民听")
    expect(said).to_contain_text("李奶奶（五组），你买白果云雾茶")
    press(page, "F12")
    expect(page).to_have_title(re.compile("小票"))
    order = Order.objects.get()
    digits = page.locator(".pickup-code").inner_text().replace(" ", "")
    assert re.fullmatch(r"\d{6}", digits)
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1, "a slip is one piece of paper"

    run_jobs(now=till.now)
    parcel = till.at_station(order, till.deng)
    press(page, "F2")
    expect(page).to_have_title("收货")
    page.get_by_label("放哪一格").fill("c12")
    waybill = page.get_by_label("运单号", exact=True)
    waybill.fill("CJ123")
    press(page, "Enter")
    expect(page.get_by_role("alert").first).to_contain_text("没有收")
    page.wait_for_function("document.activeElement.selectionEnd === 5")  # marked, to be overwritten
    page.keyboard.type(parcel.waybill)
    press(page, "Enter")
    expect(page.get_by_role("status").last).to_contain_text("C-12")
    expect(page.get_by_text("都到齐了")).to_be_visible()

    press(page, "F3")
    expect(page).to_have_title("取件")
    expect(page.get_by_label("找订单")).to_be_focused()
    page.keyboard.type(order.number)
    press(page, "Enter")
    expect(page.locator(".shelf")).to_have_text("C-12")
    expect(page.get_by_label("取件码，请来的人报")).to_be_focused()
    wrong = f"{(int(digits) + 1) % 1_000_000:06d}"
    page.keyboard.type(wrong)
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_contain_text("还可以试 4 次")
    page.wait_for_function("document.activeElement.selectionEnd === 6")
    page.keyboard.type(digits)
    press(page, "Enter")
    expect(page.get_by_role("status").last).to_contain_text("取件不收费")
    assert Holding.objects.get().handed_over_at is not None

    press(page, "F5")
    expect(page).to_have_title("交班")
    expect(page.get_by_label("数一数钱箱，一共多少")).to_be_focused()
    recorded = 20_000 + order.total_fen
    page.keyboard.type(f"{recorded // 100}.{recorded % 100:02d}")
    press(page, "F12")
    expect(page.get_by_text("钱对上了")).to_be_visible()
    press(page, "F12")
    expect(page.get_by_role("heading", name="交班好了")).to_be_visible()
    assert Shift.objects.get().counted_fen == recorded


def test_scanner_finds_a_code_wherever_the_focus_is(open_window: Opener, till: World) -> None:
    page = sign_in(open_window(width=1280), till)
    open_drawer(page)
    page.get_by_label("给谁买").focus()
    page.get_by_role("link", name="交班").focus()
    scan(page, till.tea.variants[0].sku)
    expect(page.locator(".hit")).to_have_count(1)
    press(page, "Enter")
    expect(page.locator(".entry")).to_have_count(1)


def test_counter_works_without_scripts(open_window: Opener, till: World) -> None:
    page = sign_in(open_window(width=1280, scripts=False), till)
    page.get_by_label("钱箱里现在有多少").fill("200")
    page.get_by_role("button", name="开班").click()
    page.get_by_label("找商品").fill("白果")
    page.get_by_role("button", name="找", exact=True).click()
    page.get_by_role("button", name=re.compile("加一份白果云雾茶")).first.click()
    page.get_by_label("给谁买").fill("李奶奶")
    page.get_by_role("button", name="刚好").click()
    page.get_by_role("button", name="念给村民听").click()
    page.get_by_role("button", name="收钱下单").click()
    expect(page).to_have_title(re.compile("小票"))
    assert Order.objects.get().buyer_name == "李奶奶"


def test_rooms_are_sound(open_window: Opener, till: World) -> None:
    placed = till.taken_at_the_counter()
    order = till.paid(till.li)
    till.at_station(order, till.chen)
    other = till.paid(till.zhou)
    till.on_shelf(other, till.chen)
    rooms = [
        "/counter/",
        "/counter/?q=白果",
        f"/counter/slip/{placed.order.public_id}/?new=1",
        "/counter/receive/",
        "/counter/pickup/",
        f"/counter/pickup/?q={other.number}",
        f"/counter/pickup/?q={order.buyer_name}",
        "/counter/shift/",
        "/counter/shift/?counted=1",
    ]
    for width, mode in ((1280, ""), (360, ""), (360, "elder")):
        window = open_window(width=width, cookies={"mode": mode})
        window.go("/accounts/login/")
        is_sound(window)
        read_back(sign_in(window, till))
        is_sound(window)
        for path in rooms:
            window.go(path)
            is_sound(window)


def read_back(page: Page) -> None:
    """Go as far as the sheet from which a clerk reads the order to the villager."""
    page.get_by_label("找商品").fill("白果")
    press(page, "Enter")
    page.get_by_role("button", name=re.compile("加一份白果云雾茶")).first.click()
    page.get_by_label("给谁买").fill("李奶奶")
    page.get_by_role("button", name="刚好").click()
    page.get_by_role("button", name="念给村民听").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def is_sound(window: Opened) -> None:
    window.fits()
    window.is_accessible()
