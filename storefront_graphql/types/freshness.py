"""Said before ordering: goods that would not be fresh where they are fetched."""

from typing import Any

import graphene

from storefront_graphql.types import fields as f


class StaleGoods(graphene.ObjectType):
    """Enough is there, but too little would still be good to the last day on the shelf there.

    Ordering it would be refused with ARRIVES_STALE.
    """

    variant_id = f.key()
    fresh_units = f.whole("So many would still be good.")
    arrives_on = f.date("The day on which all of it would be there.")


def stale_at(description: str) -> Any:
    """Return a list of stale goods at a point, or at a door in a village."""
    return f.several(StaleGoods, description, point_code=f.id_arg(), village_code=f.id_arg())
