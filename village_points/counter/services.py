"""A clerk orders for a villager, who pays cash: all of it in one transaction, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from market.accounts import services as accounts
from market.accounts.actors import Actor, Clerk, require
from market.idempotency import services as idempotency
from market.kernel import days
from market.orders import placing, quoting
from market.orders.models import Channel, Order
from market.orders.offers import offers
from village_points.cash import rules as drawer
from village_points.cash import services as cash
from village_points.cash.models import Taking
from village_points.pickup import codes
from village_points.points import delivery
from village_points.points import services as points


@dataclass(frozen=True, slots=True)
class Placed:
    """A paid order, what was taken for it, and the code for the slip."""

    order: Order
    taking: Taking
    change_fen: int
    code_digits: str


@transaction.atomic
def place_order(
    *,
    actor: Actor,
    key: str,
    customer_name: str,
    customer_phone: str,
    lines: Sequence[placing.OrderLine],
    tendered_fen: int,
    expected_total_fen: int,
    now: datetime,
) -> Placed:
    """Order, take the cash and make the code. The same key again gives the same answer.

    `customer_phone` may be empty. Raises Forbidden, KeyReused, PointClosed, NoOpenShift, Invalid,
    NotForSale, PriceChanged, OutOfStock, TooLittleCash; then nothing was written.
    """
    clerk = require(actor, Clerk)
    content = _content(customer_name, customer_phone, lines, tendered_fen, expected_total_fen)
    claim = idempotency.claim(actor=clerk.ref, key=key, content=content, now=now)
    if claim.result is not None:
        return _again(claim.result["order"])
    point = points.require_open(point_id=clerk.point_id, now=now)
    cash.require_open_shift(clerk)
    customer = accounts.walk_in(name=customer_name, phone=customer_phone, now=now)
    order = placing.place_order(
        actor=clerk,
        customer_id=customer.pk,
        channel=Channel.COUNTER,
        lines=lines,
        delivery=delivery.to_point(point_code=point.code, now=_leaves(lines, now)),
        buyer_name=customer.name,
        buyer_phone=customer.phone,
        expected_total_fen=expected_total_fen,
        now=now,
    )
    taking = cash.take(actor=clerk, order=order, tendered_fen=tendered_fen, now=now)
    placed = _placed(Order.objects.get(pk=order.pk), taking, now)
    claim.settle({"order": order.public_id})
    return placed


def _leaves(lines: Sequence[placing.OrderLine], now: datetime) -> datetime:
    offered = offers(variant_ids=[line.variant_id for line in lines], on=days.day(now))
    return quoting.sent_from(offered.values(), now)


def _content(
    name: str,
    phone: str,
    lines: Sequence[placing.OrderLine],
    tendered_fen: int,
    expected_total_fen: int,
) -> dict[str, Any]:
    return {
        "use": "counter.place_order",
        "customer": [name, phone],
        "lines": [[line.variant_id, line.quantity, line.seen_price_fen] for line in lines],
        "tendered": tendered_fen,
        "expected": expected_total_fen,
    }


def _placed(order: Order, taking: Taking, now: datetime) -> Placed:
    code = codes.issue_code(order_id=order.public_id, now=now)
    change = drawer.change(due_fen=taking.amount_fen, tendered_fen=taking.tendered_fen)
    return Placed(order, taking, change, codes.code_digits(code))


def _again(order_id: str) -> Placed:
    taking = Taking.objects.select_related("order").get(order__public_id=order_id)
    return _placed(taking.order, taking, taking.at)
