"""What county operators may ask."""

from typing import Any

import graphene

from market.accounts.actors import Operator
from storefront_graphql.types.staff import Account


class Query(graphene.ObjectType):
    me = graphene.Field(Account)

    @staticmethod
    def resolve_me(_root: Any, info: Any) -> Any:
        return info.context.request.user if isinstance(info.context.actor, Operator) else None
