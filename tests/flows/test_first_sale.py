"""The first whole sale, steps 1 to 8 of docs/flows/first-sale.md, over HTTP alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from fixtures.alipay_gateway.gateway import Gateway
from fixtures.build import points, supply
from logistics.network import codes
from market.accounts.models import User
from market.ledger.models import Account, Posting
from market.notices.models import Notice
from market.orders.models import Order
from market.search import services as search
from tests.flows.conftest import eventually
from tests.flows.talking import Caller
from village_points.points import services as point_services

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.elastic,
    pytest.mark.alipay,
]

LI_PHONE = "13812345678"


@dataclass
class Town:
    """Who and what there is before the first sale."""

    fruit: supply.Goods
    tea: supply.Goods
    clerk: str
    operator: str
    growers: str
    tea_makers: str


def username(user_id: int) -> str:
    return User.objects.get(pk=user_id).username


def a_town() -> Town:
    """Two merchants with goods, one with a proven origin; a clerk and an operator."""
    now = timezone.now()
    points.county()
    chen = supply.staff(supply.merchant(now=now), "Chen", now=now)
    firm = supply.merchant(now=now, name="岳北茶厂", seller_class="FIRM")
    deng = supply.staff(firm, "Deng", now=now)
    honour = supply.right("永和乡龙凤村 沃柑", now=now)
    fruit = supply.goods(now=now, seller=chen, name="衡山龙凤沃柑", right=honour, units=50)
    tea = supply.goods(now=now, seller=deng, name="野毛茶", category="tea", units=20)
    wang = points.clerk("Wang")
    # The test may run at night.
    point_services.set_hours(point_id=wang.point_id, opens_minute=0, closes_minute=1440)
    search.rebuild(now=now)
    return Town(
        fruit,
        tea,
        username(wang.user_id),
        username(points.operator().user_id),
        username(chen.user_id),
        username(deng.user_id),
    )


def staff(base: str, door: str, name: str) -> Caller:
    caller = Caller(base)
    caller.do(door, "SignIn", username=name, password=supply.PASSWORD)
    return caller


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
    started = li.run("shop", "StartSession")["startSession"]
    assert started["errors"] == []
    li.http.headers["X-Shopper-Token"] = started["token"]
    li.do("shop", "AddToCart", variantId=variant, quantity=2)
    li.do("shop", "AddToCart", variantId=town.tea.variants[0].public_id, quantity=1)
    here = points.point()
    near = li.run("shop", "PointsNear", lat=here.node.lat, lon=here.node.lon)["points"]
    assert near[0]["code"] == here.code
    cart = li.do(
        "shop", "SetDelivery", pointCode=here.code, buyerName="李秀英", buyerPhone=LI_PHONE
    )["cart"]
    assert len(cart["parts"]) == 2
    parts = cart["parts"]
    assert cart["goodsFen"] == sum(line["totalFen"] for part in parts for line in part["lines"])
    assert cart["freightFen"] == sum(part["freightFen"] for part in parts)
    assert cart["totalFen"] == cart["goodsFen"] + cart["freightFen"]
    assert date.fromisoformat(cart["promisedOn"]) >= timezone.localdate()

    order = li.do("shop", "Checkout", key="li-1", expectedTotalFen=cart["totalFen"])["order"]
    again = li.do("shop", "Checkout", key="li-1", expectedTotalFen=cart["totalFen"])["order"]
    assert again["id"] == order["id"]
    payment = li.do(
        "shop", "Pay", orderId=order["id"], provider="alipay", returnUrl=f"/o/{order['id']}"
    )["payment"]
    alipay.open(payment["redirectUrl"])
    alipay.pay(payment["id"])
    paid = eventually(lambda: state_of(li, order["id"], "PAID"))
    assert paid["totalFen"] == cart["totalFen"]
    return paid


def state_of(li: Caller, order_id: str, wanted: str) -> dict[str, Any] | None:
    order: dict[str, Any] = li.run("shop", "Order", id=order_id)["order"]
    return order if order["state"] == wanted else None


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


def pack(desk: Caller, expected: int) -> list[str]:
    """Step 4: a merchant sees its own parts only, packs them, and gets labels. Return waybills."""
    rows = desk.run("desk", "Consignments", first=20, state="TO_PACK")["consignments"]["nodes"]
    assert len(rows) == expected
    assert len({line["productName"] for row in rows for line in row["consignment"]["lines"]}) == 1
    waybills = []
    for row in rows:
        packed = desk.do("desk", "PackConsignment", consignmentId=row["consignment"]["id"])
        assert packed["consignment"]["consignment"]["state"] == "PACKED"
        label = packed["label"]
        assert LI_PHONE not in str(label)
        waybills.append(label["waybill"])
    return waybills


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


def travel(sun: Caller, waybills: Sequence[str]) -> None:
    """Step 5: depot and town station, one scan a step, in this order only."""
    depot, station = codes.depot(), codes.station(supply.YONGHE)
    early = sun.refused("county", "RecordScan", waybill=waybills[0], nodeCode=station)
    assert early["code"] == "WRONG_NODE"
    for node in (depot, station):
        for waybill in waybills:
            sun.do("county", "RecordScan", waybill=waybill, nodeCode=node)


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


def balances() -> dict[str, int]:
    """Every account's balance, by its kind."""
    found: dict[str, int] = {}
    for account in Account.objects.prefetch_related("postings"):
        total = sum(posting.amount_fen for posting in account.postings.all())
        found[account.kind] = found.get(account.kind, 0) + total
    return found


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
    orders = Order.objects.all()
    goods = sum(order.goods_fen for order in orders)
    freight = sum(order.freight_fen for order in orders)
    assert balances() == {
        "CLEARING": paid["totalFen"],
        "DRAWER": 20_000 + due - 50,
        "FLOAT": -20_000,
        "VARIANCE": 50,
        "MERCHANT": -goods,
        "FREIGHT": -freight,
    }
    assert goods + freight == paid["totalFen"] + due
