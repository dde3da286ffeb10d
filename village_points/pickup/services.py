"""Shelf and hand-over. There is no amount anywhere in this module: handing over costs nothing.

Law kept here: the receiver's consent (电子商务法 art. 52, 快递暂行条例 art. 25) and no charge for
taking a parcel out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from logistics.parcels import services as parcels
from logistics.parcels.models import Parcel, ParcelState, ScanKind
from market.accounts.actors import Actor, Clerk, require
from market.kernel import text
from market.kernel.errors import DomainError, Invalid, NotFound, WrongState
from market.orders.models import Order
from village_points.pickup import codes, rules
from village_points.pickup.codes import CodeLocked as CodeLocked
from village_points.pickup.codes import WrongCode as WrongCode
from village_points.pickup.codes import code_digits as code_digits
from village_points.pickup.codes import issue_code as issue_code
from village_points.pickup.codes import reissue_code as reissue_code
from village_points.pickup.models import Holding
from village_points.points.models import Point


@dataclass(eq=False)
class NothingReady(DomainError):
    """No parcel of the order waits on the shelf; `on_the_way` of its parcels are still to come."""

    code: ClassVar[str] = "NOTHING_READY"
    on_the_way: int = 0


@transaction.atomic
def receive(*, actor: Actor, waybill: str, shelf: str, now: datetime) -> Holding:
    """Take a parcel in at the clerk's point and put it on a shelf place such as A-03.

    The same waybill again does nothing, or moves the parcel to another place on the shelf.
    Raises Forbidden, Invalid ("shelf", "waybill"), NotFound, and what `record_scan` raises.
    """
    clerk = require(actor, Clerk)
    place = rules.normal_shelf(shelf)
    if place is None:
        raise Invalid("shelf", "format")
    point = Point.objects.get(pk=clerk.point_id)
    parcel = parcels.record_scan(
        actor=clerk, waybill=waybill, node_code=point.code, kind=ScanKind.RECEIVED, now=now
    )
    holding, made = Holding.objects.get_or_create(
        parcel=parcel, defaults={"point": point, "shelf": place, "received_at": now}
    )
    if made:
        issue_code(order_id=parcel.consignment.order.public_id, now=now)
    elif holding.shelf != place:
        if holding.handed_over_at is not None:
            raise WrongState(state=ParcelState.DELIVERED.value, wanted=ParcelState.READY.value)
        holding.shelf = place
        holding.save(update_fields=["shelf", "updated_at"])
    return holding


def hand_over(
    *,
    actor: Actor,
    code: str,
    order_id: str = "",
    number: str = "",
    taken_by: str = "",
    proxy_consent: bool = False,
    now: datetime,
) -> list[Holding]:
    """Hand all waiting parcels of an order at the clerk's point over, against its code.

    The order is named by its id or its number. `taken_by` names a proxy, and then the buyer's
    consent must be stated; empty: the buyer. Two transactions: the try is counted and committed
    first, so it stays counted when the hand-over is refused. Must be called outside of a
    transaction. Raises Forbidden, Invalid ("code", "takenBy", "proxyConsent"), NotFound,
    NothingReady (no try used), WrongCode, CodeLocked.
    """
    clerk = require(actor, Clerk)
    proxy = text.line(taken_by, field="takenBy", max_length=64, required=False)
    given = "".join(code.split())
    if not rules.is_code(given):
        raise Invalid("code", "format")
    order = _order(clerk, order_id, number)
    if proxy and proxy != order.buyer_name and not proxy_consent:
        raise Invalid("proxyConsent", "required")
    if not _waiting(order, clerk):
        raise NothingReady(_still_to_come(order))
    codes.try_code(order=order, given=given, now=now)
    return _give(clerk=clerk, order=order, proxy=proxy, now=now)


@transaction.atomic
def _give(*, clerk: Clerk, order: Order, proxy: str, now: datetime) -> list[Holding]:
    """The order's lock is held first, so of two hand-overs at once only one finds parcels."""
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    holdings = _waiting(order, clerk)
    if not holdings:
        raise NothingReady(_still_to_come(order))
    for holding in holdings:
        parcels.deliver(parcel_id=holding.parcel.public_id, actor=clerk, now=now)
        holding.handed_over_at = now
        holding.taken_by = proxy or order.buyer_name
        holding.by_proxy = bool(proxy) and proxy != order.buyer_name
        holding.save(update_fields=["handed_over_at", "taken_by", "by_proxy", "updated_at"])
    codes.forget_tries(order_pk=order.pk)
    return holdings


def _order(clerk: Clerk, order_id: str, number: str) -> Order:
    own = Order.objects.visible_to(clerk)
    if order_id:
        found = own.filter(public_id=order_id).first()
    else:
        found = own.filter(number="".join(number.split())).first() if number else None
    if found is None:
        raise NotFound("order")
    return found


def _waiting(order: Order, clerk: Clerk) -> list[Holding]:
    return list(
        Holding.objects.visible_to(clerk)
        .filter(
            parcel__consignment__order=order,
            parcel__state=ParcelState.READY,
            handed_over_at=None,
        )
        .select_related("parcel")
        .order_by("shelf", "id")
    )


def _still_to_come(order: Order) -> int:
    through = (ParcelState.READY, ParcelState.DELIVERED, ParcelState.CANCELLED)
    return Parcel.objects.filter(consignment__order=order).exclude(state__in=through).count()
