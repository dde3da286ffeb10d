"""What the cart shows: today's sums, and what changed since goods were put in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales, supply
from market.cart import queries
from market.cart.queries import Change
from market.catalogue import services as catalogue
from market.gi.models import Right
from market.orders import placing
from market.orders.models import Channel
from tests.market import goods
from tests.market.goods import NOW, soon

pytestmark = pytest.mark.django_db


def test_no_cart_yet() -> None:
    assert queries.cart_view(sales.shopper(now=NOW), NOW) == queries.EMPTY


def test_lines_by_merchant_with_freight() -> None:
    chen, other = goods.seller(first=600, following=200), goods.seller(first=500, following=100)
    oranges = goods.variant(of=chen, price_fen=2_990, gross_grams=2_850, units=5)
    tea = goods.variant(of=other, price_fen=8_800, gross_grams=1_001, units=5)
    lemons = goods.variant(of=chen, price_fen=1_000, gross_grams=150, units=5)
    li = sales.filled_cart(
        [(oranges.public_id, 1), (tea.public_id, 1), (lemons.public_id, 1)], now=NOW
    )
    view = queries.cart_view(li, NOW)
    first, second = view.parts
    assert [len(part.lines) for part in view.parts] == [2, 1]
    assert (first.goods_fen, first.freight_fen, first.gross_grams) == (3_990, 1_000, 3_000)
    assert (second.goods_fen, second.freight_fen) == (8_800, 600)
    assert (view.goods_fen, view.freight_fen, view.total_fen) == (12_790, 1_600, 14_390)
    assert (view.units, view.orderable) == (3, True)
    order = placing.place_order(
        actor=li, customer_id=li.customer_id, channel=Channel.SHOP,
        lines=[placing.OrderLine(line.offer.variant_id, line.quantity)
               for part in view.parts for line in part.lines],
        delivery=sales.delivery(promised_on=soon()), buyer_name="Li", buyer_phone="", now=NOW,
    )  # fmt: skip
    assert order.total_fen == view.total_fen


def test_what_changed() -> None:
    chen = goods.seller()
    up, down, gone, few, paused = (goods.variant(of=chen, units=3) for _ in range(5))
    li = sales.filled_cart([(each.public_id, 2) for each in (up, down, gone, few, paused)], now=NOW)
    assert queries.cart_view(li, NOW).orderable
    catalogue.set_price(actor=chen, variant_id=up.public_id, price_fen=1_100, now=NOW)
    catalogue.set_price(actor=chen, variant_id=down.public_id, price_fen=900, now=NOW)
    sales.placed_order([(gone.public_id, 3), (few.public_id, 2)], now=NOW)
    catalogue.pause(actor=chen, product_id=paused.product.public_id, now=NOW)
    view = queries.cart_view(li, NOW)
    (part,) = view.parts
    assert [line.changes for line in part.lines] == [
        (Change.PRICE_UP,), (Change.PRICE_DOWN,), (Change.SOLD_OUT,), (Change.TOO_FEW,),
        (Change.NOT_FOR_SALE,),
    ]  # fmt: skip
    # Sold out and paused goods are in no sum; of the scarce ones all that are wanted.
    assert view.goods_fen == 2 * 1_100 + 2 * 900 + 2 * 1_000
    assert view.freight_fen == 600 + 5 * 200
    assert not view.orderable


def test_a_lost_right_is_shown() -> None:
    village = supply.right("永和乡龙凤村 沃柑", now=NOW)
    sold = goods.variant(right=village, units=3)
    li = sales.filled_cart([(sold.public_id, 1)], now=NOW)
    (line,) = queries.cart_view(li, NOW).parts[0].lines
    assert line.badge is not None
    assert (line.badge.right_id, line.changes) == (village.public_id, ())
    Right.objects.filter(pk=village.pk).update(status="REVOKED")
    view = queries.cart_view(li, NOW)
    (line,) = view.parts[0].lines
    assert (line.badge, line.changes) == (None, (Change.RIGHT_LOST,))
    assert view.orderable


@pytest.mark.parametrize("count", [2, 20])
def test_constant_statements(count: int) -> None:
    village = supply.right("永和乡龙凤村 沃柑", now=NOW)
    chen = goods.seller()
    lines = [(goods.variant(of=chen, right=village, units=3).public_id, 1) for _ in range(count)]
    li = sales.filled_cart(lines, now=NOW)
    with CaptureQueriesContext(connection) as statements:
        view = queries.cart_view(li, NOW)
    assert (view.units, len(statements)) == (count, 4)
