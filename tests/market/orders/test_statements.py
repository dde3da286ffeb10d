"""A whole sale counted in statements: what the services cost, whatever the number of lines."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales
from market.cart import queries
from market.cart import services as cart
from tests.market import goods
from tests.market.goods import NOW, soon

# Of the 90 from cart to paid, in one transaction each and with every subscriber of the events.
CHECKOUT = 23
SETTLE = 32
EACH_FURTHER_LINE = 0


@pytest.mark.django_db
@pytest.mark.parametrize("lines", [1, 2, 20])
def test_from_cart_to_paid(lines: int) -> None:
    chen = goods.seller()
    sold = [(goods.variant(of=chen, units=5).public_id, 1) for _ in range(lines)]
    li = sales.filled_cart(sold, now=NOW)
    total = queries.cart_view(li, NOW).total_fen
    with CaptureQueriesContext(connection) as ordering:
        order = cart.checkout(
            actor=li, key="k", delivery=sales.delivery(promised_on=soon()),
            expected_total_fen=total, now=NOW,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as paying:
        sales.pay_at_provider(order, now=NOW)
    further = EACH_FURTHER_LINE * (lines - 1)
    assert len(ordering) <= CHECKOUT + further
    assert len(paying) <= SETTLE + further
