"""How goods are judged, for one product and for lists of them."""

from collections.abc import Sequence
from typing import Any

import graphene

from market.trust import queries
from market.trust.rules import Rating as Judged
from storefront_graphql.types import fields as f


class Rating(graphene.ObjectType):
    """How a product is judged. The average starts from 5 imagined reviews of 4 stars."""

    count = f.whole("How many reviews there are, hidden ones too.")
    tenths = graphene.Int(description="The average in tenths of a star; null for fewer than 3.")


def judged(cards: Sequence[Any], info: Any) -> Sequence[Any]:
    """Return cards as they are; their ratings will be read together. No statement."""
    info.context.peers.share("rating", [card.id for card in cards])
    return cards


def of_goods(card: Any, info: Any) -> Judged:
    """Return the rating of a good; one statement for all that were shared."""
    known = info.context.peers.get("rating", card.id, queries.ratings)
    return known or Judged(0, None)
