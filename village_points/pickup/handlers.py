"""A parcel is on the shelf: its buyer is told, with the code."""

from datetime import datetime

from logistics.parcels.models import Parcel, ParcelState
from market.events.bus import subscribe
from market.notices import services as notices
from village_points.pickup import codes
from village_points.points.models import Point


@subscribe("parcel.ready", one_at_a_time="parcel")
def tell(*, parcel: str, now: datetime) -> None:
    """Say once that the parcel can be fetched; nothing if it was fetched in the meantime."""
    found = (
        Parcel.objects.select_related("consignment__order")
        .filter(public_id=parcel, state=ParcelState.READY)
        .first()
    )
    if found is None:
        return
    order = found.consignment.order
    code = codes.issue_code(order_id=order.public_id, now=now)
    point = Point.objects.get(pk=code.point_id)
    notices.send(
        kind="parcel.ready",
        cause=found.public_id,
        phone=order.buyer_phone,
        params={"number": order.number, "point": point.name, "code": codes.code_digits(code)},
        now=now,
    )
