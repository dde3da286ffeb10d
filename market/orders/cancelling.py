"""Orders that nobody pays end, and their goods are for sale again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from market.accounts.actors import Actor, System
from market.gi import output
from market.kernel.errors import Invalid, NotFound, WrongState
from market.orders.models import Consignment, ConsignmentState, Order, OrderState
from market.orders.states import Move, move
from market.stock import services as stock

# The reason of orders that ran out of time; a payment that comes after all may revive these.
UNPAID = "UNPAID"
CHUNK = 50


@transaction.atomic
def cancel_order(*, actor: Actor, order_id: str, reason: str, now: datetime) -> Order:
    """Cancel an order that is not paid; cancelling it again changes nothing.

    Raises NotFound (not the actor's), Invalid (reason) and WrongState once it is paid.
    """
    if not 1 <= len(reason) <= 64 or reason == UNPAID:
        raise Invalid("reason", "length")
    orders = Order.objects.all() if isinstance(actor, System) else Order.objects.visible_to(actor)
    order = orders.select_for_update(no_key=True).filter(public_id=order_id).first()
    if order is None:
        raise NotFound("order")
    if order.state == OrderState.CANCELLED:
        return order
    if order.state != OrderState.PLACED:
        raise WrongState(order.state, OrderState.CANCELLED)
    _cancel([order], actor=actor, reason=reason, now=now)
    return order


def cancel_unpaid(*, now: datetime) -> int:
    """Cancel what ran out of time, chunk by chunk; return how many.

    An order that somebody holds at this instant (a payment coming in) is left for the next run.
    """
    total = 0
    while done := _cancel_chunk(now):
        total += done
    return total


@transaction.atomic
def _cancel_chunk(now: datetime) -> int:
    due = Order.objects.filter(state=OrderState.PLACED, pay_until__lte=now).order_by("pk")
    orders = list(due.select_for_update(skip_locked=True, no_key=True)[:CHUNK])
    if orders:
        _cancel(orders, actor=System("clock"), reason=UNPAID, now=now)
    return len(orders)


def _cancel(orders: Sequence[Order], *, actor: Actor, reason: str, now: datetime) -> None:
    holders = [order.public_id for order in orders]
    stock.release_all(holders=holders, now=now)
    output.release(holders=holders, now=now)
    parts = Consignment.objects.filter(order__in=orders).order_by("pk")
    moves = [Move(order, OrderState.CANCELLED) for order in orders]
    moves += [Move(part, ConsignmentState.CANCELLED) for part in parts]
    move(moves, actor=actor, now=now, reason=reason)
