"""What shoppers may do."""

from typing import Any

import graphene

from market.accounts import services as accounts
from market.accounts.actors import Shopper
from storefront_graphql.errors import domain_mutation, payload

StartSessionPayload = payload(
    "StartSessionPayload",
    "A guest's token: send it as header X-Shopper-Token. It is shown only here.",
    token=graphene.String(),
)


class Mutation(graphene.ObjectType):
    start_session = graphene.Field(graphene.NonNull(StartSessionPayload))

    @staticmethod
    @domain_mutation
    def resolve_start_session(_root: Any, info: Any) -> Any:
        customer, token = accounts.new_guest(now=info.context.now)
        info.context.actor = Shopper(customer.pk)
        return {"token": token}
