"""What clerks may ask: everything about the own point, nothing about another."""

from typing import Any

import graphene

from market.accounts.actors import Clerk, require
from market.orders import pages as orders
from market.orders import quoting
from market.search import queries as search
from storefront_graphql.counter import types as counter
from storefront_graphql.errors import or_none, payload, refusable
from storefront_graphql.paging import FIRST
from storefront_graphql.types import fields as f
from storefront_graphql.types.cart import Quote
from storefront_graphql.types.catalogue import ProductCard
from storefront_graphql.types.orders import Order
from storefront_graphql.types.parcels import DueParcel
from storefront_graphql.types.ratings import judged
from village_points.cash import queries as cash
from village_points.counter import queries as rooms
from village_points.points import queries as points

QuotePayload = payload("QuotePayload", "What the lines cost now.", quote=f.maybe(Quote))


class LineInput(graphene.InputObjectType):
    variant_id = f.key()
    quantity = f.whole()
    seen_price_fen = f.Fen(description="The price that was read back to the villager.")


def order_lines(lines: Any) -> list[quoting.OrderLine]:
    """Return what was typed as order lines."""
    return [quoting.OrderLine(**line) for line in lines]


class Query(graphene.ObjectType):
    me = f.maybe(counter.ClerkMe, "Null before sign-in.")
    find_goods = f.several(
        ProductCard,
        "By code, name, pinyin or initials; the best match first, sold-out goods among them.",
        text=graphene.String(required=True),
        first=FIRST,
    )
    quote = f.one(QuotePayload, lines=graphene.List(graphene.NonNull(LineInput), required=True))
    order = f.maybe(Order, "By id or by number.", id=f.id_arg(), number=f.id_arg())
    find_orders = f.several(
        counter.FoundOrder,
        "By number, waybill, name or the phone's last four digits.",
        text=graphene.String(required=True),
    )
    slip = f.maybe(counter.Slip, order_id=graphene.ID(required=True))
    expected_parcels = f.several(DueParcel)
    shelf = f.several(counter.OnShelf)
    shift = f.maybe(counter.Shift, "The open one at this point.")
    shifts = f.several(counter.Shift, "The latest, newest first.", first=FIRST)

    @staticmethod
    def resolve_me(_root: Any, info: Any) -> Any:
        return info.context.actor if isinstance(info.context.actor, Clerk) else None

    @staticmethod
    def resolve_find_goods(_root: Any, info: Any, text: str, first: int) -> Any:
        return judged(search.find_goods(text=text, first=first, now=info.context.now), info)

    @staticmethod
    @refusable
    def resolve_quote(_root: Any, info: Any, lines: Any) -> Any:
        here = points.own_point(require(info.context.actor, Clerk)).village_code
        wanted, now = order_lines(lines), info.context.now
        return {"quote": quoting.quote_lines(lines=wanted, now=now, destination=here)}

    @staticmethod
    @or_none
    def resolve_order(
        _root: Any, info: Any, id: str | None = None, number: str | None = None
    ) -> Any:
        return orders.own_order(actor=info.context.actor, order_id=id, number=number)

    @staticmethod
    def resolve_find_orders(_root: Any, info: Any, text: str) -> Any:
        return rooms.find_orders(actor=info.context.actor, text=text)

    @staticmethod
    @or_none
    def resolve_slip(_root: Any, info: Any, order_id: str) -> Any:
        return rooms.slip(actor=info.context.actor, order_id=order_id)

    @staticmethod
    def resolve_expected_parcels(_root: Any, info: Any) -> Any:
        return rooms.expected(actor=info.context.actor)

    @staticmethod
    def resolve_shelf(_root: Any, info: Any) -> Any:
        return rooms.shelf(actor=info.context.actor)

    @staticmethod
    def resolve_shift(_root: Any, info: Any) -> Any:
        return cash.open_shift(info.context.actor)

    @staticmethod
    def resolve_shifts(_root: Any, info: Any, first: int) -> Any:
        return cash.last_shifts(info.context.actor, first=first)
