"""The desk's first page by duty, its numbers and their lists; the sales report and its files."""

import io
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from fixtures.build import supply
from market.catalogue.models import Product
from market.gi.models import TextFlag
from market.kernel import days
from market.merchants.models import Merchant
from market.orders.models import Order
from market.stock.models import Lot
from storefront_graphql.pages.desk import charts
from tests.graphql.world import World
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(world: World) -> Client:
    assert world.oranges
    return world.signed_in("desk", world.chen).http


def tiles(page: str) -> dict[str, tuple[str, int]]:
    """Return address and number of each tile by its name."""
    found = re.findall(
        r'<a href="([^"]+)" class="stat"[^>]*><span class="label">([^<]+)</span>'
        r'<span class="value">(\d+)<small>',
        page,
    )
    return {label: (url.replace("&amp;", "&"), int(number)) for url, label, number in found}


def rows(page: str) -> int:
    """Return how many rows or parts a list has."""
    return len(re.findall(r'<tr><th scope="row"|<section class="panel ware"|voice-box', page))


def something_of_each(world: World) -> None:
    world.paid(world.li)
    late = world.paid(world.li)
    on = days.day(world.now)
    Order.objects.filter(pk=late.pk).update(promised_on=on)
    small, large = (Lot.objects.filter(variant=variant) for variant in world.oranges.variants)
    small.update(on_hand=3, reserved=0)
    large.update(expires_on=on + timedelta(days=1))
    for status in ("REFUSED", "IN_REVIEW"):
        made = supply.product(world.chen, now=world.now, name=status, listed=False)
        Product.objects.filter(pk=made.pk).update(status=status, reason="图不清楚")
    merchant = Merchant.objects.get(pk=world.chen.merchant_id)
    TextFlag.objects.create(
        subject=world.oranges.product.public_id,
        merchant=merchant.public_id,
        title="衡山云雾茶",
        hits=[{"field": "name", "name": "南岳云雾茶", "found": "云雾茶", "how": "", "key": ""}],
        state="WAITING",
        flagged_at=world.now,
    )
    supply.permit(merchant, now=world.now, valid_to=on + timedelta(days=7))


def test_a_day_without_work_is_calm(chen: Client) -> None:
    page = sound(chen.get("/desk/"))
    assert "今天没有要办的" in page
    assert tiles(page) == {}


def test_each_number_leads_to_so_many_rows(chen: Client, world: World) -> None:
    something_of_each(world)
    found = tiles(sound(chen.get("/desk/")))
    assert {label: number for label, (_, number) in found.items()} == {
        "今天该到，还没打包": 1,
        "待打包": 2,
        "快到期和过了期的": 1,
        "快卖完的": 1,
        "没通过的商品": 1,
        "名字要核的": 1,
        "要换的证件": 1,
        "等县里看的商品": 1,
    }
    for label, (url, number) in found.items():
        assert rows(sound(chen.get(url))) == number, label


def test_packers_and_editors_see_their_own_work(chen: Client, world: World) -> None:
    something_of_each(world)
    orders = {"今天该到，还没打包", "待打包"}
    page = sound(world.signed_in("desk", world.pan).http.get("/desk/"))
    assert set(tiles(page)) == orders
    assert "近 7 天卖了" not in page
    merchant = Merchant.objects.get(pk=world.chen.merchant_id)
    editor = supply.staff(merchant, "Gu", role="EDITOR", now=world.now)
    http = world.signed_in("desk", editor).http
    seen = tiles(sound(http.get("/desk/")))
    assert not set(seen) & {*orders, "要换的证件"}
    assert "快卖完的" in seen
    assert http.get("/desk/todo/papers/").status_code == 403
    assert http.get("/desk/reports/").status_code == 403
    assert http.get("/desk/reports.xlsx?from=2026-01-01&to=2026-01-02").status_code == 403
    assert chen.get("/desk/todo/else/").status_code == 404


def test_statements_of_the_first_page_do_not_grow(chen: Client, world: World) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as statements:
            sound(chen.get("/desk/"))
        return len(statements)

    world.paid(world.li)
    counted()
    few = counted()
    for n in range(3):
        world.paid(world.li)
        supply.product(world.chen, now=world.now, name=f"沃柑 {n}")
    assert counted() == few


# The report


def test_a_report_by_each_and_its_workbook(chen: Client, world: World) -> None:
    order = world.paid(world.li, lines=2)
    price = world.oranges.variants[0].price_fen / 100
    Product.objects.filter(pk=world.oranges.product.pk).update(name="=1+1")
    for by, name in (("day", "今天"), ("product", "=1+1"), ("point", order.deliver_to)):
        page = sound(chen.get("/desk/reports/", {"span": "7", "by": by}))
        assert f'<th scope="row">{name}</th><td class="num" data-label="销售额">¥{price}' in page
        (file,) = re.findall(r'href="(/desk/reports\.xlsx[^"]+)"', page)
        answer = chen.get(file.replace("&amp;", "&"))
        assert "no-store" in answer.headers["Cache-Control"]
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        table = list(sheet.values)
        assert table[-1] == ("合计", price, 1, 1, 2_500)
        assert len(table) == (9 if by == "day" else 3)
        assert sheet.cell(2, 2).number_format == "0.00"
        if by == "product":
            assert table[1][0] == "'=1+1"


def test_periods_that_cannot_be_are_told(chen: Client) -> None:
    for given, said in (
        ({"from": "2026-02-30", "to": "2026-03-01"}, "两个日子都要选"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "最后一天要在第一天之后"),
        ({"from": "2020-01-01", "to": "2026-03-01"}, "一次最多看一年"),
    ):
        assert said in sound(chen.get("/desk/reports/", given), 422)
        assert chen.get("/desk/reports.xlsx", given).status_code == 404
    assert "这些天没有卖出" in sound(chen.get("/desk/reports/", {"span": "x", "by": "x"}))


def test_the_picture_is_only_a_picture(chen: Client, world: World) -> None:
    world.paid(world.li)
    for by in ("day", "product", "point"):
        answer = chen.get("/desk/reports/chart.svg", {"by": by, "span": "month"})
        assert answer.headers["Content-Type"] == "image/svg+xml"
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        root = ElementTree.fromstring(answer.content)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags == {"svg", "style", "defs", "g", "rect", "path", "text"} & tags
        assert not [e for e in root.iter() if e.get("style") or e.get("onclick")]
        assert b"http" not in answer.content.replace(b"http://www.w3.org/2000/svg", b"")
        assert charts.tokens()["leaf"].encode() in answer.content


def test_a_year_is_a_small_picture() -> None:
    on = date(2026, 1, 1)
    year = [
        {"key": (on + timedelta(days=n)).isoformat(), "name": "", "fen": n * 100}
        for n in range(366)
    ]
    for size in (charts.WIDE, charts.NARROW):
        drawn = charts.drawn(year, by="day", size=size)
        assert len(drawn.svg) < 120_000
        texts = [element.text or "" for element in ElementTree.fromstring(drawn.svg).iter()]
        assert sum("月" in text for text in texts) == size.days
