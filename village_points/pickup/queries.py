"""The shelf, and a buyer's own code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from market.accounts.actors import Clerk, Shopper
from village_points.pickup.codes import code_digits
from village_points.pickup.models import Holding, PickupCode


@dataclass(frozen=True, slots=True)
class OnShelf:
    """One parcel that waits at a point."""

    holding_id: str
    shelf: str
    received_at: datetime
    waybill: str
    order_id: str
    order_number: str
    buyer_name: str
    buyer_phone: str
    merchant_name: str
    gross_grams: int


_COLUMNS = (
    "public_id",
    "shelf",
    "received_at",
    "parcel__waybill",
    "parcel__consignment__order__public_id",
    "parcel__consignment__order__number",
    "parcel__consignment__order__buyer_name",
    "parcel__consignment__order__buyer_phone",
    "parcel__consignment__merchant__name",
    "parcel__gross_grams",
)


def shelf(actor: Clerk, *, first: int = 500) -> list[OnShelf]:
    """Return what waits at the clerk's point, place by place. One statement."""
    rows = (
        Holding.objects.visible_to(actor)
        .filter(handed_over_at=None)
        .order_by("shelf", "id")
        .values_list(*_COLUMNS)[:first]
    )
    return [OnShelf(*row) for row in rows]


def shelf_places(*, actor: Clerk, order_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return order id -> the shelf places where its parcels wait. One statement."""
    places: dict[str, list[str]] = {}
    for order_id, place in (
        Holding.objects.visible_to(actor)
        .filter(handed_over_at=None, parcel__consignment__order__public_id__in=order_ids)
        .order_by("shelf", "id")
        .values_list("parcel__consignment__order__public_id", "shelf")
    ):
        places.setdefault(order_id, []).append(place)
    return places


def own_codes(*, actor: Shopper, order_ids: Sequence[str]) -> dict[str, str]:
    """Return order id -> six digits for the shopper's own orders that wait at a point.

    One statement. Only while a parcel waits on the shelf: earlier the code would be of no use,
    and later of no meaning.
    """
    rows = PickupCode.objects.filter(
        order__public_id__in=order_ids,
        order__customer_id=actor.customer_id,
        order__consignments__parcel__holding__handed_over_at=None,
        order__consignments__parcel__holding__isnull=False,
    ).select_related("order")
    return {row.order.public_id: code_digits(row) for row in rows.distinct()}
