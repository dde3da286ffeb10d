"""The merchant's own goods at the desk: what is asked, and what may be done with them."""

from typing import Any

import graphene

from market.accounts.actors import MerchantStaff, require
from market.catalogue import services as catalogue
from market.display import own
from market.kernel import days
from market.stock import queries as lots
from market.stock import services as stock
from storefront_graphql.desk import goods_types as goods
from storefront_graphql.errors import domain_mutation, or_none, payload
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.types import fields as f

ProductPayload = payload(
    "ProductPayload", "The product as it is now.", product=f.maybe(goods.DeskProduct)
)
LotPayload = payload("LotPayload", "The lot as it is now.", lot=f.maybe(goods.Lot))


class UpdateListingInput(graphene.InputObjectType):
    """What is left out stays as it is."""

    product_id = f.key()
    version = f.whole("The version that was read.")
    name = graphene.String()
    subtitle = graphene.String()
    story = graphene.String()
    status = graphene.Field(goods.ProductStatusEnum)


class SetPriceInput(graphene.InputObjectType):
    variant_id = f.key()
    price_fen = f.fen()


class CorrectStockInput(graphene.InputObjectType):
    lot_id = f.key()
    on_hand = f.whole("What was counted.")


class GoodsQuery(graphene.ObjectType):
    products = f.one(
        goods.DeskProductPage,
        "Newest first, drafts and paused ones too.",
        first=FIRST,
        after=AFTER,
        status=graphene.Argument(goods.ProductStatusEnum),
    )
    product = f.maybe(goods.DeskProduct, id=graphene.ID(required=True))
    lots = f.several(
        goods.Lot,
        "What expires first at the top; of all products, or of one or several.",
        first=FIRST,
        product_id=f.id_arg(),
        product_ids=graphene.List(graphene.NonNull(graphene.ID)),
        sellable=graphene.Boolean(
            default_value=False, description="Only what holds goods that have not expired."
        ),
    )

    @staticmethod
    def resolve_products(_root: Any, info: Any, **given: Any) -> Any:
        return own.own_products(actor=info.context.actor, on=days.day(info.context.now), **given)

    @staticmethod
    @or_none
    def resolve_product(_root: Any, info: Any, id: str) -> Any:
        on = days.day(info.context.now)
        return own.own_product(actor=info.context.actor, product_id=id, on=on)

    @staticmethod
    def resolve_lots(_root: Any, info: Any, sellable: bool = False, **given: Any) -> Any:
        on = days.day(info.context.now) if sellable else None
        return lots.own_lots(actor=info.context.actor, sellable_on=on, **given)


def product_now(info: Any, product_id: str) -> Any:
    """Return the payload of everything that changes a product."""
    actor, on = require(info.context.actor, MerchantStaff), days.day(info.context.now)
    return {"product": own.own_product(actor=actor, product_id=product_id, on=on)}


class GoodsMutations(graphene.ObjectType):
    update_listing = f.one(ProductPayload, input=f.given(UpdateListingInput))
    set_price = f.one(ProductPayload, input=f.given(SetPriceInput))
    correct_stock = f.one(LotPayload, input=f.given(CorrectStockInput))

    @staticmethod
    @domain_mutation
    def resolve_update_listing(_root: Any, info: Any, input: Any) -> Any:
        catalogue.update_listing(actor=info.context.actor, now=info.context.now, **input)
        return product_now(info, input.product_id)

    @staticmethod
    @domain_mutation
    def resolve_set_price(_root: Any, info: Any, input: Any) -> Any:
        variant = catalogue.set_price(actor=info.context.actor, now=info.context.now, **input)
        return product_now(info, variant.product.public_id)

    @staticmethod
    @domain_mutation
    def resolve_correct_stock(_root: Any, info: Any, input: Any) -> Any:
        actor = require(info.context.actor, MerchantStaff)
        stock.correct_count(actor=actor, now=info.context.now, **input)
        return {"lot": lots.own_lot(actor=actor, lot_id=input.lot_id)}
