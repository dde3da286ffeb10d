"""Orders and consignments that an actor may see, page by page. Constant statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from market.accounts.actors import Actor, MerchantStaff, Operator, require, require_duty
from market.kernel import ids
from market.kernel.errors import Invalid, NotFound
from market.orders.models import Consignment, ConsignmentState, Order, OrderState
from market.orders.queries import (
    ConsignmentView,
    OrderView,
    consignment_views,
    order_view,
    order_views,
)

Row = TypeVar("Row", Order, Consignment)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of orders, newest first; `total` counts all pages."""

    nodes: tuple[OrderView, ...]
    end_cursor: str | None
    has_next: bool
    total: int


@dataclass(frozen=True, slots=True)
class OwnConsignment:
    """A merchant's part of an order, with what its label needs of the order."""

    part: ConsignmentView
    order_number: str
    buyer_name: str
    buyer_phone: str
    delivery_kind: str
    deliver_to: str
    promised_on: date
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConsignmentPage:
    """A page of consignments, newest first; `total` counts all pages."""

    nodes: tuple[OwnConsignment, ...]
    end_cursor: str | None
    has_next: bool
    total: int


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Orders placed on one day, by what became of them; money of the paid ones, in fen."""

    placed: int
    paid: int
    unpaid: int
    cancelled: int
    paid_fen: int


def own_order(*, actor: Actor, order_id: str | None = None, number: str | None = None) -> OrderView:
    """Return an order that the actor may see, by id or number. Four statements. Raises NotFound."""
    orders = Order.objects.visible_to(actor)
    if order_id is not None:
        found = orders.filter(public_id=order_id).first()
    else:
        found = orders.filter(number="".join((number or "").split())).first()
    if found is None:
        raise NotFound("order")
    return order_view(found)


def own_orders(*, actor: Actor, first: int, after: str | None = None) -> OrderPage:
    """Return a page of the orders that the actor may see. Five statements.

    `after` is the id of the last order of the page before. Raises Invalid("after").
    """
    wanted = Order.objects.visible_to(actor)
    rows = list(_from(wanted, after, "ord")[: first + 1])
    shown = rows[:first]
    return OrderPage(
        nodes=tuple(order_views(shown)),
        end_cursor=shown[-1].public_id if shown else None,
        has_next=len(rows) > first,
        total=wanted.count(),
    )


def own_consignments(
    *,
    actor: Actor,
    first: int,
    after: str | None = None,
    state: str | None = None,
    promised_by: date | None = None,
) -> ConsignmentPage:
    """Return a page of the merchant's consignments. Five statements.

    `after` is the id of the last consignment of the page before; `promised_by`: only what was
    promised for that day or an earlier one. Raises Forbidden and Invalid("after").
    """
    wanted = Consignment.objects.visible_to(require_duty(actor, "ORDERS"))
    if state is not None:
        wanted = wanted.filter(state=state)
    if promised_by is not None:
        wanted = wanted.filter(order__promised_on__lte=promised_by)
    rows = list(_from(wanted, after, "con")[: first + 1])
    shown = rows[:first]
    return ConsignmentPage(
        nodes=tuple(_own_parts(shown)),
        end_cursor=shown[-1].public_id if shown else None,
        has_next=len(rows) > first,
        total=wanted.count(),
    )


def own_consignment(*, actor: Actor, consignment_id: str) -> OwnConsignment:
    """Return one of the merchant's consignments. Raises Forbidden and NotFound."""
    visible = Consignment.objects.visible_to(require_duty(actor, "ORDERS"))
    found = list(visible.filter(public_id=consignment_id))
    if not found:
        raise NotFound("consignment")
    return _own_parts(found)[0]


def consignment_counts(*, actor: MerchantStaff) -> dict[str, int]:
    """Return how many of the merchant's consignments are in each state. One statement."""
    rows = Consignment.objects.visible_to(actor).values("state").annotate(count=Count("pk"))
    found = {row["state"]: row["count"] for row in rows}
    return {state: found.get(state, 0) for state in ConsignmentState.values}


def day_counts(*, actor: Actor, since: datetime, until: datetime) -> DayCounts:
    """Return what became of the orders placed in a time. One statement. Raises Forbidden."""
    paid = Q(state__in=(OrderState.PAID, OrderState.COMPLETED))
    found = (
        Order.objects.visible_to(require(actor, Operator))
        .filter(placed_at__gte=since, placed_at__lt=until)
        .aggregate(
            placed=Count("pk"),
            paid=Count("pk", filter=paid),
            unpaid=Count("pk", filter=Q(state=OrderState.PLACED)),
            cancelled=Count("pk", filter=Q(state=OrderState.CANCELLED)),
            paid_fen=Coalesce(Sum("total_fen", filter=paid), 0),
        )
    )
    return DayCounts(**found)


def _from(rows: QuerySet[Row], after: str | None, prefix: str) -> QuerySet[Row]:
    """Public ids sort by the moment they were made in, so they are the key of the page."""
    if after is not None:
        if not ids.is_id(after, prefix):
            raise Invalid("after", "cursor")
        rows = rows.filter(public_id__lt=after)
    return rows.order_by("-public_id")


def _own_parts(rows: Sequence[Consignment]) -> list[OwnConsignment]:
    pks = [row.pk for row in rows]
    views = {
        view.pk: view
        for found in consignment_views(Consignment.objects.filter(pk__in=pks)).values()
        for view in found
    }
    orders = Order.objects.in_bulk([row.order_id for row in rows])
    return [_own_part(views[row.pk], orders[row.order_id]) for row in rows]


def _own_part(view: ConsignmentView, order: Order) -> OwnConsignment:
    return OwnConsignment(
        part=view,
        order_number=order.number,
        buyer_name=order.buyer_name,
        buyer_phone=order.buyer_phone,
        delivery_kind=order.delivery_kind,
        deliver_to=order.deliver_to,
        promised_on=order.promised_on,
        paid_at=order.paid_at,
    )
