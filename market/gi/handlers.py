"""By the clock: rights and users whose dates came."""

from datetime import datetime

from market.events.bus import periodic
from market.gi import expiry


@periodic("* * * * *")
def tell_changes(*, now: datetime) -> None:
    expiry.tell_changes(now=now)
