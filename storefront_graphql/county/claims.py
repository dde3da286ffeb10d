"""Protected names: what the county says of texts that use one."""

from typing import Any

import graphene

from market.catalogue import flagged
from storefront_graphql.errors import domain_mutation, payload
from storefront_graphql.types import fields as f
from storefront_graphql.types.claims import TextFlag

TextPayload = payload("TextPayload", "What was said of the text.", flag=f.maybe(TextFlag))


class DecideTextInput(graphene.InputObjectType):
    subject = f.key("The product whose words are in question.")
    approve = f.yes("True lets them stand; false takes the product out of the shop.")
    reason = f.text("Read by the seller; needed for a no.")


class ClaimsMutations(graphene.ObjectType):
    decide_text = f.one(TextPayload, input=f.given(DecideTextInput))

    @staticmethod
    @domain_mutation
    def resolve_decide_text(_root: Any, info: Any, input: Any) -> Any:
        flag = flagged.decide_text(
            actor=info.context.actor,
            product_id=input.subject,
            approve=input.approve,
            reason=input.reason,
            now=info.context.now,
        )
        return {"flag": flag}
