"""Place an order: price it, hold the goods, write down what was agreed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import IntegrityError, transaction

from market.accounts.actors import Actor, Shopper
from market.events import bus
from market.gi import output
from market.kernel import days, ids, text
from market.kernel.errors import DomainError, Forbidden
from market.orders import claiming, rules, snapshots
from market.orders.delivery import Delivery
from market.orders.models import (
    Channel,
    Consignment,
    ConsignmentState,
    Line,
    Order,
    OrderState,
    Step,
)
from market.orders.quoting import NotForSale, OrderLine, Quoted, quote_lines
from market.stock import services as stock
from market.stock.services import OutOfStock

__all__ = [
    "Channel",
    "Delivery",
    "NotForSale",
    "OrderLine",
    "OutOfStock",
    "PriceChanged",
    "place_order",
    "quote_lines",
]

NUMBER_TRIES = 5
NAME_LENGTH = 64


@dataclass(eq=False)
class PriceChanged(DomainError):
    """The total is no longer what the buyer saw. `variant_id` names the first changed price.

    It is empty when only the freight changed, or when the lines came without seen prices.
    """

    code: ClassVar[str] = "PRICE_CHANGED"
    total_fen: int = 0
    variant_id: str = ""
    price_fen: int = 0


@transaction.atomic
def place_order(
    *,
    actor: Actor,
    customer_id: int,
    channel: Channel,
    lines: Sequence[OrderLine],
    delivery: Delivery,
    buyer_name: str,
    buyer_phone: str,
    now: datetime,
    expected_total_fen: int | None = None,
) -> Order:
    """Hold the goods and write the order with its consignments, lines and snapshots.

    All or nothing, about a dozen statements however many lines. The caller has claimed the key.
    Raises Invalid, NotForSale, PriceChanged, OutOfStock, and CeilingReached for goods whose badge
    has no grams left this season.
    """
    if isinstance(actor, Shopper) and actor.customer_id != customer_id:
        raise Forbidden
    quoted = quote_lines(lines=lines, now=now, destination=delivery.village_code)
    _check_total(quoted, lines, expected_total_fen)
    _check_promise(quoted, delivery)
    order = _drafted(quoted, delivery, now)
    order.customer_id = customer_id
    order.channel = channel
    order.placed_by = actor.ref
    order.buyer_name = text.line(buyer_name, field="buyerName", max_length=NAME_LENGTH)
    order.buyer_phone = buyer_phone
    allocations = stock.reserve(
        holder=order.public_id,
        wants=[stock.Want(line.offer.variant_pk, line.quantity) for line in quoted.lines()],
        arrive_on=delivery.promised_on,
        at_point=delivery.kind == "POINT",
        until=order.pay_until,
        now=now,
    )
    claimed = claiming.claim([line.offer for line in quoted.lines()], allocations, on=days.day(now))
    agreed = snapshots.take(quoted, allocations, claimed.badges, now=now)
    _insert(order)
    _insert_parts(order, quoted, agreed)
    if claimed.outputs:
        # Last of all locks: these rows are shared by everybody who sells under the right.
        output.take(holder=order.public_id, wants=claimed.outputs, now=now)
    Step.objects.create(order=order, was="", now=order.state, at=now, actor=actor.ref)
    bus.emit("order.placed", order=order.public_id)
    return order


def _drafted(quoted: Quoted, delivery: Delivery, now: datetime) -> Order:
    return Order(
        public_id=ids.new("ord"),
        state=OrderState.PLACED,
        delivery_kind=delivery.kind,
        point_id=delivery.point_id,
        point_code=delivery.point_code,
        village_code=delivery.village_code,
        deliver_to=delivery.deliver_to,
        promised_on=delivery.promised_on,
        goods_fen=quoted.goods_fen,
        freight_fen=quoted.freight_fen,
        total_fen=quoted.total_fen,
        placed_at=now,
        pay_until=now + timedelta(seconds=settings.PAY_WITHIN_SECONDS),
    )


def _check_total(quoted: Quoted, lines: Sequence[OrderLine], expected_fen: int | None) -> None:
    if expected_fen is None or expected_fen == quoted.total_fen:
        return
    seen = {line.variant_id: line.seen_price_fen for line in lines}
    for line in quoted.lines():
        before = seen[line.offer.variant_id]
        if before is not None and before != line.offer.price_fen:
            raise PriceChanged(quoted.total_fen, line.offer.variant_id, line.offer.price_fen)
    raise PriceChanged(quoted.total_fen)


def _check_promise(quoted: Quoted, delivery: Delivery) -> None:
    """Refuse goods that became a presale after the delivery was promised."""
    for line in quoted.lines():
        if line.offer.ships_from and delivery.promised_on < line.offer.ships_from:
            raise NotForSale(line.offer.variant_id)


def _insert(order: Order) -> None:
    """Save with a number that no order has; two in a billion orders meet now and then."""
    for _ in range(NUMBER_TRIES):
        span = rules.HIGHEST - rules.LOWEST + 1
        order.number = rules.number_from(rules.LOWEST + secrets.randbelow(span))
        try:
            with transaction.atomic():
                order.save(force_insert=True)
        except IntegrityError as error:
            if "number" not in str(error):
                raise
        else:
            return
    raise RuntimeError(f"no free order number in {NUMBER_TRIES} tries")


def _insert_parts(order: Order, quoted: Quoted, agreed: dict[int, dict[str, Any]]) -> None:
    consignments = Consignment.objects.bulk_create(
        Consignment(
            order=order,
            merchant_id=part.merchant_pk,
            state=ConsignmentState.WAITING,
            goods_fen=part.goods_fen,
            freight_fen=part.freight_fen,
            gross_grams=part.gross_grams,
        )
        for part in quoted.parts
    )
    Line.objects.bulk_create(
        Line(
            consignment=consignment,
            variant_id=line.offer.variant_pk,
            quantity=line.quantity,
            unit_price_fen=line.offer.price_fen,
            total_fen=line.total_fen,
            gross_grams=line.gross_grams,
            snapshot=agreed[line.offer.variant_pk],
        )
        for consignment, part in zip(consignments, quoted.parts, strict=True)
        for line in part.lines
    )
