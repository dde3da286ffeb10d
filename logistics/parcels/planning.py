"""A parcel a consignment: made when the order is paid, its way planned anew when packed."""

import secrets
from datetime import date, datetime

from django.db import transaction

from logistics.network import codes, rules
from logistics.network import queries as network
from logistics.network import services as nodes
from logistics.parcels.models import Leg, Parcel, ParcelState
from logistics.parcels.rules import waybill
from logistics.parcels.states import move
from market.kernel import days
from market.orders.models import Consignment, ConsignmentState, Order, OrderState


@transaction.atomic
def plan_for_order(*, order_id: str, now: datetime) -> list[Parcel]:
    """Make the parcels of a paid order, one a consignment; those that exist stay as they are.

    An order that is not paid (or is already through) gets none.
    """
    order = Order.objects.select_for_update(no_key=True).filter(public_id=order_id).first()
    if order is None or order.state != OrderState.PAID:
        return []
    waiting = order.consignments.filter(parcel=None, state=ConsignmentState.TO_PACK)
    return [
        new_parcel(consignment=consignment, order=order, now=now)
        for consignment in waiting.order_by("id")
    ]


@transaction.atomic
def cancel_for_order(*, order_id: str) -> int:
    """Cancel the parcels of a cancelled order that nobody has packed; return how many."""
    order = Order.objects.select_for_update(no_key=True).filter(public_id=order_id).first()
    if order is None or order.state != OrderState.CANCELLED:
        return 0
    planned = Parcel.objects.select_for_update(no_key=True).filter(
        consignment__order=order, state=ParcelState.PLANNED
    )
    parcels = list(planned.order_by("id"))
    for parcel in parcels:
        move(parcel, ParcelState.CANCELLED)
    return len(parcels)


def new_parcel(*, consignment: Consignment, order: Order, now: datetime) -> Parcel:
    """Make one parcel with its legs. The caller holds the order's lock."""
    plan = _plan(consignment, order, _leaves(consignment, now) + rules.PACKING)
    parcel = Parcel.objects.create(
        waybill=_free_waybill(),
        consignment=consignment,
        promised_on=max(plan.promised_on, order.promised_on),
        gross_grams=consignment.gross_grams,
    )
    _write_legs(parcel, plan)
    return parcel


def _leaves(consignment: Consignment, now: datetime) -> datetime:
    """Return when a consignment can be packed: a presale in it waits for its first day."""
    agreed = consignment.lines.values_list("snapshot__ships_from", flat=True)
    begins = [days.begins(date.fromisoformat(day)) for day in agreed if day]
    return max([now, *begins])


def plan_again(*, parcel: Parcel, order: Order, now: datetime) -> None:
    """Plan the way from the moment of packing. The promised day stays what it was."""
    plan = _plan(parcel.consignment, order, now)
    parcel.legs.all().delete()
    _write_legs(parcel, plan)


def _plan(consignment: Consignment, order: Order, ready_at: datetime) -> rules.Plan:
    origin = nodes.merchant_node(merchant_id=consignment.merchant_id)
    runs = network.runs_to(origin_code=origin.code, village_code=order.village_code)
    to_point = order.delivery_kind == "POINT"
    target = codes.point(order.village_code) if to_point else None
    return rules.plan(runs, origin.code, target, ready_at)


def _write_legs(parcel: Parcel, plan: rules.Plan) -> None:
    stops = {leg.origin for leg in plan.legs} | {leg.target for leg in plan.legs if leg.target}
    keys = network.node_keys(sorted(stops))
    Leg.objects.bulk_create(
        [
            Leg(
                parcel=parcel,
                seq=seq,
                origin_id=keys[leg.origin],
                target_id=keys[leg.target] if leg.target else None,
                carrier=leg.carrier,
                departs_at=leg.departs_at,
                arrives_at=leg.arrives_at,
            )
            for seq, leg in enumerate(plan.legs, 1)
        ]
    )


def _free_waybill() -> str:
    """Ten random digits: nobody can count our parcels or guess the next number."""
    while True:
        number = waybill(secrets.randbelow(10**10))
        if not Parcel.objects.filter(waybill=number).exists():
            return number
