"""A shop's own rooms in Chromium: papers, class, freight, people; sound on a phone and a desk."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from fixtures.build import supply
from market.merchants.models import ClassChange, FreightZone, Merchant, Paper
from tests.graphql.world import World
from tests.pages.conftest import DESK, Opened, Opener
from tests.pages.desk.test_in_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOMS = ("/desk/shop/", "/desk/class/", "/desk/freight/", "/desk/staff/")


@pytest.fixture
def chen(transactional_db: None, clock: list[datetime], site: str, settings: Any,
         tmp_path: Path) -> World:  # fmt: skip
    settings.MEDIA_ROOT = tmp_path
    return World(clock[0])


def sound(window: Opened, *paths: str) -> None:
    for path in paths:
        window.go(path)
        window.fits()
        window.is_accessible()


def test_owner_brings_a_paper_asks_for_a_class_and_sets_freight(
    open_window: Opener, chen: World, tmp_path: Path
) -> None:
    photo = tmp_path / "证.png"
    photo.write_bytes(supply.picture())
    window = open_window(width=360)
    sound(window, "/desk/apply/", "/desk/join/")
    page = sign_in(window, chen.chen.user_id, "/desk/shop/")
    page.get_by_label("哪一种").select_option(label="食品经营许可证")
    page.get_by_label("号码").fill("JY14304230000012")
    page.get_by_label("到哪一天").fill(f"{chen.now:%Y}-12-31")
    page.get_by_label("酱和腌菜").check()
    page.locator("#papers").get_by_label("文件或照片").set_input_files(photo)
    page.locator("#papers").get_by_role("button", name="传上去").click()
    expect(page.get_by_text("只管酱和腌菜")).to_be_visible()
    assert Paper.objects.get(kind="TRADE").scope == ["sauce"]

    page.get_by_role("link", name="换类型").click()
    page.get_by_label("企业").check()
    page.get_by_label("统一社会信用代码").fill("9143")
    page.get_by_label("新执照的照片").set_input_files(photo)
    page.get_by_role("button", name="交给县里").click()
    expect(page.get_by_text("统一社会信用代码不对")).to_be_visible()
    code = supply.credit_code("91430423MB4C00001")
    page.get_by_label("统一社会信用代码").fill(code)
    page.get_by_label("新执照的照片").set_input_files(photo)
    page.get_by_role("button", name="交给县里").click()
    expect(page.get_by_role("heading", name="换成企业")).to_be_visible()
    assert ClassChange.objects.get().credit_code == code

    window.go("/desk/freight/")
    page.get_by_label("第 1 行送到").select_option(label="全县各村")
    page.get_by_label("第 1 行头一公斤").fill("3")
    page.get_by_label("第 1 行再往上每公斤").fill("1")
    page.get_by_role("button", name="存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("运费存好了")
    assert FreightZone.objects.get().first_kg_fen == 300

    window.go("/desk/staff/")
    page.get_by_label("手机号").fill("13800000009")
    page.get_by_role("button", name="发短信").click()
    expect(page.get_by_role("table", name="请了还没来的")).to_be_visible()

    shop = Merchant.objects.get(pk=chen.chen.merchant_id)
    shown = (*ROOMS, f"/m/{shop.slug}")
    sound(window, *shown)
    expect(page.get_by_text("到衡山县各村")).to_have_count(1)
    window.width = DESK["width"]
    page.set_viewport_size(DESK)
    sound(window, *shown)
