"""By the clock: orders that nobody paid in time."""

from datetime import datetime

from market.events.bus import periodic
from market.orders import cancelling


@periodic("* * * * *")
def cancel_unpaid(*, now: datetime) -> None:
    cancelling.cancel_unpaid(now=now)
