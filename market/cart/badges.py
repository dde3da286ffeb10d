"""Which cart lines may carry a badge today: one statement, none without rights."""

from collections.abc import Iterable
from datetime import date

from market.gi import queries as gi
from market.gi.rules import Badge
from market.orders.offers import Offer


def badges(offers: Iterable[Offer], *, on: date) -> dict[int, Badge]:
    """Return variant key -> badge, judged by the newest batch that has units."""
    # The register answers by a claim's first number: here the variant's key.
    claims = [
        gi.Claim(
            product_pk=offer.variant_pk,
            right_pk=offer.right_pk,
            credit_code=offer.credit_code,
            village_code=offer.grown.village_code,
            variety=offer.variety,
            plot=offer.grown.plot,
        )
        for offer in offers
        if offer.right_pk is not None and offer.grown is not None
    ]
    return gi.badges_of(claims, on)
