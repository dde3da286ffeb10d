"""Orders as plain data: everything in them, and the same statements for 2 and for 20."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales
from market.orders import queries
from market.orders.models import Consignment, Order
from market.orders.placing import OrderLine, quote_lines
from tests.market import goods
from tests.market.goods import NOW

pytestmark = pytest.mark.django_db


def test_an_order_with_everything_in_it() -> None:
    one, two = goods.variant(units=5, price_fen=2_990), goods.variant(units=5)
    order = sales.paid_order([(one.public_id, 2), (two.public_id, 1)], now=NOW)
    view = queries.order_view(order)
    assert (view.id, view.number, view.state) == (order.public_id, order.number, "PAID")
    assert view.total_fen == sum(part.goods_fen + part.freight_fen for part in view.consignments)
    first, second = view.consignments
    (line,) = first.lines
    assert (line.product_name, line.variant_id, line.quantity, line.total_fen) == (
        "龙凤沃柑", one.public_id, 2, 5_980,
    )  # fmt: skip
    assert (line.badge, line.batches[0].quantity) == (None, 2)
    assert line.picture is not None
    assert second.merchant_name
    assert [step.now for step in view.steps if not step.consignment_id] == ["PLACED", "PAID"]


@pytest.mark.parametrize("count", [2, 20])
def test_constant_statements(count: int) -> None:
    sold = goods.variant(units=50)
    for _ in range(count):
        sales.placed_order([(sold.public_id, 1)], now=NOW)
    orders = list(Order.objects.order_by("pk"))
    with CaptureQueriesContext(connection) as statements:
        assert [view.pk for view in queries.order_views(orders)] == [each.pk for each in orders]
    assert len(statements) == 3
    with CaptureQueriesContext(connection) as statements:
        found = queries.consignment_views(Consignment.objects.order_by("pk"))
    assert (len(found), len(statements)) == (count, 2)


def test_a_quote_before_the_order() -> None:
    sold = goods.variant(units=5, price_fen=2_990)
    with CaptureQueriesContext(connection) as statements:
        quoted = quote_lines(lines=[OrderLine(sold.public_id, 2)], now=NOW)
    assert len(statements) == 1
    assert (quoted.goods_fen, quoted.freight_fen, quoted.total_fen) == (5_980, 800, 6_780)
    (line,) = quoted.lines()
    assert (line.offer.available, line.offer.origin_name) == (5, "永和乡龙凤村")
