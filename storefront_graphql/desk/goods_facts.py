"""What goods weigh and which right they name; what is typed of new ones."""

from typing import Any

import graphene

from market.catalogue import drafts, editing, queries
from storefront_graphql.desk import goods_types as goods
from storefront_graphql.desk.goods import ProductPayload, product_now
from storefront_graphql.desk.goods_work import DraftPayload, DropDraftPayload, TypedFieldInput
from storefront_graphql.errors import domain_mutation
from storefront_graphql.types import fields as f


class NamedRight(graphene.ObjectType):
    """A right that own goods may be said to come under; badges are decided elsewhere."""

    id = f.key()
    name = f.text()
    scheme = f.text("In words.")

    @staticmethod
    def resolve_id(right: Any, _info: Any) -> str:
        return str(right.public_id)

    @staticmethod
    def resolve_scheme(right: Any, _info: Any) -> str:
        return str(right.get_scheme_display())


class UpdateSizeInput(graphene.InputObjectType):
    """What is left out stays as it is; orders keep what they were placed with."""

    variant_id = f.key()
    version = f.whole("Of the product, as it was read.")
    name = graphene.String()
    net_grams = graphene.Int()
    gross_grams = graphene.Int()
    pieces = graphene.Int(description="0: sold by weight.")


class SaveNewDraftInput(graphene.InputObjectType):
    """What was typed so far of a product that is not there yet; nothing of it is checked."""

    fields = f.several(TypedFieldInput)


class GoodsFactsQuery(graphene.ObjectType):
    rights_to_name = f.several(NamedRight, "Rights that own goods may be said to come under.")
    new_draft = f.maybe(goods.Draft, "What the asker typed of a new product.")

    @staticmethod
    def resolve_rights_to_name(_root: Any, info: Any) -> Any:
        return queries.rights_to_name(actor=info.context.actor)

    @staticmethod
    def resolve_new_draft(_root: Any, info: Any) -> Any:
        return drafts.own_new_draft(actor=info.context.actor)


class GoodsFactsMutations(graphene.ObjectType):
    update_size = f.one(ProductPayload, input=f.given(UpdateSizeInput))
    save_new_draft = f.one(DraftPayload, input=f.given(SaveNewDraftInput))
    drop_new_draft = f.one(DropDraftPayload)

    @staticmethod
    @domain_mutation
    def resolve_update_size(_root: Any, info: Any, input: Any) -> Any:
        variant = editing.update_size(actor=info.context.actor, now=info.context.now, **input)
        return product_now(info, variant.product.public_id)

    @staticmethod
    @domain_mutation
    def resolve_save_new_draft(_root: Any, info: Any, input: Any) -> Any:
        typed = {field.name: field.value for field in input.fields}
        draft = drafts.save_new_draft(actor=info.context.actor, fields=typed, now=info.context.now)
        return {"draft": draft}

    @staticmethod
    @domain_mutation
    def resolve_drop_new_draft(_root: Any, info: Any) -> Any:
        drafts.drop_new_draft(actor=info.context.actor)
        return {}
