"""Cancelling: by the buyer, and by the clock."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales
from market.accounts.actors import Anonymous, Clerk, MerchantStaff, Operator, Shopper
from market.kernel.errors import Invalid, NotFound, WrongState
from market.orders import cancelling
from market.orders.cancelling import cancel_order, cancel_unpaid
from market.orders.models import Consignment, Order, OrderState, Step
from tests import jobs
from tests.market import goods
from tests.market.goods import NOW, Counts, counts

pytestmark = pytest.mark.django_db
IN_TIME = NOW + timedelta(minutes=29, seconds=59)
OVER = NOW + timedelta(minutes=30)


def test_a_buyer_cancels_and_the_goods_are_for_sale_again() -> None:
    sold = goods.variant(units=2)
    order = sales.placed_order([(sold.public_id, 2)], now=NOW)
    buyer = Shopper(order.customer_id)
    jobs.clear_jobs()
    for _ in range(2):
        made = cancel_order(actor=buyer, order_id=order.public_id, reason="不要了", now=NOW)
        assert made.state == OrderState.CANCELLED
    assert counts(sold) == Counts(2, 0)
    assert Consignment.objects.get(order=order).state == "CANCELLED"
    step = Step.objects.get(order=order, consignment=None, now="CANCELLED")
    assert (step.actor, step.reason) == (buyer.ref, "不要了")
    assert [job.args for job in jobs.waiting("close_payments")] == [{"order": order.public_id}]


def test_a_paid_order_is_not_cancelled() -> None:
    sold = goods.variant(units=2)
    order = sales.paid_order([(sold.public_id, 2)], now=NOW)
    with pytest.raises(WrongState) as refused:
        cancel_order(
            actor=Shopper(order.customer_id), order_id=order.public_id, reason="x", now=NOW
        )
    assert refused.value.state == "PAID"
    assert Consignment.objects.get(order=order).state == "TO_PACK"


def test_only_who_sees_an_order_cancels_it() -> None:
    sold = goods.variant(units=2)
    order = sales.placed_order([(sold.public_id, 2)], now=NOW)
    strangers = [
        Shopper(0), Anonymous(), Clerk(1, 999), MerchantStaff(1, sold.product.merchant_id),
    ]  # fmt: skip
    for stranger in strangers:
        with pytest.raises(NotFound):
            cancel_order(actor=stranger, order_id=order.public_id, reason="x", now=NOW)
    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    cancel_order(actor=Operator(1), order_id=order.public_id, reason="x", now=NOW)


@pytest.mark.parametrize("reason", ["", "x" * 65, cancelling.UNPAID])
def test_reasons_that_cannot_be(reason: str) -> None:
    sold = goods.variant(units=2)
    order = sales.placed_order([(sold.public_id, 2)], now=NOW)
    with pytest.raises(Invalid) as refused:
        cancel_order(
            actor=Shopper(order.customer_id), order_id=order.public_id, reason=reason, now=NOW
        )
    assert refused.value.name == "reason"


def test_the_clock_cancels_what_nobody_paid_in_time() -> None:
    sold = goods.variant(units=3)
    unpaid = sales.placed_order([(sold.public_id, 1)], now=NOW)
    paid = sales.paid_order([(sold.public_id, 1)], now=NOW)
    younger = sales.placed_order([(sold.public_id, 1)], now=NOW + timedelta(seconds=1))
    assert cancel_unpaid(now=IN_TIME) == 0
    assert cancel_unpaid(now=OVER) == 1
    assert cancel_unpaid(now=OVER) == 0
    states = [Order.objects.get(pk=order.pk).state for order in (unpaid, paid, younger)]
    assert states == ["CANCELLED", "PAID", "PLACED"]
    assert counts(sold) == Counts(2, 1)


def test_many_are_cancelled_chunk_by_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cancelling, "CHUNK", 3)
    sold = goods.variant(units=50)
    for _ in range(7):
        sales.placed_order([(sold.public_id, 2)], now=NOW)
    with CaptureQueriesContext(connection) as statements:
        assert cancel_unpaid(now=OVER) == 7
    # Three chunks and a look that finds none; one chunk is 16 statements, however many orders.
    assert len(statements) <= 3 * 16 + 3
    assert counts(sold) == Counts(50, 0)


def test_the_job_is_there() -> None:
    sold = goods.variant(units=50)
    sales.placed_order([(sold.public_id, 2)], now=NOW)
    from market.orders import handlers

    handlers.cancel_unpaid(now=OVER)
    assert Order.objects.get().state == OrderState.CANCELLED
