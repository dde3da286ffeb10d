"""The first whole sale, steps 1 to 8 of docs/flows/first-sale.md, over HTTP alone."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from fixtures.alipay_gateway.gateway import Gateway
from fixtures.build import points, supply
from market.ledger.models import Posting
from market.notices.models import Notice
from tests.flows.conftest import eventually
from tests.flows.steps import (
    LI_PHONE,
    balances,
    become_a_guest,
    order_goods,
    owed,
    pack,
    pay_by_alipay,
    staff,
    state_of,
    travel,
)
from tests.flows.talking import Caller
from tests.flows.town import Town, a_town

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.elastic,
    pytest.mark.alipay,
]


def look(li: Caller, town: Town) -> str:
    """Step 1: find by name, pinyin, initials, filter, and open. Return the variant to buy."""
    for text in ("衡山 沃柑", "hengshan", "wogan", "沃柑"):
        found = li.run("shop", "Search", text=text, first=20)["search"]
        assert found["degraded"] is False
        assert "衡山龙凤沃柑" in [node["name"] for node in found["nodes"]], text
    teas = li.run("shop", "Search", text="ymc", first=20)["search"]
    assert [node["name"] for node in teas["nodes"]] == ["野毛茶"]
    there = {"townCode": supply.YONGHE, "category": "fruit"}
    fruit = li.run("shop", "Search", text="hengshan", first=20, **there)["search"]
    assert [node["name"] for node in fruit["nodes"]] == ["衡山龙凤沃柑"]

    product = li.run("shop", "ProductDetail", slug=fruit["nodes"][0]["slug"])["product"]
    assert product["badge"]["text"] == "一村一品 第10批"
    assert product["originName"] == "永和乡龙凤村"
    assert product["pictures"]
    assert product["batch"]["certificate"]["promisedBy"]
    assert any("统一社会信用代码" in line["label"] for line in product["seller"]["licence"])
    variant = product["variants"][0]
    assert variant["unitPrice"]["per"]
    other = li.run("shop", "ProductDetail", slug=town.tea.product.slug)["product"]
    assert other["badge"] is None
    return str(variant["id"])


def order_and_pay(li: Caller, town: Town, variant: str, alipay: Gateway) -> dict[str, Any]:
    """Step 2: two merchants' goods, the nearest point, total to the fen, paid at the gateway."""
    become_a_guest(li)
    here = points.point()
    near = li.run("shop", "PointsNear", lat=here.node.lat, lon=here.node.lon)["points"]
    assert near[0]["code"] == here.code
    wants = {variant: 2, town.tea.variants[0].public_id: 1}
    cart, order = order_goods(li, wants, {"pointCode": here.code}, key="li-1")
    parts = cart["parts"]
    assert len(parts) == 2
    assert cart["goodsFen"] == sum(line["totalFen"] for part in parts for line in part["lines"])
    assert cart["freightFen"] == sum(part["freightFen"] for part in parts)
    assert date.fromisoformat(cart["promisedOn"]) >= timezone.localdate()
    again = li.do("shop", "Checkout", key="li-1", expectedTotalFen=cart["totalFen"])["order"]
    assert again["id"] == order["id"]
    paid = pay_by_alipay(li, order, alipay)
    assert paid["totalFen"] == cart["totalFen"]
    return paid


def order_at_counter(wang: Caller, town: Town) -> tuple[dict[str, Any], int]:
    """Step 3: for a villager without a phone; returns the payload and what was due."""
    wang.do("counter", "OpenShift", floatFen=20_000)
    found = wang.run("counter", "FindGoods", text="wogan", first=10)["findGoods"]
    assert found[0]["name"] == "衡山龙凤沃柑"
    sku = town.tea.variants[0].sku
    by_code = wang.run("counter", "FindGoods", text=sku, first=10)["findGoods"]
    assert by_code[0]["name"] == "野毛茶"
    lines = [
        {"variantId": found[0]["variants"][0]["id"], "quantity": 1},
        {"variantId": by_code[0]["variants"][0]["id"], "quantity": 1},
    ]
    due = wang.run("counter", "Quote", lines=lines)["quote"]["quote"]["totalFen"]
    order = {
        "key": "wang-1",
        "customerName": "刘桂花",
        "lines": lines,
        "tenderedFen": due + 350,
        "expectedTotalFen": due,
    }
    little = wang.refused("counter", "PlaceOrder", **{**order, "tenderedFen": due - 1})
    assert little["code"] == "TOO_LITTLE_CASH"
    placed = wang.do("counter", "PlaceOrder", **order)
    assert placed["changeFen"] == 350
    assert re.fullmatch(r"\d{6}", placed["code"])
    assert placed["slip"]["totalFen"] == due
    again = wang.do("counter", "PlaceOrder", **order)
    assert again["order"]["id"] == placed["order"]["id"]
    return placed, due


def edit_listing(desk: Caller, goods: supply.Goods) -> None:
    """Step 4: name, price, stock and picture of an own product."""
    one = desk.run("desk", "Product", id=goods.product.public_id, first=20)
    before = one["product"]["version"]
    changed = desk.do(
        "desk",
        "UpdateListing",
        productId=goods.product.public_id,
        version=before,
        name="衡山龙凤沃柑 甜",
    )["product"]
    assert changed["name"] == "衡山龙凤沃柑 甜"
    stale = {"productId": goods.product.public_id, "version": before, "name": "别的名字"}
    assert desk.refused("desk", "UpdateListing", **stale)["code"] == "STALE"
    desk.do("desk", "SetPrice", variantId=goods.variants[0].public_id, priceFen=3_190)
    desk.do("desk", "CorrectStock", lotId=one["lots"][0]["id"], onHand=60)
    desk.upload(
        "desk",
        "AddPicture",
        productId=goods.product.public_id,
        alt="枝头的沃柑",
        file=supply.picture(640, 480, (240, 140, 30)),
    )


def receive(wang: Caller, waybills: Sequence[str]) -> None:
    """Step 6: the van is scanned in, every parcel has a shelf place."""
    for number, waybill in enumerate(waybills, 1):
        held = wang.do("counter", "ReceiveParcel", waybill=waybill, shelf=f"A-{number:02d}")[
            "holding"
        ]
        assert held["shelf"] == f"A-{number:02d}"
    assert len(wang.run("counter", "Shelf")["shelf"]) == len(waybills)


def hand_over(wang: Caller, order_id: str, code: str, parcels: int) -> None:
    """Step 7: a wrong code is counted, the right one opens; no money moves."""
    before = Posting.objects.count()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    refused = wang.refused("counter", "HandOver", orderId=order_id, code=wrong)
    assert (refused["code"], refused["triesLeft"]) == ("WRONG_CODE", 4)
    given = wang.do("counter", "HandOver", orderId=order_id, code=code)["holdings"]
    assert len(given) == parcels
    assert Posting.objects.count() == before


def test_the_first_whole_sale(shop_url: str, worker: None, alipay_gateway: Gateway) -> None:
    town = a_town()
    li = Caller(shop_url)
    variant = look(li, town)
    paid = order_and_pay(li, town, variant, alipay_gateway)
    wang = staff(shop_url, "counter", town.clerk)
    placed, due = order_at_counter(wang, town)

    growers = staff(shop_url, "desk", town.growers)
    tea_makers = staff(shop_url, "desk", town.tea_makers)
    edit_listing(growers, town.fruit)
    waybills = pack(growers, 2) + pack(tea_makers, 2)
    renamed = eventually(
        lambda: li.run("shop", "Search", text="沃柑 甜", first=5)["search"]["nodes"]
    )
    assert renamed[0]["name"] == "衡山龙凤沃柑 甜"
    travel(staff(shop_url, "county", town.operator), waybills)
    receive(wang, waybills)

    told = eventually(lambda: Notice.objects.filter(kind="parcel.ready", state="SENT").first())
    assert told.phone.endswith(LI_PHONE)
    mine = state_of(li, paid["id"], "PAID")
    assert mine is not None
    assert all(part["track"]["promisedOn"] == mine["promisedOn"] for part in mine["consignments"])
    hand_over(wang, paid["id"], mine["pickupCode"], 2)
    hand_over(wang, placed["order"]["id"], placed["code"], 2)
    assert state_of(li, paid["id"], "COMPLETED")
    assert mine["consignments"][0]["lines"][0]["productName"] == "衡山龙凤沃柑"

    closed = wang.do("counter", "CloseShift", countedFen=20_000 + due - 50)["shift"]
    assert (closed["recordedFen"], closed["varianceFen"]) == (20_000 + due, -50)
    every_fen_is_found(paid, due)


def every_fen_is_found(paid: dict[str, Any], due: int) -> None:
    """Step 8: what came in is what is owed, and the difference of the count is shown."""
    assert balances() == {
        "CLEARING": paid["totalFen"],
        "DRAWER": 20_000 + due - 50,
        "FLOAT": -20_000,
        "VARIANCE": 50,
        **owed(),
    }
    assert -sum(owed().values()) == paid["totalFen"] + due
