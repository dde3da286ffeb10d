"""Pages say what would not be fresh where it goes, and what can be done."""

import pytest
from django.test import Client

from fixtures.build import supply
from tests.graphql.shop.test_freshness import HERE, old
from tests.graphql.world import World
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db
__all__ = ["old"]


@pytest.fixture
def li(client: Client, world: World, old: supply.Goods) -> Client:
    client.cookies["shopper"] = world.li.token
    client.cookies["point"] = HERE["point"]
    given = {"variantId": old.variants[0].public_id, "quantity": 2}
    world.shopper(world.li).do("shop", "AddToCart", **given)
    return client


def test_product_cart_and_checkout_say_it_before_anybody_orders(
    li: Client, old: supply.Goods
) -> None:
    product = sound(li.get(f"/p/{old.product.slug}"))
    assert "送到龙凤村服务点就不新鲜了" in product
    assert "或者结算时选“送到家门口”" in product
    cart = sound(li.get("/cart"))
    assert "送到取货点就不新鲜了" in cart
    assert "换个早到的取货点" in cart
    checkout = sound(li.get("/checkout"))
    assert "龙凤沃柑 2.5千克，放到你来取就不新鲜了" in checkout
    assert "送到那里就不新鲜了" not in checkout, "at the door it is fresh"


def test_where_it_arrives_fresh_nothing_is_said(client: Client, world: World) -> None:
    client.cookies["point"] = HERE["point"]
    assert "不新鲜" not in sound(client.get(f"/p/{world.oranges.product.slug}"))


def test_the_counter_says_it_at_the_line(world: World, old: supply.Goods) -> None:
    asker = world.signed_in("counter", world.wang)
    asker.do("counter", "OpenShift", floatFen=20_000)
    wang, variant = asker.http, old.variants[0].public_id
    wang.post("/counter/", {"add": f"{variant} 沃柑", "name": "张三", "tendered": "100"})
    page = sound(wang.post("/counter/", {"do": "read"}, follow=True))
    assert "才到，放到村民来取就不新鲜了" in page
    assert "有一样送到就不新鲜了，先改好" in page
    assert "收钱下单" not in page
