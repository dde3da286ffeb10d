"""By the clock: goods whose appointed time has come."""

from datetime import datetime

from market.catalogue import listing
from market.events.bus import periodic


@periodic("* * * * *")
def go_live(*, now: datetime) -> None:
    listing.go_live(now=now)
