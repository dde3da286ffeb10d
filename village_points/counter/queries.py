"""What the counter's rooms show: slip, day, shelf, what is to come, and finding an order."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from logistics.parcels import queries as parcels
from logistics.parcels.rules import normal_waybill
from market.accounts.actors import Clerk
from market.accounts.rules import mask
from market.kernel import days
from market.kernel.errors import NotFound
from market.orders.models import Channel, Line, Order
from market.orders.rules import is_number
from village_points.cash import queries as cash
from village_points.cash.models import Taking
from village_points.pickup import queries as pickup
from village_points.pickup.codes import code_digits
from village_points.pickup.models import Holding, PickupCode
from village_points.points import queries as points

# A phone's last four digits are how people say who they are.
TAIL = 4
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One line as it was agreed, in fen."""

    name: str
    variant: str
    quantity: int
    unit_price_fen: int
    total_fen: int
    merchant: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed on 80 mm paper. `code` is empty once a parcel lies on the shelf."""

    order_id: str
    number: str
    placed_at: datetime
    buyer_name: str
    buyer_phone: str
    lines: tuple[SlipLine, ...]
    goods_fen: int
    freight_fen: int
    total_fen: int
    tendered_fen: int
    change_fen: int
    clerk_name: str
    point: points.PointView
    promised_on: date
    code: str


@dataclass(frozen=True, slots=True)
class Today:
    """The counter's first look: the drawer, the day's cash, the shelf, what is to come."""

    point: points.PointView
    shift: cash.ShiftSummary | None
    day: cash.DayTotals
    on_shelf: int
    expected: int


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order at the clerk's point; `shelf` tells where its waiting parcels are."""

    order_id: str
    number: str
    state: str
    buyer_name: str
    buyer_phone: str
    placed_at: datetime
    promised_on: date
    shelf: tuple[str, ...]


def slip(*, actor: Clerk, order_id: str) -> Slip:
    """Return the slip of an order that the counter of the clerk's point took cash for.

    The code stands on it until the first parcel is on the shelf: after that a lost slip needs
    `pickup.reissue_code`. Raises NotFound. Constant statements.
    """
    taking = (
        Taking.objects.select_related("order", "shift__clerk")
        .filter(
            order__in=Order.objects.visible_to(actor),
            order__public_id=order_id,
            order__channel=Channel.COUNTER,
        )
        .first()
    )
    if taking is None:
        raise NotFound("order")
    order = taking.order
    return Slip(
        order_id=order.public_id,
        number=order.number,
        placed_at=order.placed_at,
        buyer_name=order.buyer_name,
        buyer_phone=mask(order.buyer_phone),
        lines=_slip_lines(order),
        goods_fen=order.goods_fen,
        freight_fen=order.freight_fen,
        total_fen=order.total_fen,
        tendered_fen=taking.tendered_fen,
        change_fen=taking.tendered_fen - taking.amount_fen,
        clerk_name=taking.shift.clerk.name,
        point=points.own_point(actor),
        promised_on=order.promised_on,
        code=_code_for_slip(order),
    )


def today(*, actor: Clerk, now: datetime) -> Today:
    """Return the counter's first look. Constant statements."""
    return Today(
        point=points.own_point(actor),
        shift=cash.open_shift(actor),
        day=cash.day_totals(point_id=actor.point_id, on=days.day(now)),
        on_shelf=Holding.objects.visible_to(actor).filter(handed_over_at=None).count(),
        expected=parcels.count_expected_at_point(point_id=actor.point_id),
    )


def shelf(*, actor: Clerk) -> list[pickup.OnShelf]:
    """Return what waits on the shelf of the clerk's point."""
    return pickup.shelf(actor)


def expected(*, actor: Clerk) -> list[parcels.Due]:
    """Return what is on its way to the clerk's point."""
    return parcels.expected_at_point(point_id=actor.point_id)


def find_orders(*, actor: Clerk, text: str) -> list[FoundOrder]:
    """Find orders for the clerk's point by number, waybill, name or the phone's last four digits.

    Newest first, at most 20; nothing for an empty text. Two statements.
    """
    rows = _matching(Order.objects.visible_to(actor), "".join(text.split()))
    orders = list(rows.order_by("-placed_at", "-id")[:MOST_FOUND])
    places = pickup.shelf_places(actor=actor, order_ids=[order.public_id for order in orders])
    return [
        FoundOrder(
            order_id=order.public_id,
            number=order.number,
            state=order.state,
            buyer_name=order.buyer_name,
            buyer_phone=mask(order.buyer_phone),
            placed_at=order.placed_at,
            promised_on=order.promised_on,
            shelf=tuple(places.get(order.public_id, ())),
        )
        for order in orders
    ]


def _matching(orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    waybill = normal_waybill(text)
    if waybill:
        return orders.filter(consignments__parcel__waybill=waybill)
    if is_number(text):
        return orders.filter(number=text)
    if len(text) == TAIL and text.isascii() and text.isdigit():
        return orders.filter(buyer_phone__endswith=text)
    if not text:
        return orders.none()
    return orders.filter(Q(buyer_name__istartswith=text) | Q(public_id=text))


def _slip_lines(order: Order) -> tuple[SlipLine, ...]:
    lines = Line.objects.filter(consignment__order=order).order_by("id")
    return tuple(
        SlipLine(
            name=line.snapshot["product"]["name"],
            variant=line.snapshot["variant"]["name"],
            quantity=line.quantity,
            unit_price_fen=line.unit_price_fen,
            total_fen=line.total_fen,
            merchant=line.snapshot["merchant"]["name"],
        )
        for line in lines
    )


def _code_for_slip(order: Order) -> str:
    if Holding.objects.filter(parcel__consignment__order=order).exists():
        return ""
    code = PickupCode.objects.filter(order=order).first()
    return code_digits(code) if code else ""
