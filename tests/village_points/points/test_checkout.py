"""From cart to order: where to, with a promise of the moment of ordering."""

from datetime import timedelta

import pytest

from fixtures.build import points as build
from market.accounts import services as accounts
from market.accounts.actors import Shopper
from market.cart import services as cart
from market.cart.models import Cart, CartLine
from market.kernel import days
from market.kernel.errors import Invalid, NotFound
from market.orders.models import Order
from tests.village_points.scene import LI_PHONE, Scene
from village_points.points import checkout


@pytest.fixture
def li(scene: Scene) -> Shopper:
    """Li with one of Chen's boxes in the cart: 20 yuan and 10 yuan freight."""
    customer, _ = accounts.new_guest(now=scene.now)
    shopper = Shopper(customer.pk)
    cart.add(actor=shopper, variant_id=scene.chen.variant_id, quantity=1, now=scene.now)
    return shopper


def choose(scene: Scene, li: Shopper, **where: str) -> Cart:
    return checkout.set_delivery(
        actor=li, buyer_name="李小红", buyer_phone=LI_PHONE, now=scene.now, **where
    )


def order(scene: Scene, li: Shopper, **changes: object) -> Order:
    usual: dict[str, object] = {
        "actor": li,
        "key": "k",
        "expected_total_fen": 3_000,
        "now": scene.now,
    }
    return checkout.checkout(**{**usual, **changes})  # type: ignore[arg-type]


def test_a_cart_goes_to_a_point(scene: Scene, li: Shopper) -> None:
    choose(scene, li, point_code=build.point().code)
    placed = order(scene, li)
    assert (placed.delivery_kind, placed.point_id) == ("POINT", scene.wang.point_id)
    assert placed.promised_on == days.day(scene.now) + timedelta(days=1)
    assert placed.total_fen == 3_000
    assert not CartLine.objects.exists()


def test_a_cart_goes_to_a_door(scene: Scene, li: Shopper) -> None:
    choose(scene, li, village_code=build.LONGFENG, address="3组12号")
    placed = order(scene, li)
    assert (placed.delivery_kind, placed.point_id) == ("ADDRESS", None)
    assert placed.deliver_to == "衡山县永和乡龙凤村3组12号"


def test_the_promise_is_that_of_the_moment_of_ordering(scene: Scene, li: Shopper) -> None:
    choose(scene, li, point_code=build.point().code)
    placed = order(scene, li, now=scene.now.replace(hour=20))
    assert placed.promised_on == days.day(scene.now) + timedelta(days=2)


def test_the_same_key_is_the_same_order_even_later(scene: Scene, li: Shopper) -> None:
    choose(scene, li, point_code=build.point().code)
    first = order(scene, li)
    assert order(scene, li, now=scene.next_day) == first
    assert Order.objects.count() == 1


def test_a_point_replaces_a_door(scene: Scene, li: Shopper) -> None:
    choose(scene, li, village_code=build.LONGFENG, address="3组12号")
    choose(scene, li, point_code=build.point(build.LONGYAN).code)
    assert order(scene, li).point_code == build.point(build.LONGYAN).code


@pytest.mark.parametrize(
    "where", [{}, {"village_code": build.LONGFENG}, {"address": "3组12号"}, {"point_code": ""}]
)
def test_half_a_destination_is_refused(scene: Scene, li: Shopper, where: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        choose(scene, li, **where)
    assert caught.value.field == "pointCode"
    assert Cart.objects.get(customer_id=li.customer_id).delivery_kind == ""


def test_an_unknown_point_is_refused(scene: Scene, li: Shopper) -> None:
    with pytest.raises(NotFound):
        choose(scene, li, point_code="P-0")


def test_without_a_destination_nothing_is_ordered(scene: Scene, li: Shopper) -> None:
    with pytest.raises(Invalid):
        order(scene, li)
    assert not Order.objects.exists()
    assert CartLine.objects.count() == 1


def test_without_a_cart_nothing_is_ordered(scene: Scene) -> None:
    customer, _ = accounts.new_guest(now=scene.now)
    with pytest.raises(Invalid):
        order(scene, Shopper(customer.pk))
