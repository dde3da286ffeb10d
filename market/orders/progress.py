"""Consignments go forward: packed, on the way, ready, delivered. Never back; repeats do nothing."""

from datetime import datetime

from django.db import transaction

from market.accounts.actors import Actor, MerchantStaff
from market.kernel.errors import NotFound, WrongState
from market.orders.models import Consignment, ConsignmentState, Order, OrderState
from market.orders.states import Move, move

FORWARD = [
    ConsignmentState.WAITING,
    ConsignmentState.TO_PACK,
    ConsignmentState.PACKED,
    ConsignmentState.ON_THE_WAY,
    ConsignmentState.READY,
    ConsignmentState.DELIVERED,
]


@transaction.atomic
def mark_packed(*, actor: Actor, consignment_id: str, now: datetime) -> Consignment:
    """The merchant has packed its part. Raises NotFound and WrongState (not paid, cancelled)."""
    return _forward(actor, consignment_id, ConsignmentState.PACKED, now)


@transaction.atomic
def mark_on_the_way(*, actor: Actor, consignment_id: str, now: datetime) -> Consignment:
    """The first scan after packing."""
    return _forward(actor, consignment_id, ConsignmentState.ON_THE_WAY, now)


@transaction.atomic
def mark_ready(*, actor: Actor, consignment_id: str, now: datetime) -> Consignment:
    """It lies at the point and can be fetched."""
    return _forward(actor, consignment_id, ConsignmentState.READY, now)


@transaction.atomic
def mark_delivered(*, actor: Actor, consignment_id: str, now: datetime) -> Consignment:
    """It is in the buyer's hands; with the last one the order is COMPLETED."""
    return _forward(actor, consignment_id, ConsignmentState.DELIVERED, now)


def _forward(actor: Actor, consignment_id: str, to: ConsignmentState, now: datetime) -> Consignment:
    order, parts = _lock(consignment_id)
    part = next(each for each in parts if each.public_id == consignment_id)
    if isinstance(actor, MerchantStaff) and actor.merchant_id != part.merchant_id:
        raise NotFound("consignment")
    if part.state == ConsignmentState.CANCELLED:
        raise WrongState(part.state, to)
    if FORWARD.index(ConsignmentState(part.state)) >= FORWARD.index(to):
        return part
    moves = [Move(part, to)]
    others = [each.state for each in parts if each is not part]
    if to == ConsignmentState.DELIVERED and set(others) <= {ConsignmentState.DELIVERED}:
        moves.append(Move(order, OrderState.COMPLETED))
    move(moves, actor=actor, now=now)
    return part


def _lock(consignment_id: str) -> tuple[Order, list[Consignment]]:
    """Lock the order alone: its consignments change only under that lock."""
    order = (
        Order.objects.select_for_update(of=("self",), no_key=True)
        .filter(consignments__public_id=consignment_id)
        .first()
    )
    if order is None:
        raise NotFound("consignment")
    return order, list(Consignment.objects.filter(order=order).order_by("pk"))
