"""Why an own product has a badge or none."""

from typing import Any

import graphene

from market.display import claims
from market.kernel import days
from storefront_graphql.errors import or_none
from storefront_graphql.types import fields as f
from storefront_graphql.types.claims import ProductClaim


class ClaimsQuery(graphene.ObjectType):
    product_claim = f.maybe(ProductClaim, product_id=graphene.ID(required=True))

    @staticmethod
    @or_none
    def resolve_product_claim(_root: Any, info: Any, product_id: str) -> Any:
        on = days.day(info.context.now)
        return claims.own_claim(actor=info.context.actor, product_id=product_id, on=on)
