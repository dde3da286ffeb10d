"""The merchant's own goods at the desk: what is asked, and what may be done with them."""

from typing import Any

import graphene
from django.conf import settings

from market.accounts.actors import MerchantStaff, require, require_duty
from market.catalogue import drafts, queries
from market.catalogue import services as catalogue
from market.display import details, own
from market.kernel import days
from market.places import queries as places
from market.stock import queries as lots
from market.stock import services as stock
from storefront_graphql.desk import goods_types as goods
from storefront_graphql.errors import domain_mutation, or_none, payload
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import Product

ProductPayload = payload(
    "ProductPayload", "The product as it is now.", product=f.maybe(goods.DeskProduct)
)
LotPayload = payload("LotPayload", "The lot as it is now.", lot=f.maybe(goods.Lot))


class FactInput(graphene.InputObjectType):
    """A fact of the kind, as it was typed."""

    name = f.text()
    value = f.text()


def facts_of(given: Any) -> dict[str, str]:
    """Return typed facts by name."""
    return {fact.name: fact.value for fact in given}


class UpdateListingInput(graphene.InputObjectType):
    """What is left out stays as it is."""

    product_id = f.key()
    version = f.whole("The version that was read.")
    name = graphene.String()
    subtitle = graphene.String()
    story = graphene.String()
    variety = graphene.String()
    storage = graphene.String()
    shelf_days = graphene.Int()
    attributes = graphene.List(
        graphene.NonNull(FactInput), description="All facts of the kind; those left out are gone."
    )
    perishable = graphene.Boolean()
    origin_code = graphene.ID()
    right_id = graphene.ID(description='Of the right that is named; "" names none.')
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
        text=graphene.String(description="Part of a name, its pinyin or initials, or a SKU."),
    )
    product = f.maybe(goods.DeskProduct, id=graphene.ID(required=True))
    goods_kinds = f.several(goods.GoodsKind, "Categories, and what their goods state.")
    goods_counts = f.several(goods.StatusCount)
    origins = f.several(goods.Origin, "Villages of the county, by code.")
    product_changes = f.several(
        goods.Change, "Newest first.", product_id=graphene.ID(required=True), first=FIRST
    )
    product_draft = f.maybe(goods.Draft, "The asker's own.", product_id=graphene.ID(required=True))
    product_preview = f.maybe(
        Product, "As shoppers see it, or would see it.", id=graphene.ID(required=True)
    )
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
        on = days.day(info.context.now)
        return own.own_products(actor=info.context.actor, on=on, **f.said(given))

    @staticmethod
    @or_none
    def resolve_product(_root: Any, info: Any, id: str) -> Any:
        on = days.day(info.context.now)
        return own.own_product(actor=info.context.actor, product_id=id, on=on)

    @staticmethod
    def resolve_goods_kinds(_root: Any, info: Any) -> Any:
        require_duty(info.context.actor, "GOODS")
        return queries.categories()

    @staticmethod
    def resolve_goods_counts(_root: Any, info: Any) -> Any:
        counts = own.status_counts(actor=info.context.actor)
        return [{"status": status, "count": count} for status, count in counts.items()]

    @staticmethod
    def resolve_origins(_root: Any, info: Any) -> Any:
        require_duty(info.context.actor, "GOODS")
        return places.origins(settings.COUNTY_CODE)

    @staticmethod
    def resolve_product_changes(_root: Any, info: Any, **given: Any) -> Any:
        return queries.changes(actor=info.context.actor, **given)

    @staticmethod
    def resolve_product_draft(_root: Any, info: Any, product_id: str) -> Any:
        return drafts.own_draft(actor=info.context.actor, product_id=product_id)

    @staticmethod
    def resolve_product_preview(_root: Any, info: Any, id: str) -> Any:
        return details.preview(actor=info.context.actor, product_id=id, now=info.context.now)

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
        given = dict(input)
        if given.get("attributes") is not None:
            given["attributes"] = facts_of(given["attributes"])
        catalogue.update_listing(actor=info.context.actor, now=info.context.now, **given)
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
