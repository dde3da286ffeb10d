"""The same key many times at once: one order, and everybody is given it."""

import dataclasses
from functools import partial

import pytest

from fixtures.build import sales
from market.cart import queries
from market.cart import services as cart
from market.idempotency.models import Key
from market.idempotency.services import KeyReused
from market.orders.models import Order
from tests.market import goods
from tests.market.goods import NOW, Counts, counts, soon
from tests.races.racing import assert_books_agree, by_kind, race

pytestmark = pytest.mark.django_db(transaction=True)
DELIVERY = sales.delivery(promised_on=soon())


def test_the_same_key_100_times() -> None:
    sold = goods.variant(units=5)
    li = sales.filled_cart([(sold.public_id, 1)], now=NOW)
    total = queries.cart_view(li, NOW).total_fen
    ask = partial(
        cart.checkout, actor=li, key="k", delivery=DELIVERY, expected_total_fen=total, now=NOW
    )
    outcomes = race([ask] * 100)
    assert by_kind(outcomes) == {"Order": 100}
    assert len({order.public_id for order in outcomes}) == 1
    assert (Order.objects.count(), Key.objects.count()) == (1, 1)
    assert counts(sold) == Counts(5, 1)
    assert_books_agree()


def test_the_same_key_with_other_content() -> None:
    sold = goods.variant(units=5)
    li = sales.filled_cart([(sold.public_id, 1)], now=NOW)
    total = queries.cart_view(li, NOW).total_fen
    elsewhere = dataclasses.replace(DELIVERY, point_code="LY-222")
    asks = [
        partial(cart.checkout, actor=li, key="k", delivery=goes, expected_total_fen=total, now=NOW)
        for goes in [DELIVERY, elsewhere] * 8
    ]
    outcomes = race(asks)
    assert by_kind(outcomes) == {"Order": 8, "KeyReused": 8}
    winner = Order.objects.get().point_code
    for goes, outcome in zip([DELIVERY, elsewhere] * 8, outcomes, strict=True):
        assert isinstance(outcome, KeyReused) is (goes.point_code != winner)
    assert_books_agree()


def test_one_cart_with_two_keys_is_ordered_once() -> None:
    sold = goods.variant(units=5)
    li = sales.filled_cart([(sold.public_id, 1)], now=NOW)
    total = queries.cart_view(li, NOW).total_fen
    asks = [
        partial(
            cart.checkout, actor=li, key=f"k{n}", delivery=DELIVERY, expected_total_fen=total,
            now=NOW,
        )
        for n in range(8)
    ]  # fmt: skip
    assert by_kind(race(asks)) == {"Order": 1, "Invalid": 7}
    assert counts(sold) == Counts(5, 1)
    assert_books_agree()


def test_adding_at_once_adds_up() -> None:
    sold = goods.variant(units=500)
    li = sales.shopper(now=NOW)
    add = partial(cart.add, actor=li, variant_id=sold.public_id, quantity=3, now=NOW)
    assert by_kind(race([add] * 32)) == {"Cart": 32}
    view = queries.cart_view(li, NOW)
    assert (view.units, len(view.parts[0].lines)) == (96, 1)
