"""Before ordering, everybody is told what would not be fresh where it goes."""

from typing import Any

import pytest

from fixtures.build import points, supply
from tests.graphql.asking import Asker
from tests.graphql.world import World

HERE = {"point": f"P-{points.LONGFENG}", "village": points.LONGFENG}


@pytest.fixture
def old(world: World) -> supply.Goods:
    """Oranges that are good for three days more: at a door tomorrow, not after three on a shelf."""
    goods = supply.goods(now=world.now, seller=world.chen, units=0)
    batch = supply.batch(world.chen, goods.product, now=world.now, days_ago=27)
    supply.lot(world.chen, goods.variants[0], batch, 5, now=world.now)
    return goods


def in_cart(asker: Asker, **where: str) -> tuple[Any, Any]:
    cart = asker.run("shop", "Cart", **where)["cart"]
    return cart["staleThere"], cart["staleAtDoor"]


def test_a_cart_says_what_checkout_would_refuse(world: World, old: supply.Goods) -> None:
    li, variant = world.shopper(world.li), old.variants[0].public_id
    li.do("shop", "AddToCart", variantId=variant, quantity=2)
    assert in_cart(li) == ([], []), "it goes nowhere yet"
    ((stale,), at_door) = in_cart(li, **HERE)
    assert (stale["variantId"], stale["freshUnits"]) == (variant, 0)
    assert at_door == []
    who = {"buyerName": "李秀英", "buyerPhone": "13812341234"}
    cart = li.do("shop", "SetDelivery", pointCode=HERE["point"], **who)["cart"]
    assert in_cart(li)[0] == [stale], "where the cart goes"
    given = {"key": "s", "expectedTotalFen": cart["totalFen"]}
    assert li.refused("shop", "Checkout", **given)["code"] == "ARRIVES_STALE"
    where = {"villageCode": points.LONGFENG, "address": "三组 12 号"}
    li.do("shop", "SetDelivery", **where, **who)
    assert li.do("shop", "Checkout", **given)["order"]["id"]


@pytest.mark.parametrize("place", ["P-430423999999", "nowhere", ""])
def test_of_a_place_that_is_not_served_nothing_is_said(
    world: World, old: supply.Goods, place: str
) -> None:
    li = world.shopper(world.li)
    li.do("shop", "AddToCart", variantId=old.variants[0].public_id, quantity=1)
    assert in_cart(li, point=place, village=place) == ([], [])


def test_a_product_says_it_of_each_size(world: World, old: supply.Goods) -> None:
    slug, there = old.product.slug, {"point": HERE["point"], "villageCode": points.LONGFENG}
    found = Asker().run("shop", "ProductDetail", slug=slug, **there)["product"]
    assert [each["variantId"] for each in found["staleThere"]] == [old.variants[0].public_id]
    assert found["staleAtDoor"] == []
    found = Asker().run("shop", "ProductDetail", slug=slug)["product"]
    assert found["staleThere"] == []


def test_a_quote_at_the_counter_says_what_ordering_would_refuse(
    world: World, old: supply.Goods
) -> None:
    wang = world.signed_in("counter", world.wang)
    fresh = world.oranges.variants[0].public_id
    lines = [{"variantId": each, "quantity": 1} for each in (old.variants[0].public_id, fresh)]
    quote = wang.run("counter", "Quote", lines=lines)["quote"]["quote"]
    assert [each["variantId"] for each in quote["stale"]] == [old.variants[0].public_id]
    wang.do("counter", "OpenShift", floatFen=20_000)
    error = wang.refused(
        "counter", "PlaceOrder", key="s", customerName="张三", customerPhone="", lines=lines,
        tenderedFen=50_000, expectedTotalFen=quote["totalFen"],
    )  # fmt: skip
    assert error["code"] == "ARRIVES_STALE"
