"""An open shop asks to be a seller of another class."""

from typing import Any

import graphene

from market.merchants import changing
from storefront_graphql.desk.shops import ShopMoveInput, ShopPayload, shop_now
from storefront_graphql.errors import domain_mutation
from storefront_graphql.scalars import Upload
from storefront_graphql.types import fields as f


class AskClassChangeInput(graphene.InputObjectType):
    seller_class = graphene.String(required=True, description="One of mayBecome.")
    credit_code = graphene.String(description="Of a class that is registered.")
    document = Upload(
        required=True,
        description="The licence or proof that the class needs: PDF, JPEG, PNG or WebP, to 10 MB.",
    )


class ClassChangeMutations(graphene.ObjectType):
    """Ask, and take the wish back while it waits."""

    ask_class_change = f.one(ShopPayload, input=f.given(AskClassChangeInput))
    withdraw_class_change = f.one(ShopPayload, input=f.given(ShopMoveInput))

    @staticmethod
    @domain_mutation
    def resolve_ask_class_change(_root: Any, info: Any, input: Any) -> Any:
        changing.ask_change(
            actor=info.context.actor,
            seller_class=input.seller_class,
            credit_code=input.get("credit_code") or "",
            proof=changing.Proof(input.document.read(), input.document.name or ""),
            now=info.context.now,
        )
        return shop_now(info)

    @staticmethod
    @domain_mutation
    def resolve_withdraw_class_change(_root: Any, info: Any, input: Any) -> Any:
        changing.withdraw_change(actor=info.context.actor, now=info.context.now)
        return shop_now(info)
