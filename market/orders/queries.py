"""Orders as plain data, for the edge: constant statements however many orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from market.orders.models import Consignment, Line, Order, Step


@dataclass(frozen=True, slots=True)
class BatchShare:
    """Units of a line that come from one batch."""

    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class BadgeKept:
    """The badge as it was on the day of the order."""

    code: str
    text: str
    right_id: str


@dataclass(frozen=True, slots=True)
class PictureKept:
    """The picture as it was."""

    key: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as it was agreed."""

    id: str
    product_id: str
    product_slug: str
    product_name: str
    variant_id: str
    variant_name: str
    sku: str
    net_grams: int
    origin_code: str
    origin_name: str
    badge: BadgeKept | None
    picture: PictureKept | None
    perishable: bool
    batches: tuple[BatchShare, ...]
    quantity: int
    unit_price_fen: int
    total_fen: int
    gross_grams: int


@dataclass(frozen=True, slots=True)
class ConsignmentView:
    """One merchant's part."""

    pk: int
    id: str
    merchant_id: str
    merchant_name: str
    merchant_slug: str
    state: str
    goods_fen: int
    freight_fen: int
    gross_grams: int
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """One move in the history; `consignment_id` is empty for the order's own."""

    consignment_id: str
    was: str
    now: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with all its parts."""

    pk: int
    id: str
    number: str
    channel: str
    state: str
    buyer_name: str
    buyer_phone: str
    delivery_kind: str
    point_id: int | None
    point_code: str
    village_code: str
    deliver_to: str
    goods_fen: int
    freight_fen: int
    total_fen: int
    promised_on: date
    placed_at: datetime
    pay_until: datetime
    paid_at: datetime | None
    closed_at: datetime | None
    consignments: tuple[ConsignmentView, ...]
    steps: tuple[StepView, ...]


SAME = [name for name in OrderView.__slots__ if name not in {"id", "consignments", "steps"}]


def order_view(order: Order) -> OrderView:
    """Return one order with everything in it. Three statements."""
    return order_views([order])[0]


def order_views(orders: Sequence[Order]) -> list[OrderView]:
    """Return orders, in the given order, with everything in them. Three statements."""
    pks = [order.pk for order in orders]
    parts = consignment_views(Consignment.objects.filter(order__in=pks).order_by("pk"))
    steps: dict[int, list[StepView]] = {}
    for step in Step.objects.filter(order__in=pks).select_related("consignment").order_by("pk"):
        steps.setdefault(step.order_id, []).append(_step(step))
    return [
        OrderView(
            **{name: getattr(order, name) for name in SAME},
            id=order.public_id,
            consignments=tuple(parts.get(order.pk, [])),
            steps=tuple(steps.get(order.pk, [])),
        )
        for order in orders
    ]


def consignment_views(rows: QuerySet[Consignment]) -> dict[int, list[ConsignmentView]]:
    """Return consignments with their lines by their order's key, in the rows' own order.

    Two statements. The rows are what the actor may see.
    """
    parts = list(rows.select_related("merchant"))
    lines: dict[int, list[LineView]] = {}
    for line in Line.objects.filter(consignment__in=parts).order_by("pk"):
        lines.setdefault(line.consignment_id, []).append(line_view(line))
    found: dict[int, list[ConsignmentView]] = {}
    for part in parts:
        found.setdefault(part.order_id, []).append(_consignment(part, lines.get(part.pk, [])))
    return found


def line_view(line: Line) -> LineView:
    """Return a line with its snapshot unfolded."""
    kept: dict[str, Any] = line.snapshot
    return LineView(
        id=line.public_id,
        product_id=kept["product"]["id"],
        product_slug=kept["product"]["slug"],
        product_name=kept["product"]["name"],
        variant_id=kept["variant"]["id"],
        variant_name=kept["variant"]["name"],
        sku=kept["sku"],
        net_grams=kept["net_grams"],
        origin_code=kept["origin"]["code"],
        origin_name=kept["origin"]["name"],
        badge=BadgeKept(**kept["badge"]) if kept["badge"] else None,
        picture=PictureKept(**kept["picture"]) if kept["picture"] else None,
        perishable=kept["perishable"],
        batches=tuple(BatchShare(**batch) for batch in kept["batches"]),
        quantity=line.quantity,
        unit_price_fen=line.unit_price_fen,
        total_fen=line.total_fen,
        gross_grams=line.gross_grams,
    )


def _step(step: Step) -> StepView:
    part = step.consignment
    return StepView(
        consignment_id=part.public_id if part else "",
        was=step.was,
        now=step.now,
        at=step.at,
        reason=step.reason,
    )


def _consignment(part: Consignment, lines: list[LineView]) -> ConsignmentView:
    return ConsignmentView(
        pk=part.pk,
        id=part.public_id,
        merchant_id=part.merchant.public_id,
        merchant_name=part.merchant.name,
        merchant_slug=part.merchant.slug,
        state=part.state,
        goods_fen=part.goods_fen,
        freight_fen=part.freight_fen,
        gross_grams=part.gross_grams,
        lines=tuple(lines),
    )
