"""Why goods have a badge or none, and protected names in their texts."""

from typing import Any

import graphene

from market.gi.models import FlagState
from storefront_graphql import messages
from storefront_graphql.scalars import Grams
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import Badge
from storefront_graphql.types.parcels import labelled

FlagStateEnum = labelled(FlagState, "What the county said of a text.")


class NameHit(graphene.ObjectType):
    """A protected name in a text."""

    field = f.text("name, subtitle, story, variants or shop.")
    name = f.text("As the register has it.")
    found = f.text("As it stands in the text.")


class TextFlag(graphene.ObjectType):
    """Protected names in the texts of a product, without the right to them."""

    state = graphene.Field(FlagStateEnum, required=True)
    reason = f.text("What the county said.")
    hits = f.several(NameHit)


class ClaimReason(graphene.ObjectType):
    """One thing that stands against a badge."""

    code = f.text()
    text = f.text("In Chinese.")
    todo = f.text("What the seller can do, in Chinese.")

    @staticmethod
    def resolve_code(reason: Any, _info: Any) -> str:
        return str(reason)

    @staticmethod
    def resolve_text(reason: Any, _info: Any) -> str:
        return messages.CLAIMS[str(reason)][0]

    @staticmethod
    def resolve_todo(reason: Any, _info: Any) -> str:
        return messages.CLAIMS[str(reason)][1]


class OutputOf(graphene.ObjectType):
    """Net grams sold and held in the present season, against what is licensed."""

    everybody = f.yes("Of all users of the right; else of this seller.")
    taken_grams = graphene.Field(Grams, required=True)
    ceiling_grams = graphene.Field(Grams, description="Null: the register names none.")
    percent = graphene.Int()
    near = f.yes("Four fifths are sold.")


class ProductClaim(graphene.ObjectType):
    """What a product may claim today, and why not."""

    product_id = f.key()
    product_name = f.text()
    right_id = graphene.ID(description="Null: the product names no right.")
    right_name = graphene.String()
    badge = f.maybe(Badge)
    reasons = f.several(ClaimReason)
    outputs = f.several(OutputOf)
    flag = f.maybe(TextFlag)
