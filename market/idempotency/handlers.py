"""By the clock: forget old keys."""

from datetime import datetime

from market.events.bus import periodic
from market.idempotency import services


@periodic("41 3 * * *")
def purge(*, now: datetime) -> None:
    services.purge(now=now)
