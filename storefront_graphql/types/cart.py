"""The cart, and what lines of goods cost now."""

from typing import Any

import graphene

from market.cart.queries import Change
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import Badge, Picture
from storefront_graphql.types.freshness import StaleGoods
from village_points.points import freshness

CartChange = graphene.Enum(
    "CartChange",
    [(change.value, change.value) for change in Change],
    description="What is no longer as it was when the goods were put in.",
)


class Offer(graphene.ObjectType):
    """A variant as it is offered now."""

    variant_id = f.key()
    variant_name = f.text()
    sku = f.text()
    price_fen = f.fen()
    net_grams = f.whole()
    product_id = f.key()
    product_slug = f.text()
    product_name = f.text()
    perishable = f.yes()
    origin_name = f.text()
    picture = f.maybe(Picture)
    for_sale = f.yes()
    available = f.whole()


class QuoteLine(graphene.ObjectType):
    """So many of an offer, and what that makes."""

    offer = f.one(Offer)
    quantity = f.whole()
    total_fen = f.fen()


class QuotePart(graphene.ObjectType):
    """One merchant's part, with its own freight."""

    merchant_id = f.key()
    merchant_name = f.text()
    merchant_slug = f.text()
    goods_fen = f.fen()
    freight_fen = f.fen()
    gross_grams = f.whole()
    lines = f.several(QuoteLine)


class Quote(graphene.ObjectType):
    """What an order of these lines would cost now; goods + freight = total."""

    parts = f.several(QuotePart)
    goods_fen = f.fen()
    freight_fen = f.fen()
    total_fen = f.fen()
    stale = f.several(StaleGoods, "What would not be fresh at the clerk's point.")

    @staticmethod
    def resolve_stale(quoted: Any, info: Any) -> Any:
        return freshness.of_quote(quoted, actor=info.context.actor, now=info.context.now)


class CartLine(graphene.ObjectType):
    """One line at today's price."""

    id = f.key()
    offer = f.one(Offer)
    quantity = f.whole()
    seen_price_fen = f.fen("The price when it was put in.")
    total_fen = f.fen()
    badge = f.maybe(Badge)
    changes = f.several(CartChange)

    @staticmethod
    def resolve_changes(line: Any, _info: Any) -> list[str]:
        return [change.value for change in line.changes]


class CartPart(graphene.ObjectType):
    """One merchant's lines, with their freight."""

    merchant_id = f.key()
    merchant_name = f.text()
    merchant_slug = f.text()
    goods_fen = f.fen()
    freight_fen = f.fen()
    gross_grams = f.whole()
    lines = f.several(CartLine)
