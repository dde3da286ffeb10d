"""A merchant's own goods as the desk shows them."""

from typing import Any

import graphene

from market.catalogue.models import ProductStatus
from storefront_graphql.paging import page_of
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import Picture, UnitPrice
from storefront_graphql.types.parcels import labelled

ProductStatusEnum = labelled(ProductStatus, "Whether shoppers see a product.")


class DeskVariant(graphene.ObjectType):
    """A size or grade, offered or not."""

    id = f.key()
    sku = f.text()
    name = f.text()
    price_fen = f.fen()
    net_grams = f.whole()
    gross_grams = f.whole()
    pieces = f.whole()
    active = f.yes()
    on_hand = f.whole("Units in store.")
    available = f.whole("Units that can be sold today.")
    unit_price = f.one(UnitPrice)

    @staticmethod
    def resolve_unit_price(variant: Any, _info: Any) -> Any:
        return variant.unit


class DeskProduct(graphene.ObjectType):
    """A product as its seller edits it."""

    id = f.key()
    slug = f.text()
    name = f.text()
    subtitle = f.text()
    story = f.text()
    category = f.text()
    category_name = f.text()
    status = graphene.Field(ProductStatusEnum, required=True)
    version = f.whole("Send it back with every edit.")
    listed_at = graphene.DateTime()
    pictures = f.several(Picture)
    variants = f.several(DeskVariant)


DeskProductPage = page_of(DeskProduct)


class Lot(graphene.ObjectType):
    """Units of one variant from one batch in one store."""

    id = f.key()
    store = f.text("MERCHANT or DEPOT.")
    on_hand = f.whole()
    reserved = f.whole("Held for orders.")
    available = f.whole()
    expires_on = f.date()
    product_id = f.key()
    product_name = f.text()
    variant_id = f.key()
    variant_name = f.text()
    sku = f.text()
    batch_code = f.text()
    harvested_on = f.date()
