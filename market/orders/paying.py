"""The only way to paid, whether by cash, webhook, return page or reconciliation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from market.accounts.actors import System
from market.catalogue import prices
from market.gi.output import CeilingReached
from market.kernel import days
from market.kernel.errors import NotFound
from market.orders import claiming, snapshots
from market.orders.cancelling import UNPAID
from market.orders.models import (
    Consignment,
    ConsignmentState,
    Line,
    Order,
    OrderState,
    Step,
)
from market.orders.states import Move, move
from market.stock import services as stock

PAYMENT = System("payment")


class Outcome(StrEnum):
    """What came of a payment: PAID now, ALREADY before, TOO_LATE: the goods are gone."""

    PAID = "PAID"
    ALREADY = "ALREADY"
    TOO_LATE = "TOO_LATE"


@dataclass(frozen=True, slots=True)
class Paid:
    """The outcome, and the locked order."""

    outcome: Outcome
    order: Order


@transaction.atomic
def mark_paid(*, order_id: str, payment_ref: str, now: datetime) -> Paid:
    """The money is there: the goods leave stock and the consignments wait to be packed.

    Harmless when repeated (ALREADY). An order that was cancelled because nobody paid is revived
    if its goods can be held again and their season has grams left; else TOO_LATE and nothing
    changed: the caller gives the money back. Raises NotFound.
    """
    order = Order.objects.select_for_update(no_key=True).filter(public_id=order_id).first()
    if order is None:
        raise NotFound("order")
    if order.state in {OrderState.PAID, OrderState.COMPLETED}:
        return Paid(Outcome.ALREADY, order)
    if not _goods_leave(order, now):
        return Paid(Outcome.TOO_LATE, order)
    parts = list(Consignment.objects.filter(order=order).order_by("pk"))
    moves = [Move(order, OrderState.PAID)]
    moves += [Move(part, ConsignmentState.TO_PACK) for part in parts]
    move(moves, actor=PAYMENT, now=now, reason=payment_ref)
    _keep_prices(order, now)
    return Paid(Outcome.PAID, order)


def _goods_leave(order: Order, now: datetime) -> bool:
    if order.state == OrderState.PLACED and stock.commit(holder=order.public_id, now=now):
        return True
    if order.state == OrderState.CANCELLED and not _ran_out_of_time(order):
        return False
    return _hold_again(order, now) and stock.commit(holder=order.public_id, now=now)


def _keep_prices(order: Order, now: datetime) -> None:
    """What was paid is what later comparisons of prices are made with."""
    lines = Line.objects.filter(consignment__order=order).order_by("pk")
    sold = lines.values_list("public_id", "variant_id", "unit_price_fen")
    prices.record_sold(lines=[prices.SoldLine(*row) for row in sold], now=now)


def _ran_out_of_time(order: Order) -> bool:
    last = Step.objects.filter(order=order, consignment=None).order_by("-pk").first()
    return last is not None and last.now == OrderState.CANCELLED and last.reason == UNPAID


def _hold_again(order: Order, now: datetime) -> bool:
    lines = list(Line.objects.filter(consignment__order=order).order_by("pk"))
    try:
        with transaction.atomic():
            allocations = stock.reserve(
                holder=order.public_id,
                wants=[stock.Want(line.variant_id, line.quantity) for line in lines],
                arrive_on=max(order.promised_on, days.day(now)),
                at_point=order.delivery_kind == "POINT",
                until=now,
                now=now,
            )
            claiming.count_again(order, lines, allocations, now)
    except (stock.OutOfStock, CeilingReached):
        return False
    _keep_batches(lines, allocations)
    return True


def _keep_batches(lines: Sequence[Line], allocations: Sequence[stock.Allocation]) -> None:
    """The goods come from other batches than at first; what was agreed stays as it was."""
    for line in lines:
        line.snapshot["batches"] = snapshots.batches_of(line.variant_id, allocations)
    Line.objects.bulk_update(lines, ["snapshot"])
