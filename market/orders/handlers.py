"""By the clock: orders that nobody paid in time. By word from below: output that is nearly sold."""

from datetime import datetime

from market.events.bus import periodic, subscribe
from market.orders import cancelling, ceilings, turnover


@periodic("* * * * *")
def cancel_unpaid(*, now: datetime) -> None:
    cancelling.cancel_unpaid(now=now)


@subscribe("output.near", one_at_a_time="output")
def tell_near(*, output: str, now: datetime) -> None:
    ceilings.tell_sellers(output_id=output, now=now)


@subscribe("order.paid", one_at_a_time="order")
def count_sales(*, order: str, now: datetime) -> None:
    turnover.count_order(order_id=order, now=now)
