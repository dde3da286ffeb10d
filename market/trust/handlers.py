"""Every morning the cards of the day."""

from datetime import datetime

from market.events.bus import periodic
from market.trust import cards


@periodic("23 19 * * *")
def take_cards(*, now: datetime) -> None:
    """At 3:23 in Shanghai."""
    cards.take(now=now)
