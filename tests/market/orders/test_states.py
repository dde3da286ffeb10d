"""Every pair of states: what may become what, and that the rest changes nothing."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales
from market.accounts.actors import System
from market.kernel.errors import WrongState
from market.orders.models import Consignment, ConsignmentState, Order, OrderState, Step
from market.orders.states import CONSIGNMENT_MOVES, ORDER_MOVES, Move, move
from tests import jobs
from tests.market import goods
from tests.market.goods import NOW

CLOCK = System("clock")
ORDER_FORWARD = {
    ("PLACED", "PAID"), ("PLACED", "CANCELLED"), ("PAID", "COMPLETED"), ("CANCELLED", "PAID"),
}  # fmt: skip
CONSIGNMENT_FORWARD = {
    ("WAITING", "TO_PACK"), ("WAITING", "CANCELLED"), ("TO_PACK", "PACKED"),
    ("PACKED", "ON_THE_WAY"), ("PACKED", "READY"), ("ON_THE_WAY", "READY"),
    ("ON_THE_WAY", "DELIVERED"), ("READY", "DELIVERED"), ("CANCELLED", "TO_PACK"),
}  # fmt: skip


def test_the_tables_are_complete() -> None:
    assert set(ORDER_MOVES) == set(OrderState)
    assert set(CONSIGNMENT_MOVES) == set(ConsignmentState)


@pytest.fixture
def order() -> Order:
    sold = goods.variant(units=5)
    made = sales.placed_order([(sold.public_id, 1)], now=NOW)
    jobs.clear_jobs()
    return made


@pytest.mark.django_db
def test_every_pair_of_order_states(order: Order) -> None:
    for was, to in itertools.product(OrderState, OrderState):
        Order.objects.filter(pk=order.pk).update(state=was)
        order.refresh_from_db()
        Step.objects.all().delete()
        if (was, to) in ORDER_FORWARD:
            move([Move(order, to)], actor=CLOCK, now=NOW, reason="why")
            step = Step.objects.get()
            assert (step.was, step.now, step.actor, step.reason) == (was, to, CLOCK.ref, "why")
        else:
            with pytest.raises(WrongState) as refused:
                move([Move(order, to)], actor=CLOCK, now=NOW)
            assert (refused.value.state, refused.value.wanted) == (was, to)
            assert not Step.objects.exists()
        order.refresh_from_db()
        assert order.state == (to if (was, to) in ORDER_FORWARD else was)


@pytest.mark.django_db
def test_every_pair_of_consignment_states(order: Order) -> None:
    part = Consignment.objects.get(order=order)
    for was, to in itertools.product(ConsignmentState, ConsignmentState):
        Consignment.objects.filter(pk=part.pk).update(state=was)
        part.refresh_from_db()
        if (was, to) in CONSIGNMENT_FORWARD:
            move([Move(part, to)], actor=CLOCK, now=NOW)
        else:
            with pytest.raises(WrongState):
                move([Move(part, to)], actor=CLOCK, now=NOW)
        part.refresh_from_db()
        assert part.state == (to if (was, to) in CONSIGNMENT_FORWARD else was)


@pytest.mark.django_db
def test_one_bad_move_among_good_ones_changes_nothing(order: Order) -> None:
    part = Consignment.objects.get(order=order)
    moves = [Move(order, OrderState.PAID), Move(part, ConsignmentState.DELIVERED)]
    with pytest.raises(WrongState):
        move(moves, actor=CLOCK, now=NOW)
    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    assert jobs.waiting() == []


@pytest.mark.django_db
def test_times_of_an_order(order: Order) -> None:
    move([Move(order, OrderState.CANCELLED)], actor=CLOCK, now=NOW)
    assert (order.paid_at, order.closed_at) == (None, NOW)
    move([Move(order, OrderState.PAID)], actor=CLOCK, now=NOW)
    assert (order.paid_at, order.closed_at) == (NOW, None)
    move([Move(order, OrderState.COMPLETED)], actor=CLOCK, now=NOW)
    order.refresh_from_db()
    assert (order.paid_at, order.closed_at) == (NOW, NOW)


@pytest.mark.django_db
def test_many_moves_cost_as_much_as_one() -> None:
    sold = goods.variant(units=50)
    orders = [sales.placed_order([(sold.public_id, 1)], now=NOW) for _ in range(5)]
    with CaptureQueriesContext(connection) as statements:
        move([Move(each, OrderState.CANCELLED) for each in orders], actor=CLOCK, now=NOW)
    assert len(statements) == 3
