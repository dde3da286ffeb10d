"""What parcels do when an order moves."""

from datetime import datetime

from logistics.parcels import planning
from market.events.bus import subscribe


@subscribe("order.paid", one_at_a_time="order")
def plan(*, order: str, now: datetime) -> None:
    """Make a parcel for each consignment."""
    planning.plan_for_order(order_id=order, now=now)


@subscribe("order.cancelled", one_at_a_time="order")
def cancel(*, order: str, now: datetime) -> None:
    """Take back the parcels that nobody packed."""
    planning.cancel_for_order(order_id=order)
