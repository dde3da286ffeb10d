"""The county about an open shop's papers and class: revoke a paper, decide on a change of class."""

from typing import Any

import graphene

from market.merchants import changing, revoking
from storefront_graphql.county.sellers import SellerPayload, seller_now
from storefront_graphql.errors import domain_mutation
from storefront_graphql.types import fields as f


class RevokePaperInput(graphene.InputObjectType):
    paper_id = f.key()
    reason = graphene.String(required=True, description="The seller reads it.")


class DecideClassChangeInput(graphene.InputObjectType):
    change_id = f.key()
    approve = graphene.Boolean(required=True)
    reason = graphene.String(required=True, description="Needed for a no.")


class SellerPaperMutations(graphene.ObjectType):
    revoke_paper = f.one(SellerPayload, input=f.given(RevokePaperInput))
    decide_class_change = f.one(SellerPayload, input=f.given(DecideClassChangeInput))

    @staticmethod
    @domain_mutation
    def resolve_revoke_paper(_root: Any, info: Any, input: Any) -> Any:
        paper = revoking.revoke_paper(actor=info.context.actor, now=info.context.now, **input)
        return seller_now(info, paper.merchant.public_id)

    @staticmethod
    @domain_mutation
    def resolve_decide_class_change(_root: Any, info: Any, input: Any) -> Any:
        change = changing.decide_change(actor=info.context.actor, now=info.context.now, **input)
        return seller_now(info, change.merchant.public_id)
