"""Parcels on their way: packed, scanned from place to place, delivered. All only move forward.

Every service locks the order first, then the parcel, as `docs/locks.md` says.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from logistics.network.models import Node, NodeKind
from logistics.parcels import planning, tracing
from logistics.parcels.models import Parcel, ParcelState, Scan, ScanKind
from logistics.parcels.planning import plan_for_order as plan_for_order
from logistics.parcels.rules import next_stop, normal_waybill
from logistics.parcels.states import move
from market.accounts.actors import Actor, Clerk, Operator, require, require_duty
from market.events.bus import emit
from market.kernel.errors import DomainError, Forbidden, Invalid, NotFound, WrongState
from market.orders import progress
from market.orders.models import Consignment, Order


@dataclass(eq=False)
class WrongNode(DomainError):
    """The parcel is not due here; `expected` names the place where it is due next."""

    code: ClassVar[str] = "WRONG_NODE"
    expected: str
    expected_code: str = ""


@dataclass(eq=False)
class GoesToPoint(DomainError):
    """The parcel is fetched at a village point, named by `point`, and goes to no door."""

    code: ClassVar[str] = "GOES_TO_POINT"
    point: str


@transaction.atomic
def pack(*, actor: Actor, consignment_id: str, now: datetime) -> Parcel:
    """Pack a consignment of the actor's merchant: its parcel waits for the van, labelled.

    A parcel that the job has not made yet is made here. Repeated, it does nothing. Raises
    Forbidden, NotFound, and WrongState for a consignment that is not to be packed.
    """
    staff = require_duty(actor, "ORDERS")
    consignment = _visible_consignment(staff, consignment_id)
    order = _lock_order(consignment.order_id)
    parcel = Parcel.objects.select_for_update(no_key=True).filter(consignment=consignment).first()
    if parcel is not None and parcel.state not in {ParcelState.PLANNED, ParcelState.CANCELLED}:
        return parcel
    progress.mark_packed(actor=actor, consignment_id=consignment_id, now=now)
    if parcel is None:
        parcel = planning.new_parcel(consignment=consignment, order=order, now=now)
    planning.plan_again(parcel=parcel, order=order, now=now)
    move(parcel, ParcelState.PACKED)
    first = parcel.legs.select_related("origin").order_by("seq")[0]
    _add_scan(parcel, first.origin, ScanKind.PACKED, actor, now)
    tracing.give_codes(parcel=parcel, now=now)
    return parcel


@transaction.atomic
def record_scan(*, actor: Actor, waybill: str, node_code: str, kind: str, now: datetime) -> Parcel:
    """Record that a parcel reached a place: one scan a step, in the order of its route.

    Operators scan ARRIVED at the depot and the stations, a clerk RECEIVED at the own point; that
    last scan makes the parcel ready. The same scan again does nothing. Raises Invalid (waybill,
    nodeCode, kind), NotFound, Forbidden, WrongState (not packed yet) and WrongNode.
    """
    parcel, order = _lock_by_waybill(actor, waybill)
    node = Node.objects.filter(code=node_code).first()
    if node is None:
        raise Invalid("nodeCode", "unknown")
    scanned_as = _kind_for(actor, node, order, kind)
    if parcel.scans.filter(node=node, kind=scanned_as).exists():
        return parcel
    if parcel.state not in {ParcelState.PACKED, ParcelState.ON_THE_WAY}:
        raise WrongState(state=parcel.state, wanted=scanned_as.value)
    _require_due(parcel, node)
    _add_scan(parcel, node, scanned_as, actor, now)
    if parcel.state == ParcelState.PACKED:
        move(parcel, ParcelState.ON_THE_WAY)
        progress.mark_on_the_way(actor=actor, consignment_id=parcel.consignment.public_id, now=now)
    if scanned_as == ScanKind.RECEIVED:
        move(parcel, ParcelState.READY)
        progress.mark_ready(actor=actor, consignment_id=parcel.consignment.public_id, now=now)
        emit("parcel.ready", parcel=parcel.public_id)
    return parcel


@transaction.atomic
def deliver(*, parcel_id: str, actor: Actor, now: datetime) -> Parcel:
    """Give a parcel into the receiver's hands: a clerk at the point, an operator at the door.

    Only the pick-up service calls it for points, after the code. Nothing is charged. Repeated,
    it does nothing. Raises Forbidden, NotFound and WrongState.
    """
    if not isinstance(actor, Clerk | Operator):
        raise Forbidden
    parcel, order = _lock(Parcel.objects.visible_to(actor).filter(public_id=parcel_id).first())
    at_point = order.delivery_kind == "POINT"
    if at_point != isinstance(actor, Clerk):
        raise Forbidden
    if parcel.state == ParcelState.DELIVERED:
        return parcel
    wanted = ParcelState.READY if at_point else ParcelState.ON_THE_WAY
    route = _route(parcel)
    if parcel.state != wanted or next_stop(route, _scanned(parcel)) is not None:
        raise WrongState(state=parcel.state, wanted=ParcelState.DELIVERED.value)
    node = Node.objects.get(code=route[-1]) if at_point else None
    move(parcel, ParcelState.DELIVERED)
    _add_scan(parcel, node, ScanKind.DELIVERED, actor, now)
    progress.mark_delivered(consignment_id=parcel.consignment.public_id, actor=actor, now=now)
    emit("parcel.delivered", parcel=parcel.public_id)
    return parcel


@transaction.atomic
def deliver_to_door(*, actor: Actor, waybill: str, now: datetime) -> Parcel:
    """Record that the postman gave a parcel into the receiver's hands at the door.

    Repeated, it does nothing. Raises Forbidden to all but operators, Invalid (waybill), NotFound,
    GoesToPoint, WrongNode before the station's scan, and WrongState (not packed yet, cancelled).
    """
    require(actor, Operator)
    parcel, order = _lock_by_waybill(actor, waybill)
    if order.delivery_kind == "POINT":
        raise GoesToPoint(order.deliver_to)
    if parcel.state in {ParcelState.PACKED, ParcelState.ON_THE_WAY}:
        _require_due(parcel, None)
    return deliver(parcel_id=parcel.public_id, actor=actor, now=now)


def _visible_consignment(actor: Actor, consignment_id: str) -> Consignment:
    found = Consignment.objects.visible_to(actor).filter(public_id=consignment_id).first()
    if found is None:
        raise NotFound("consignment")
    return found


def _lock_order(order_pk: int) -> Order:
    return Order.objects.select_for_update(no_key=True).get(pk=order_pk)


def _lock_by_waybill(actor: Actor, waybill: str) -> tuple[Parcel, Order]:
    if not isinstance(actor, Clerk | Operator):
        raise Forbidden
    number = normal_waybill(waybill)
    if number is None:
        raise Invalid("waybill", "format")
    return _lock(Parcel.objects.visible_to(actor).filter(waybill=number).first())


def _lock(found: Parcel | None) -> tuple[Parcel, Order]:
    if found is None:
        raise NotFound("parcel")
    order = _lock_order(found.consignment.order_id)
    parcel = (
        Parcel.objects.select_for_update(of=("self",), no_key=True)
        .select_related("consignment")
        .get(pk=found.pk)
    )
    return parcel, order


def _kind_for(actor: Actor, node: Node, order: Order, kind: str) -> ScanKind:
    """What this actor may scan there: the clerk's own point is the one the order goes to."""
    if isinstance(actor, Clerk):
        allowed = node.code == order.point_code
        expected = ScanKind.RECEIVED
    else:
        allowed = node.kind in {NodeKind.DEPOT, NodeKind.STATION}
        expected = ScanKind.ARRIVED
    if not allowed:
        raise Forbidden
    if kind != expected:
        raise Invalid("kind", "choice")
    return expected


def _route(parcel: Parcel) -> list[str]:
    """Codes of the places that the parcel has to reach; a door is none."""
    return list(
        parcel.legs.filter(target__isnull=False)
        .order_by("seq")
        .values_list("target__code", flat=True)
    )


def _scanned(parcel: Parcel) -> set[str]:
    return set(parcel.scans.filter(node__isnull=False).values_list("node__code", flat=True))


def _require_due(parcel: Parcel, node: Node | None) -> None:
    """Check that a place is the next one; None: the door, after every place."""
    due = next_stop(_route(parcel), _scanned(parcel))
    if due == (node.code if node else None):
        return
    expected = Node.objects.filter(code=due).first()
    raise WrongNode(expected.name if expected else "", due or "")


def _add_scan(
    parcel: Parcel, node: Node | None, kind: ScanKind, actor: Actor, now: datetime
) -> None:
    Scan.objects.create(parcel=parcel, node=node, kind=kind, at=now, actor=actor.ref)
