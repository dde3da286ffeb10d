"""A shopper's way from the list to an order, and every refusal on it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from fixtures.build import points, sales, supply
from market.catalogue import services as catalogue
from market.orders.models import Order
from market.stock import services as stock
from tests.graphql.asking import Asker, top
from tests.graphql.world import World

WHO = {"buyerName": "李秀英", "buyerPhone": sales.PHONE}


def test_the_list_shows_what_a_card_needs(world: World) -> None:
    variant = world.oranges.variants[0]
    (card,) = Asker().run("shop", "ProductList", first=20)["products"]["nodes"]
    assert card["originName"] == "永和乡龙凤村"
    assert card["variants"][0] == {
        "id": variant.public_id,
        "sku": variant.sku,
        "name": "2.5千克",
        "priceFen": 2990,
        "netGrams": 2500,
        "pieces": 0,
        "inStock": True,
        "available": 50,
        "unitPrice": {"fen": 598, "per": "G500"},
    }
    picture = Asker().ask(
        "shop", "{ products(first: 1) { nodes { picture { url(width: 300) } } } }"
    )
    url = picture["data"]["products"]["nodes"][0]["picture"]["url"]
    assert Asker().http.get(url).status_code == 200


def test_lists_go_on_by_key(world: World) -> None:
    _ = world.oranges, world.tea
    asker = Asker()
    one = asker.run("shop", "ProductList", first=1)["products"]
    two = asker.run("shop", "ProductList", first=1, after=one["endCursor"])["products"]
    assert (one["total"], one["hasNext"], two["hasNext"]) == (2, True, False)
    assert {one["nodes"][0]["name"], two["nodes"][0]["name"]} == {"龙凤沃柑", "白果云雾茶"}


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_page_has_1_to_100_rows(db: None, first: int, django_assert_num_queries: Any) -> None:
    asker = Asker()
    with django_assert_num_queries(0):
        answer = asker.post("shop", {"id": "ProductList", "variables": {"first": first}})
        literal = asker.ask("shop", f"{{ products(first: {first}) {{ total }} }}")
    assert top(answer) == top(literal) == "BAD_REQUEST"
    assert answer["errors"][0]["extensions"]["field"] == "first"


def test_a_page_size_is_required(db: None) -> None:
    assert top(Asker().post("shop", {"id": "ProductList"})) == "BAD_REQUEST"
    assert top(Asker().ask("shop", "{ products { total } }")) == "BAD_REQUEST"


@pytest.mark.parametrize("after", ["", "x", "' OR 1=1 --", "💥", "WyJ4Il0"])
def test_a_cursor_that_is_none_is_refused(world: World, after: str) -> None:
    for name, more in (("ProductList", {}), ("Search", {"text": "桃"}), ("Orders", {})):
        given = {"first": 5, "after": after, **more}
        answer = world.shopper(world.li).post("shop", {"id": name, "variables": given})
        assert top(answer) == "BAD_REQUEST", name
        assert answer["errors"][0]["extensions"]["field"] == "after"


def test_the_whole_way(world: World) -> None:
    tea, oranges = world.tea.variants[0].public_id, world.oranges.variants[0].public_id
    started = Asker().run("shop", "StartCart", input={"variantId": oranges, "quantity": 2})
    asker = Asker(token=started["startSession"]["token"])
    cart = asker.do("shop", "AddToCart", variantId=tea, quantity=1)["cart"]
    assert [part["merchantName"] for part in cart["parts"]] == ["龙凤果业合作社", "白果茶厂"]
    assert cart["totalFen"] == cart["goodsFen"] + cart["freightFen"]
    assert (cart["units"], cart["orderable"], cart["promisedOn"]) == (3, True, None)
    line = cart["parts"][0]["lines"][0]["id"]
    assert asker.do("shop", "SetCartLine", lineId=line, quantity=1)["cart"]["units"] == 2
    code = world.to_wang().point_code
    cart = asker.do("shop", "SetDelivery", pointCode=code, **WHO)["cart"]
    assert cart["point"]["name"] == "龙凤村服务点"
    given = {"key": "li-1", "expectedTotalFen": cart["totalFen"]}
    order = asker.do("shop", "Checkout", **given)["order"]
    assert order["totalFen"] == cart["totalFen"]
    assert order["promisedOn"] == cart["promisedOn"]
    assert order["buyerPhone"] == "138****1234"
    assert asker.do("shop", "Checkout", **given)["order"] == order
    assert asker.run("shop", "CartUnits")["cartUnits"] == 0
    assert asker.run("shop", "Order", id=order["id"])["order"] == order
    cancelled = asker.do("shop", "CancelOrder", orderId=order["id"])["order"]
    assert (cancelled["state"], cancelled["stateLabel"]) == ("CANCELLED", "已取消")


def test_an_address_instead_of_a_point(world: World) -> None:
    world.fill_cart(world.li)
    asker = world.shopper(world.li)
    where = {"villageCode": points.LONGFENG, "address": "三组 12 号"}
    cart = asker.do("shop", "SetDelivery", **where, **WHO)["cart"]
    assert (cart["deliveryKind"], cart["point"]) == ("ADDRESS", None)
    order = asker.do("shop", "Checkout", key="a", expectedTotalFen=cart["totalFen"])["order"]
    assert order["deliverTo"] == "衡山县永和乡龙凤村三组 12 号"
    assert order["promisedOn"] == cart["promisedOn"]


def test_the_same_key_for_another_total_is_refused(world: World) -> None:
    world.fill_cart(world.li)
    asker = world.shopper(world.li)
    total = asker.run("shop", "Cart")["cart"]["totalFen"]
    asker.do("shop", "Checkout", key="one", expectedTotalFen=total)
    error = asker.refused("shop", "Checkout", key="one", expectedTotalFen=total + 1)
    assert (error["code"], error["path"]) == ("KEY_REUSED", ["input", "key"])
    assert Order.objects.count() == 1


def test_more_than_there_is(world: World) -> None:
    asker = world.shopper(world.li)
    variant = world.oranges.variants[0].public_id
    error = asker.refused("shop", "AddToCart", variantId=variant, quantity=51)
    assert (error["code"], error["variantId"], error["available"]) == ("OUT_OF_STOCK", variant, 50)
    assert "只剩 50 份" in error["message"]
    assert asker.run("shop", "CartUnits")["cartUnits"] == 0


@pytest.mark.parametrize("quantity", [0, -1, 1000])
def test_quantities_that_cannot_be(world: World, quantity: int) -> None:
    asker, variant = world.shopper(world.li), world.oranges.variants[0].public_id
    error = asker.refused("shop", "AddToCart", variantId=variant, quantity=quantity)
    assert (error["code"], error["path"]) == ("INVALID", ["input", "quantity"])
    assert error["message"] == "数量要在 1 到 999 之间。"


@pytest.mark.parametrize("quantity", [1.5, "1", True, None, 10**12])
def test_quantities_of_the_wrong_type_never_reach_the_shop(world: World, quantity: Any) -> None:
    given = {"variantId": "var_x", "quantity": quantity}
    asker = world.shopper(world.li)
    answer = asker.post("shop", {"id": "AddToCart", "variables": {"input": given}})
    assert top(answer) == "BAD_REQUEST"
    assert answer["errors"][0]["extensions"]["field"] == "input.quantity"


def test_what_is_not_for_sale(world: World) -> None:
    asker = world.shopper(world.li)
    error = asker.refused("shop", "AddToCart", variantId="var_unknown", quantity=1)
    assert error["code"] == "NOT_FOR_SALE"


def test_a_phone_that_is_none(world: World) -> None:
    world.fill_cart(world.li)
    where = {"pointCode": world.to_wang().point_code, "buyerName": "李秀英", "buyerPhone": "123"}
    error = world.shopper(world.li).refused("shop", "SetDelivery", **where)
    assert (error["code"], error["path"]) == ("INVALID", ["input", "buyerPhone"])


def test_a_price_that_went_up(world: World) -> None:
    world.fill_cart(world.li)
    asker = world.shopper(world.li)
    total = asker.run("shop", "Cart")["cart"]["totalFen"]
    variant = world.oranges.variants[0].public_id
    catalogue.set_price(actor=world.chen, variant_id=variant, price_fen=3990, now=world.now)
    (line,) = asker.run("shop", "Cart")["cart"]["parts"][0]["lines"]
    assert line["changes"] == ["PRICE_UP"]
    error = asker.refused("shop", "Checkout", key="p", expectedTotalFen=total)
    assert (error["code"], error["changedVariantId"]) == ("PRICE_CHANGED", variant)
    assert (error["totalFen"], error["priceFen"]) == (total + 1000, 3990)
    assert "¥" in error["message"]
    assert not Order.objects.exists()


def test_goods_that_ran_out_between_cart_and_order(world: World) -> None:
    world.fill_cart(world.li)
    asker = world.shopper(world.li)
    total = asker.run("shop", "Cart")["cart"]["totalFen"]
    lot = world.oranges.lots[0].public_id
    stock.correct_count(actor=world.chen, lot_id=lot, on_hand=0, now=world.now)
    assert not asker.run("shop", "Cart")["cart"]["orderable"]
    error = asker.refused("shop", "Checkout", key="p", expectedTotalFen=total)
    assert (error["code"], error["available"]) == ("OUT_OF_STOCK", 0)
    assert error["message"].startswith("卖完了")


def test_an_empty_cart_and_a_cart_that_goes_nowhere(world: World) -> None:
    asker = world.shopper(world.li)
    given = {"key": "e", "expectedTotalFen": 0}
    assert asker.refused("shop", "Checkout", **given)["path"] == ["input", "lines"]
    variant = world.oranges.variants[0].public_id
    asker.do("shop", "AddToCart", variantId=variant, quantity=1)
    error = asker.refused("shop", "Checkout", **given)
    assert error["message"] == "先选一个取货点，或者填村里的地址。"


def test_an_order_that_was_not_paid_in_time_cannot_be(
    world: World, clock: list[datetime], settings: Any
) -> None:
    settings.ALIPAY_GATEWAY = ""
    order = world.order(world.li)
    clock[0] += timedelta(hours=1)
    asker = world.shopper(world.li)
    given = {"orderId": order.public_id, "provider": "alipay", "returnUrl": "/"}
    error = asker.refused("shop", "Pay", **given)
    assert (error["code"], error["path"]) == ("INVALID", ["input", "provider"])


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "\\\\evil.example",
        "http://127.0.0.1:8000@evil.example/",
        "http://127.0.0.1:8001/",
    ],
)
def test_a_payment_comes_back_to_this_site_only(world: World, url: str) -> None:
    order = world.order(world.li)
    given = {"orderId": order.public_id, "provider": "alipay", "returnUrl": url}
    error = world.shopper(world.li).refused("shop", "Pay", **given)
    assert (error["code"], error["path"]) == ("INVALID", ["input", "returnUrl"])


@pytest.mark.parametrize("token", ["x", "0" * 26, "' OR 1=1", "a" * 5000])
def test_a_token_that_nobody_has_is_nobody(world: World, token: str) -> None:
    asker = Asker(token=token)
    assert asker.run("shop", "Cart")["cart"] is None
    assert top(asker.post("shop", {"id": "Orders", "variables": {"first": 5}})) == "UNAUTHENTICATED"


def test_the_shopper_is_told_the_code_when_a_parcel_waits(world: World) -> None:
    order = world.paid(world.li)
    asker = world.shopper(world.li)
    assert asker.run("shop", "Order", id=order.public_id)["order"]["pickupCode"] is None
    world.on_shelf(order, world.chen)
    shown = asker.run("shop", "Order", id=order.public_id)["order"]
    assert shown["pickupCode"] == world.code(order)
    (part,) = shown["consignments"]
    assert (part["state"], part["stateLabel"]) == ("READY", "待取件")
    happened = [stop["happenedAt"] is not None for stop in part["track"]["stops"]]
    assert happened == [True, True, True, True, False]


def test_places_to_choose_from(world: World) -> None:
    asker = Asker()
    towns = {town["name"]: town["points"] for town in asker.run("shop", "Towns")["towns"]}
    assert towns == {"开云镇": 1, "永和乡": 2}
    own = points.point(points.LONGFENG).node
    near = asker.run("shop", "PointsNear", lat=own.lat, lon=own.lon)["points"]
    assert (near[0]["villageName"], near[0]["distanceM"]) == ("龙凤村", 0)
    assert [point["distanceM"] for point in near] == sorted(point["distanceM"] for point in near)
    villages = asker.run("shop", "Villages", townCode=supply.YONGHE)["villages"]
    assert {village["name"] for village in villages} >= {"龙凤村", "龙堰村"}
    assert asker.run("shop", "Point", code="P-000")["point"] is None


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (-1e308, 1e308), (float("inf"), 0.0)])
def test_places_off_the_globe(world: World, lat: float, lon: float) -> None:
    answer = Asker().post("shop", {"id": "PointsNear", "variables": {"lat": lat, "lon": lon}})
    assert top(answer) == "BAD_REQUEST"
