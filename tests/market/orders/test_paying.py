"""The one way to paid: now, before, too late, and revived."""

from datetime import timedelta

import pytest

from fixtures.build import sales
from market.accounts.actors import Shopper
from market.kernel.errors import NotFound
from market.orders import cancelling, paying
from market.orders.models import Consignment, Line, Order, OrderState, Step
from market.orders.paying import Outcome
from tests import jobs
from tests.market import goods
from tests.market.goods import NOW, Counts, counts

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=31)


def pay(order: Order) -> Outcome:
    outcome = paying.mark_paid(order_id=order.public_id, payment_ref="pay_1", now=LATER).outcome
    order.refresh_from_db()
    return outcome


def told() -> list[str]:
    """Names of the events' handlers in payments that were told of this order."""
    return [job.task_name.rsplit(".")[-1] for job in jobs.waiting("market.payments")]


def test_paid_goods_leave_and_wait_to_be_packed() -> None:
    sold = goods.variant(units=5)
    order = sales.placed_order([(sold.public_id, 2)], now=NOW)
    assert pay(order) == Outcome.PAID
    assert (order.state, order.paid_at) == (OrderState.PAID, LATER)
    assert counts(sold) == Counts(3, 0)
    assert [part.state for part in Consignment.objects.filter(order=order)] == ["TO_PACK"]
    assert told() == ["close_other_payments"]
    last = Step.objects.filter(order=order, consignment=None).order_by("-pk")[0]
    assert (last.was, last.now, last.reason) == ("PLACED", "PAID", "pay_1")


def test_paid_again_changes_nothing() -> None:
    sold = goods.variant(units=5)
    order = sales.placed_order([(sold.public_id, 2)], now=NOW)
    pay(order)
    jobs.clear_jobs()
    assert pay(order) == Outcome.ALREADY
    assert counts(sold) == Counts(3, 0)
    assert (Step.objects.filter(order=order, now="PAID").count(), told()) == (1, [])


def test_an_unpaid_order_is_revived_while_its_goods_are_there() -> None:
    sold = goods.variant()
    goods.lot(sold, 2, good_for=10)
    order = sales.placed_order([(sold.public_id, 2)], now=NOW)
    first = Line.objects.get(consignment__order=order).snapshot
    cancelling.cancel_unpaid(now=LATER)
    goods.lot(sold, 2, good_for=8)
    assert pay(order) == Outcome.PAID
    assert (order.state, order.closed_at) == (OrderState.PAID, None)
    assert counts(sold) == Counts(2, 0)
    assert [part.state for part in Consignment.objects.filter(order=order)] == ["TO_PACK"]
    now_kept = Line.objects.get(consignment__order=order).snapshot
    assert now_kept["batches"] != first["batches"]
    assert {**now_kept, "batches": 0} == {**first, "batches": 0}


def test_money_that_comes_after_the_goods_are_gone_is_too_late() -> None:
    sold = goods.variant(units=2)
    order = sales.placed_order([(sold.public_id, 2)], now=NOW)
    cancelling.cancel_unpaid(now=LATER)
    sales.placed_order([(sold.public_id, 1)], now=NOW)
    jobs.clear_jobs()
    assert pay(order) == Outcome.TOO_LATE
    assert (order.state, told()) == (OrderState.CANCELLED, [])
    assert counts(sold) == Counts(2, 1)


def test_money_for_an_order_that_the_buyer_cancelled_is_given_back() -> None:
    sold = goods.variant(units=2)
    order = sales.placed_order([(sold.public_id, 2)], now=NOW)
    cancelling.cancel_order(
        actor=Shopper(order.customer_id), order_id=order.public_id, reason="不要了", now=NOW
    )
    assert pay(order) == Outcome.TOO_LATE
    assert counts(sold) == Counts(2, 0)


def test_no_such_order() -> None:
    with pytest.raises(NotFound):
        paying.mark_paid(order_id="ord_nothing", payment_ref="pay_1", now=NOW)
