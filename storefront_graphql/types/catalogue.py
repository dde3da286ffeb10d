"""What is for sale, as anybody may see it."""

from typing import Any

import graphene
from graphene.utils.str_converters import to_snake_case

from market.catalogue.rules import unit_price
from market.media.rules import WIDTHS
from market.pricing import rules as pricing
from storefront_graphql.paging import page_of
from storefront_graphql.scalars import Fen
from storefront_graphql.types import fields as f
from storefront_graphql.types.freshness import stale_at
from storefront_graphql.types.ratings import Rating, judged, of_goods
from village_points.points import freshness

UnitOf = graphene.Enum(
    "UnitOf",
    [("G500", "500g"), ("G100", "100g"), ("PIECE", "piece")],
    description="What a unit price is the price of.",
)


class Category(graphene.ObjectType):
    """A kind of goods."""

    code = f.key()
    name = f.text()


def _or(known: Any) -> Any:
    """Return a resolver for pictures that were kept without this fact: orders' and carts'."""

    def resolve(picture: Any, info: Any) -> Any:
        return getattr(picture, to_snake_case(info.field_name), known)

    return resolve


class Picture(graphene.ObjectType):
    """An accepted picture, as WebP in several widths."""

    key = f.text("Names its files: /media/<key>/<width>.webp.")
    width = f.whole("Of the largest file, in pixels.")
    height = f.whole()
    alt = f.text()
    avif = f.yes("There is /media/<key>/<width>.avif too, which is smaller.", resolver=_or(False))
    focus_x = f.whole("What must stay in sight, in percent from the left.", resolver=_or(50))
    focus_y = f.whole("The same from the top.", resolver=_or(50))
    url = graphene.String(
        required=True,
        width=graphene.Argument(graphene.Int, required=True, default_value=320),
        description="The path of the smallest file that is at least so wide.",
    )

    @staticmethod
    def resolve_url(picture: Any, _info: Any, width: int) -> str:
        enough = (each for each in WIDTHS if width <= each < picture.width)
        return f"/media/{picture.key}/{next(enough, picture.width)}.webp"


class UnitPrice(graphene.ObjectType):
    """The price of one unit, which the law wants beside every price."""

    fen = f.fen()
    per = graphene.Field(UnitOf, required=True)


class Badge(graphene.ObjectType):
    """A right to a name or mark, computed for this day from the register; never a mere claim."""

    code = f.text()
    text = f.text()
    right_id = f.key()


class Variant(graphene.ObjectType):
    """One size or grade to buy."""

    id = f.key()
    sku = f.text()
    name = f.text()
    price_fen = f.fen()
    net_grams = f.whole()
    pieces = f.whole("0 for goods sold by weight.")
    unit_price = f.one(UnitPrice)
    in_stock = f.yes()
    available = graphene.Int(description="How many can be sold now; null in search results.")

    @staticmethod
    def resolve_unit_price(variant: Any, _info: Any) -> Any:
        known = getattr(variant, "unit", None)
        return known or unit_price(variant.price_fen, variant.net_grams, variant.pieces)

    @staticmethod
    def resolve_in_stock(variant: Any, _info: Any) -> bool:
        available = getattr(variant, "available", None)
        return variant.in_stock if available is None else available > 0


class Goods(graphene.Interface):
    """A product as lists show it."""

    id = f.key()
    slug = f.text()
    name = f.text()
    subtitle = f.text()
    category = f.text("The code of its kind.")
    origin_code = f.key("The village's division code.")
    origin_name = f.text("Read without context: 永和乡龙凤村.")
    merchant_id = f.key()
    merchant_name = f.text()
    merchant_slug = f.text()
    picture = f.maybe(Picture)
    variants = f.several(Variant)
    badge = f.maybe(Badge)
    in_stock = f.yes()
    rating = f.one(Rating)


class ProductCard(graphene.ObjectType):
    """A product in a list."""

    class Meta:
        interfaces = (Goods,)

    resolve_rating = staticmethod(of_goods)


def _rows(name: str) -> Any:
    return staticmethod(lambda page, info: judged(getattr(page, name), info))


ProductPage = page_of(ProductCard, name="ProductPage", resolve_nodes=_rows("cards"))


class Fact(graphene.ObjectType):
    """One line of a label."""

    label = f.text()
    value = f.text()


class Certificate(graphene.ObjectType):
    """The seller's promise that a batch keeps the food safety standards (承诺达标合格证)."""

    number = f.text()
    product_name = f.text()
    grams = f.whole()
    place = f.text()
    promised_by = f.text()
    contact = f.text()
    issued_on = f.date()


class Batch(graphene.ObjectType):
    """A harvest."""

    id = f.key()
    code = f.text()
    village_name = f.text()
    plot = f.text()
    harvested_on = f.date()
    expires_on = f.date()
    certificate = f.maybe(Certificate)


class FreightPrice(graphene.ObjectType):
    """What delivery costs to some destinations, by gross weight."""

    prefix = f.text("Division codes that begin so; empty: all that no zone names.")
    name = f.text("Of the place; empty for all the others.")
    first_kg_fen = f.fen()
    next_kg_fen = f.fen("For each started kilogram after the first.")
    free_from_fen = Fen(description="Goods of this worth travel free; null: never.")


class FreightTerms(graphene.ObjectType):
    """What a seller charges for delivery, by gross weight, where no zone says otherwise."""

    first_kg_fen = f.fen()
    next_kg_fen = f.fen("For each started kilogram after the first.")
    free_from_fen = Fen(description="Goods of this worth travel free; null: never.")
    cold_fen = f.fen("Added once for a parcel with perishable goods, free delivery or not.")
    zones = f.several(FreightPrice, "Places with prices of their own; the closest one counts.")
    to = f.one(
        FreightPrice, "What counts for one village; without one, as here.", village_code=f.id_arg()
    )

    @staticmethod
    def resolve_to(terms: Any, _info: Any, village_code: str | None = None) -> Any:
        return pricing.zone_for(terms, village_code or "")


class Seller(graphene.ObjectType):
    """Who sells, with what must always be shown of the registration."""

    id = f.key()
    slug = f.text()
    name = f.text()
    story = f.text()
    place_name = f.text()
    licence = f.several(Fact)
    pictures = f.several(Picture, "Of the shop's page; none beside a product.")
    closes_on = graphene.Date(description="The last day of business, once it was announced.")
    freight = f.maybe(FreightTerms, "Null beside a product, which has it itself.")

    @staticmethod
    def resolve_pictures(seller: Any, _info: Any) -> Any:
        return getattr(seller, "pictures", ())

    @staticmethod
    def resolve_freight(seller: Any, _info: Any) -> Any:
        return getattr(seller, "freight", None)


def _of_card(name: str, default: Any, detail: Any, _info: Any, **_: Any) -> Any:
    """A product's page holds its card and more."""
    return getattr(detail, name) if name in detail.__slots__ else getattr(detail.card, name)


class Comparison(graphene.ObjectType):
    """A former price, reckoned from what was paid before the present price began."""

    variant_id = f.key()
    fen = f.fen()
    since = f.moment("When the present price began.")
    of_week = f.yes("The lowest paid in the seven days before; else the last one paid at all.")


class Product(graphene.ObjectType):
    """A product's own page."""

    class Meta:
        interfaces = (Goods,)
        default_resolver = _of_card

    category_name = f.text()
    story = f.text()
    perishable = f.yes("Fresh goods have no return right without reason.")
    pictures = f.several(Picture)
    facts = f.several(Fact)
    batch = f.maybe(Batch, "The newest harvest that can be sold.")
    seller = f.one(Seller)
    freight = f.one(FreightTerms)
    ships_from = graphene.Date(description="A presale: sent from this day on; null: at hand.")
    comparisons = f.several(Comparison, "Former prices that may be told beside present ones.")
    stale = stale_at("Sizes of which not one would be fresh there; none without a place.")

    @staticmethod
    def resolve_rating(detail: Any, info: Any) -> Any:
        return of_goods(detail.card, info)

    @staticmethod
    def resolve_stale(detail: Any, info: Any, **where: Any) -> Any:
        return freshness.of_product(detail, now=info.context.now, **where)

    @staticmethod
    def resolve_comparisons(detail: Any, _info: Any) -> Any:
        ids = {variant.pk: variant.id for variant in detail.card.variants}
        return [
            {"variant_id": ids[pk], "fen": each.fen, "since": each.since, "of_week": each.of_week}
            for pk, each in detail.comparisons.items()
        ]


class FacetCount(graphene.ObjectType):
    """A choice to narrow a list by, and how much would be left."""

    code = f.key()
    name = f.text()
    count = f.whole()


class ListFacets(graphene.ObjectType):
    """Choices to narrow a listing by."""

    towns = f.several(FacetCount)
    categories = f.several(FacetCount)


class Facets(graphene.ObjectType):
    """Choices to narrow a search by; each list disregards its own filter."""

    towns = f.several(FacetCount)
    categories = f.several(FacetCount)
    rights = f.several(FacetCount)


SearchPage = page_of(
    ProductCard,
    name="SearchPage",
    resolve_nodes=_rows("hits"),
    facets=f.one(Facets),
    degraded=f.yes("The index does not answer; found by plain comparison of letters."),
)
