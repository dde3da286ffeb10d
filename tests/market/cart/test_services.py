"""The cart: what goes in, what it says, and ordering it once."""

import dataclasses
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales
from market.accounts.actors import Clerk, Shopper
from market.cart import queries
from market.cart import services as cart
from market.cart.models import Cart, CartLine
from market.catalogue import services as catalogue
from market.idempotency.models import Key
from market.idempotency.services import KeyReused
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.orders.models import Order
from market.orders.placing import NotForSale, OutOfStock, PriceChanged
from tests.market import goods
from tests.market.goods import NOW, Counts, counts, soon

pytestmark = pytest.mark.django_db
DELIVERY = sales.delivery(promised_on=soon())


def checkout(actor: Shopper, total: int, key: str = "k", **change: object) -> Order:
    given = {"delivery": DELIVERY, "expected_total_fen": total, "now": NOW, **change}
    return cart.checkout(actor=actor, key=key, **given)  # type: ignore[arg-type]


def test_adding_twice_adds_up() -> None:
    li = sales.shopper(now=NOW)
    sold = goods.variant(units=5)
    first = cart.add(actor=li, variant_id=sold.public_id, quantity=1, now=NOW)
    second = cart.add(actor=li, variant_id=sold.public_id, quantity=2, now=NOW)
    assert first.public_id == second.public_id
    line = CartLine.objects.get()
    assert (line.quantity, line.seen_price_fen, line.seen_right_id) == (3, 1_000, "")
    assert queries.units_in_cart(li) == 3


@pytest.mark.parametrize("times", [1, 2])
def test_statements_of_adding(times: int) -> None:
    li = sales.shopper(now=NOW)
    sold = goods.variant(units=5)
    for _ in range(times):
        with CaptureQueriesContext(connection) as statements:
            cart.add(actor=li, variant_id=sold.public_id, quantity=1, now=NOW)
        assert len(statements) == 5


def test_what_cannot_be_added() -> None:
    li = sales.shopper(now=NOW)
    chen = goods.seller()
    sold = goods.variant(of=chen, units=5)
    paused = goods.variant(of=chen, units=5)
    catalogue.pause(actor=chen, product_id=paused.product.public_id, now=NOW)
    for quantity in (0, -1, 1_000):
        with pytest.raises(Invalid) as invalid:
            cart.add(actor=li, variant_id=sold.public_id, quantity=quantity, now=NOW)
        assert invalid.value.name == "quantity"
    for variant_id in (paused.public_id, "var_nothing", ""):
        with pytest.raises(NotForSale):
            cart.add(actor=li, variant_id=variant_id, quantity=1, now=NOW)
    with pytest.raises(OutOfStock) as gone:
        cart.add(actor=li, variant_id=sold.public_id, quantity=6, now=NOW)
    assert gone.value.available == 5
    with pytest.raises(Forbidden):
        cart.add(actor=Clerk(1, 1), variant_id=sold.public_id, quantity=1, now=NOW)  # type: ignore[arg-type]
    assert not CartLine.objects.exists()


def test_a_cart_has_room_for_50_lines_and_999_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cart, "MOST_LINES", 2)
    li = sales.shopper(now=NOW)
    chen = goods.seller()
    one, two, three = (goods.variant(of=chen, units=999) for _ in range(3))
    cart.add(actor=li, variant_id=one.public_id, quantity=998, now=NOW)
    cart.add(actor=li, variant_id=two.public_id, quantity=1, now=NOW)
    with pytest.raises(Invalid) as full:
        cart.add(actor=li, variant_id=three.public_id, quantity=1, now=NOW)
    assert (full.value.name, full.value.rule) == ("lines", "too_many")
    with pytest.raises(Invalid) as many:
        cart.add(actor=li, variant_id=one.public_id, quantity=2, now=NOW)
    assert (many.value.name, many.value.rule) == ("quantity", "range")
    cart.add(actor=li, variant_id=one.public_id, quantity=1, now=NOW)
    assert queries.units_in_cart(li) == 1_000


def test_changing_and_taking_out() -> None:
    sold = goods.variant(units=5)
    li = sales.filled_cart([(sold.public_id, 2)], now=NOW)
    line = CartLine.objects.get()
    cart.set_quantity(actor=li, line_id=line.public_id, quantity=4, now=NOW)
    assert queries.units_in_cart(li) == 4
    for quantity in (-1, 1_000):
        with pytest.raises(Invalid):
            cart.set_quantity(actor=li, line_id=line.public_id, quantity=quantity, now=NOW)
    stranger = sales.shopper(now=NOW)
    for actor, line_id in ((stranger, line.public_id), (li, "cln_nothing")):
        with pytest.raises(NotFound):
            cart.set_quantity(actor=actor, line_id=line_id, quantity=0, now=NOW)
    cart.set_quantity(actor=li, line_id=line.public_id, quantity=0, now=NOW)
    assert queries.cart_view(li, NOW).parts == ()


def test_where_it_goes_and_who_buys() -> None:
    li = sales.shopper(now=NOW)
    given = {"actor": li, "delivery": DELIVERY, "now": NOW}
    for name, phone, field in (("", "13812341234", "buyerName"), ("Li", "12", "buyerPhone")):
        with pytest.raises(Invalid) as invalid:
            cart.set_delivery(buyer_name=name, buyer_phone=phone, **given)  # type: ignore[arg-type]
        assert invalid.value.name == field
    cart.set_delivery(buyer_name="Li", buyer_phone="138 1234 1234", **given)  # type: ignore[arg-type]
    view = queries.cart_view(li, NOW)
    assert (view.buyer_phone, view.point_code) == ("+8613812341234", DELIVERY.point_code)
    home = dataclasses.replace(DELIVERY, kind="ADDRESS", point_id=None, point_code="")
    given["delivery"] = home
    with pytest.raises(Invalid) as invalid:
        cart.set_delivery(buyer_name="Li", buyer_phone="13812341234", **given)  # type: ignore[arg-type]
    assert invalid.value.name == "address"
    cart.set_delivery(
        buyer_name="Li",
        buyer_phone="13812341234",
        address="三组 12 号",
        **given,  # type: ignore[arg-type]
    )
    view = queries.cart_view(li, NOW)
    assert (view.delivery_kind, view.address, view.point_id) == ("ADDRESS", "三组 12 号", None)


def test_ordering_empties_the_cart_once() -> None:
    sold = goods.variant(units=5)
    li = sales.filled_cart([(sold.public_id, 2)], now=NOW)
    total = queries.cart_view(li, NOW).total_fen
    order = checkout(li, total)
    assert (order.total_fen, order.buyer_phone) == (total, "+8613812341234")
    assert queries.cart_view(li, NOW).parts == ()
    later = dataclasses.replace(DELIVERY, promised_on=soon(3))
    again = checkout(li, total, delivery=later, now=NOW + timedelta(days=6))
    assert again.pk == order.pk
    assert (Order.objects.count(), counts(sold)) == (1, Counts(5, 2))
    with pytest.raises(KeyReused):
        checkout(li, total + 1)
    with pytest.raises(Invalid) as empty:
        checkout(li, total, key="other")
    assert (empty.value.name, empty.value.rule) == ("lines", "empty")
    assert Key.objects.count() == 1


def test_a_refused_order_leaves_cart_and_key() -> None:
    sold = goods.variant(units=2)
    li = sales.filled_cart([(sold.public_id, 2)], now=NOW)
    total = queries.cart_view(li, NOW).total_fen
    other = sales.placed_order([(sold.public_id, 1)], now=NOW)
    with pytest.raises(OutOfStock):
        checkout(li, total)
    assert queries.units_in_cart(li) == 2
    assert not Key.objects.exists()
    from market.orders import cancelling

    cancelling.cancel_order(
        actor=Shopper(other.customer_id), order_id=other.public_id, reason="x", now=NOW
    )
    assert checkout(li, total).total_fen == total


def test_a_changed_price_is_named() -> None:
    chen = goods.seller()
    sold = goods.variant(of=chen, units=2)
    li = sales.filled_cart([(sold.public_id, 1)], now=NOW)
    total = queries.cart_view(li, NOW).total_fen
    catalogue.set_price(actor=chen, variant_id=sold.public_id, price_fen=1_200, now=NOW)
    with pytest.raises(PriceChanged) as changed:
        checkout(li, total)
    assert (changed.value.variant_id, changed.value.price_fen) == (sold.public_id, 1_200)
    assert changed.value.total_fen == total + 200


def test_a_cart_is_its_owners() -> None:
    sold = goods.variant(units=2)
    li = sales.filled_cart([(sold.public_id, 1)], now=NOW)
    assert Cart.objects.visible_to(li).exists()
    for stranger in (Shopper(0), Clerk(1, 1), None):
        assert not Cart.objects.visible_to(stranger).exists()
