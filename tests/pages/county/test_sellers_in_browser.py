"""Sellers at the county in Chromium: a class is changed, a paper revoked; sound at both widths."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from fixtures.build import shops, supply
from market.merchants.models import Merchant
from tests.graphql.world import World
from tests.pages.conftest import DESK, Opener
from tests.pages.desk.test_in_browser import sign_in
from tests.pages.desk.test_shop_in_browser import sound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sun(transactional_db: None, clock: list[datetime], site: str, settings: Any,
        tmp_path: Path) -> World:  # fmt: skip
    settings.MEDIA_ROOT = tmp_path
    return World(clock[0])


def test_county_changes_a_class_and_revokes_a_paper(open_window: Opener, sun: World) -> None:
    farm = supply.merchant(now=sun.now, name="欧阳家菜园", seller_class="FARMER")
    shops.asked_change(supply.staff(farm, "Ouyang", now=sun.now), now=sun.now)
    supply.permit(farm, now=sun.now)
    applied = shops.applicant(now=sun.now)
    window = open_window(width=360)
    page = sign_in(window, sun.sun.user_id, "/county/queues/")
    case = page.get_by_role("article", name="换类型")
    case.get_by_role("link", name="打开来看").click()
    expect(page.get_by_role("heading", name="申请换成个体工商户")).to_be_visible()
    page.get_by_role("button", name="同意换").click()
    expect(page.get_by_role("status").first).to_contain_text("类型改好了")
    permit = page.get_by_role("article", name="食品生产许可证")
    permit.get_by_text("撤销这份食品生产许可证").click()
    permit.get_by_label("为什么撤销").fill("被监管部门吊销")
    permit.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("撤销了")
    farm.refresh_from_db()
    assert farm.seller_class == "TRADER"
    assert farm.papers.get(kind="PRODUCTION").state == "REVOKED"

    suspended = Merchant.objects.get(pk=sun.deng.merchant_id)
    supply.suspend(suspended, now=sun.now)
    shown = (
        "/county/sellers/",
        "/county/sellers/?recheck=1",
        *(f"/county/sellers/{one.public_id}/" for one in (farm, applied, suspended)),
        "/county/report/",
    )
    sound(window, *shown)
    window.width = DESK["width"]
    page.set_viewport_size(DESK)
    sound(window, *shown)
