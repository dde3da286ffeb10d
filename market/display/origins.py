"""Which goods carry a right's badge today: what its page in the register shows."""

from datetime import date

from market.catalogue.models import Product
from market.display import building
from market.display.rows import Card
from market.gi.models import Right

MOST = 24
# So many of the newest are looked at; a right with more goods than that shows its newest.
_LOOKED_AT = 200


def carrying(*, right: Right, on: date) -> list[Card]:
    """Return listed products whose badge of that day rests on the right, newest first.

    `MOST` at most, in at most 4 statements.
    """
    wanted = Product.objects.listed(on).filter(right=right).order_by("-listed_at", "-pk")
    cards = building.cards_of(building.product_rows(wanted[:_LOOKED_AT]), on)
    proved = [card for card in cards if card.badge and card.badge.right_id == right.public_id]
    return proved[:MOST]
