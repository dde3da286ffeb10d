"""What shoppers may ask."""

from typing import Any

import graphene
from django.db.models import F

from logistics.network import queries as network
from market.accounts.actors import Anonymous, Shopper, require
from market.cart import queries as carts
from market.catalogue.models import Category
from market.display import details
from market.display import queries as display
from market.gi import queries as gi
from market.kernel import days
from market.merchants import queries as merchants
from market.orders import pages as orders
from market.payments.providers import registry
from market.places.models import Place
from market.search import queries as search
from market.search.results import Sort
from storefront_graphql.errors import or_none
from storefront_graphql.messages import PROVIDERS
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.shop import types as shop
from storefront_graphql.shop.register import RegisterQuery
from storefront_graphql.shop.trace import TraceQuery
from storefront_graphql.shop.trust import TrustQuery
from storefront_graphql.types import catalogue, places
from storefront_graphql.types import fields as f
from storefront_graphql.types import register as registers
from storefront_graphql.types.orders import shared
from village_points.points import queries as points

SortEnum = graphene.Enum.from_enum(Sort)

# Points are shown some at a time; a town has at most a few dozen.
NEAREST = 20


class CatalogueQueries(graphene.ObjectType):
    """Goods and who sells them: no session needed."""

    categories = f.several(catalogue.Category)
    facets = f.one(
        catalogue.ListFacets, "Choices for `products`.", town_code=f.id_arg(), category=f.id_arg()
    )
    products = f.one(
        catalogue.ProductPage,
        "Newest first.",
        first=FIRST,
        after=AFTER,
        town_code=f.id_arg(),
        category=f.id_arg(),
        merchant_slug=graphene.String(),
    )
    search = f.one(
        catalogue.SearchPage,
        "By characters, pinyin, initials or code; every word must apply.",
        text=graphene.String(required=True),
        first=FIRST,
        after=AFTER,
        town_code=f.id_arg(),
        category=f.id_arg(),
        right=graphene.String(),
        sort=graphene.Argument(SortEnum, description="RELEVANCE if left out."),
    )
    suggest = f.several(graphene.String, text=graphene.String(required=True))
    product = f.maybe(catalogue.Product, "By slug or id.", slug=graphene.String(), id=f.id_arg())
    seller = f.maybe(catalogue.Seller, slug=graphene.String(required=True))
    register = f.several(registers.RegisterEntry, "All rights to names, doubtful ones too.")
    right = f.maybe(registers.RegisterEntry, id=graphene.ID(required=True))

    @staticmethod
    def resolve_categories(_root: Any, _info: Any) -> Any:
        return Category.objects.order_by("position").values("code", "name")

    @staticmethod
    def resolve_facets(_root: Any, info: Any, **given: Any) -> Any:
        return display.facets(on=days.day(info.context.now), **given)

    @staticmethod
    def resolve_products(_root: Any, info: Any, **given: Any) -> Any:
        return display.listing(on=days.day(info.context.now), **given)

    @staticmethod
    def resolve_search(_root: Any, info: Any, sort: Any = None, **given: Any) -> Any:
        order = Sort(sort) if sort else Sort.RELEVANCE
        return search.search_products(now=info.context.now, sort=order, **given)

    @staticmethod
    def resolve_suggest(_root: Any, info: Any, text: str) -> Any:
        return search.suggest(text=text, now=info.context.now)

    @staticmethod
    def resolve_product(
        _root: Any, info: Any, slug: str | None = None, id: str | None = None
    ) -> Any:
        return details.detail(now=info.context.now, slug=slug, public_id=id)

    @staticmethod
    def resolve_register(_root: Any, _info: Any) -> Any:
        return gi.register()

    @staticmethod
    def resolve_right(_root: Any, _info: Any, id: str) -> Any:
        return gi.entry(id)

    @staticmethod
    def resolve_seller(_root: Any, info: Any, slug: str) -> Any:
        return merchants.storefront(slug, days.day(info.context.now))


class PlaceQueries(graphene.ObjectType):
    """Where goods can be sent: no session needed."""

    towns = f.several(places.Town, "Towns that have points.")
    villages = f.several(places.Village, "Of one town, or all.", town_code=f.id_arg())
    points = f.several(
        places.Point,
        "The nearest, or all of a town.",
        lat=graphene.Float(),
        lon=graphene.Float(),
        town_code=f.id_arg(),
    )
    point = f.maybe(places.Point, code=graphene.ID(required=True))
    door_promised_on = graphene.Date(
        village_code=graphene.ID(required=True),
        description="When goods ordered now are at a door in a village; null: it is not served.",
    )

    @staticmethod
    def resolve_towns(_root: Any, _info: Any) -> Any:
        return points.towns()

    @staticmethod
    def resolve_villages(_root: Any, _info: Any, town_code: str | None = None) -> Any:
        villages = Place.objects.villages().order_by("code")
        if town_code is not None:
            villages = villages.filter(parent_id=town_code)
        return villages.values("code", "name", town_code=F("parent_id"))

    @staticmethod
    def resolve_points(
        _root: Any,
        _info: Any,
        lat: float | None = None,
        lon: float | None = None,
        town_code: str | None = None,
    ) -> Any:
        if lat is not None and lon is not None:
            places.require_on_globe(lat, lon)
            return points.nearest_points(lat=lat, lon=lon, first=NEAREST)
        return points.points_by_town(town_code or "")

    @staticmethod
    def resolve_point(_root: Any, _info: Any, code: str) -> Any:
        return points.point(code)

    @staticmethod
    @or_none
    def resolve_door_promised_on(_root: Any, info: Any, village_code: str) -> Any:
        now = info.context.now
        return days.day(network.promised_at(village_code=village_code, to_door=True, now=now))


class Query(CatalogueQueries, PlaceQueries, TrustQuery, RegisterQuery, TraceQuery):
    """All of it, and the shopper's own cart and orders."""

    cart = f.maybe(shop.Cart, "Null without a session.")
    cart_units = f.whole("How many units are in the cart; 0 without a session.")
    orders = f.one(shop.OrderPage, "The shopper's own, newest first.", first=FIRST, after=AFTER)
    order = f.maybe(shop.ShopOrder, "One of the shopper's own.", id=graphene.ID(required=True))
    pay_options = f.several(shop.PayOption)

    @staticmethod
    def resolve_cart(_root: Any, info: Any) -> Any:
        actor = info.context.actor
        return None if isinstance(actor, Anonymous) else carts.cart_view(actor, info.context.now)

    @staticmethod
    def resolve_cart_units(_root: Any, info: Any) -> int:
        actor = info.context.actor
        return 0 if isinstance(actor, Anonymous) else carts.units_in_cart(actor)

    @staticmethod
    def resolve_orders(_root: Any, info: Any, first: int, after: str | None = None) -> Any:
        actor = require(info.context.actor, Shopper)
        page = orders.own_orders(actor=actor, first=first, after=after)
        info.context.peers.share("point", {order.point_code for order in page.nodes} - {""})
        shared(page.nodes, info)
        return page

    @staticmethod
    @or_none
    def resolve_order(_root: Any, info: Any, id: str) -> Any:
        return orders.own_order(actor=info.context.actor, order_id=id)

    @staticmethod
    def resolve_pay_options(_root: Any, _info: Any) -> Any:
        return [{"provider": code, "label": PROVIDERS[code]} for code in registry.online()]
