"""How many SQL statements a request costs: bounded, and the same for 2 and for 20 rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales, supply
from market.cart import services as cart
from market.payments.models import Payment
from market.search import engine
from market.search import services as index
from tests.graphql import providers
from tests.graphql.asking import Asker
from tests.graphql.world import World

# A busy machine may let the index miss its second now and then.
PATIENCE = 20

PRODUCT_LIST, DETAIL, SEARCH, ADD, ORDER, LINE = 6, 8, 3, 12, 90, 3


def counted(what: Callable[[], Any]) -> int:
    """Return how many statements a second run takes: by then the timetable is known."""
    what()
    return once(what)


def once(what: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as statements:
        what()
    return len(statements)


def goods(world: World, count: int) -> list[supply.Goods]:
    """Make so many more of Chen's products."""
    return [
        supply.goods(now=world.now, seller=world.chen, name=f"龙凤沃柑 {n} 号")
        for n in range(count)
    ]


def test_product_list(world: World) -> None:
    asker = world.shopper(world.li)
    goods(world, 2)
    few = counted(lambda: asker.run("shop", "ProductList", first=20))
    goods(world, 18)
    nodes = asker.run("shop", "ProductList", first=20)["products"]["nodes"]
    assert len(nodes) == 20
    assert all(len(node["variants"]) == 2 for node in nodes)
    assert counted(lambda: asker.run("shop", "ProductList", first=20)) == few <= PRODUCT_LIST


def test_product_detail(world: World) -> None:
    asker, slug = world.shopper(world.li), world.oranges.product.slug
    assert asker.run("shop", "ProductDetail", slug=slug)["product"]["seller"]["licence"]
    assert counted(lambda: asker.run("shop", "ProductDetail", slug=slug)) <= DETAIL


@pytest.mark.elastic
def test_search(world: World, elasticsearch_url: str) -> None:
    """Beside the request to Elasticsearch."""
    asker = Asker()
    goods(world, 2)

    def search() -> tuple[int, int]:
        """Return hits and statements of a search that the index answered, not the fallback."""
        index.rebuild(now=world.now)
        index.refresh()
        for _ in range(PATIENCE):
            engine.forget_failures()
            with CaptureQueriesContext(connection) as statements:
                found = asker.run("shop", "Search", text="沃柑", first=20)["search"]
            if not found["degraded"]:
                return len(found["nodes"]), len(statements)
        raise AssertionError("Elasticsearch does not answer within its second")

    hits, few = search()
    assert hits == 2
    goods(world, 18)
    assert search() == (20, few)
    assert few <= SEARCH


def test_search_from_the_database(world: World) -> None:
    asker = Asker()

    def search() -> Any:
        return asker.run("shop", "Search", text="沃柑", first=20)["search"]

    goods(world, 2)
    few = counted(search)
    goods(world, 18)
    assert search()["total"] == 20
    assert counted(search) == few


def test_add_to_cart(world: World) -> None:
    asker, variant = world.shopper(world.li), world.oranges.variants[0].public_id

    def add() -> Any:
        return asker.do("shop", "AddToCart", variantId=variant, quantity=1)

    assert once(add) <= ADD
    assert once(add) <= ADD


def test_a_new_guest_and_the_first_line(world: World) -> None:
    given = {"variantId": world.oranges.variants[0].public_id, "quantity": 1}

    def start() -> Any:
        data = Asker().run("shop", "StartCart", input=given)
        assert data["addToCart"]["cart"]["totalFen"] > 0

    assert counted(start) <= ADD


def test_cart(world: World) -> None:
    asker = world.shopper(world.li)
    made = goods(world, 20)

    def fill(some: list[supply.Goods]) -> None:
        for each in some:
            variant = each.variants[0].public_id
            cart.add(actor=world.li.actor, variant_id=variant, quantity=1, now=world.now)

    fill(made[:2])
    few = counted(lambda: asker.run("shop", "Cart"))
    fill(made[2:])
    assert len(asker.run("shop", "Cart")["cart"]["parts"][0]["lines"]) == 20
    assert counted(lambda: asker.run("shop", "Cart")) == few


def test_a_whole_order(world: World, settings: Any) -> None:
    """From cart to paid: where to, order, pay, and the provider's notice."""
    signer = providers.offer_alipay(settings)
    made = goods(world, 11)
    point = world.to_wang().point_code

    def order(lines: int) -> None:
        guest = world.guest()
        asker = world.shopper(guest)
        for each in made[:lines]:
            variant = each.variants[0].public_id
            cart.add(actor=guest.actor, variant_id=variant, quantity=1, now=world.now)
        with CaptureQueriesContext(connection) as statements:
            where = {"pointCode": point, "buyerName": "李秀英", "buyerPhone": sales.PHONE}
            seen = asker.do("shop", "SetDelivery", **where)["cart"]
            placed = asker.do(
                "shop", "Checkout", key=sales.key(), expectedTotalFen=seen["totalFen"]
            )["order"]
            given = {"orderId": placed["id"], "provider": "alipay", "returnUrl": "/"}
            started = asker.do("shop", "Pay", **given)["payment"]
            payment = Payment.objects.get(public_id=started["id"])
            notice = providers.alipay_notice(payment, signer)
            kind = "application/x-www-form-urlencoded"
            assert (
                Client().post("/webhooks/alipay", notice, content_type=kind).content == b"success"
            )
        # Read now: the next request forgets what was noted.
        counts.append(len(statements))
        after = asker.run("shop", "Order", id=placed["id"])["order"]
        assert after["state"] == "PAID"
        assert sum(len(part["lines"]) for part in after["consignments"]) == lines

    counts: list[int] = []
    order(1)
    order(1)
    order(11)
    _, one, eleven = counts
    assert 20 < one <= ORDER
    assert eleven - one <= 10 * LINE


def test_orders_of_a_shopper(world: World) -> None:
    asker = world.shopper(world.li)
    for _ in range(2):
        world.on_shelf(world.paid(world.li), world.chen)
    few = counted(lambda: asker.run("shop", "Orders", first=20))
    for _ in range(8):
        world.on_shelf(world.paid(world.li), world.chen)
    nodes = asker.run("shop", "Orders", first=20)["orders"]["nodes"]
    assert len(nodes) == 10
    assert all(node["pickupCode"] for node in nodes)
    assert counted(lambda: asker.run("shop", "Orders", first=20)) == few


COUNTER = [
    ("FindGoods", {"text": "沃柑", "first": 20}),
    ("FindOrders", {"text": "Li"}),
    ("ExpectedParcels", {}),
    ("Shelf", {}),
    ("Me", {}),
]
DESK = [
    ("Consignments", {"first": 20}),
    ("Products", {"first": 20}),
    ("Lots", {"first": 100}),
]
COUNTY = [("DueAt", {"nodeCode": "S-430423201"}), ("DueAtDoors", {}), ("Counts", {})]


def test_rooms_of_staff(world: World) -> None:
    """Every list at counter, desk and county, with few and with many of everything."""
    doors = [
        ("counter", world.wang, COUNTER),
        ("desk", world.chen, DESK),
        ("county", world.sun, COUNTY),
    ]
    askers = {door: world.signed_in(door, actor) for door, actor, _ in doors}

    def grow(count: int) -> None:
        goods(world, count)
        for _ in range(count):
            world.paid(world.li)
            world.on_shelf(world.paid(world.li), world.chen)
            world.at_depot(world.paid(world.li), world.chen)
            world.at_station(world.paid(world.li, goes=world.to_door()), world.chen)

    def costs() -> dict[str, int]:
        return {
            f"{door}.{name}": counted(
                lambda door=door, name=name, given=given: askers[door].run(door, name, **given)
            )
            for door, _, asked in doors
            for name, given in asked
        }

    grow(2)
    few = costs()
    grow(5)
    assert costs() == few
    assert max(few.values()) <= 12
