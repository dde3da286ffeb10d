"""What the shop offers at this moment, variant by variant: the facts that an order is made of."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from market.batches import queries as batches
from market.batches.queries import Grown
from market.catalogue.models import ProductStatus, Variant, waiting
from market.merchants import queries as merchants
from market.places.models import Level
from market.pricing.rules import Freight, Zone
from market.stock.models import Lot


@dataclass(frozen=True, slots=True)
class Picture:
    """The product's first picture, as pages show it."""

    key: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One variant as it is offered now. `available` counts units that are still good on `on`."""

    variant_pk: int
    variant_id: str
    variant_name: str
    sku: str
    price_fen: int
    net_grams: int
    gross_grams: int
    pieces: int
    product_pk: int
    product_id: str
    product_slug: str
    product_name: str
    perishable: bool
    origin_code: str
    origin_name: str
    merchant_pk: int
    merchant_id: str
    merchant_name: str
    merchant_slug: str
    credit_code: str
    right_pk: int | None
    variety: str
    freight: Freight
    picture: Picture | None
    for_sale: bool
    available: int
    # A presale is sent from this day on; None: it is at hand.
    ships_from: date | None
    # Of the newest batch that still has units: the one that pages show and badges are judged by.
    grown: Grown | None


def offers(*, variant_ids: Iterable[str], on: date) -> dict[str, Offer]:
    """Return the variants with these public ids, sold or not, with one statement."""
    return _offers(Variant.objects.filter(public_id__in=set(variant_ids)), on)


def offers_by_key(*, variant_pks: Iterable[int], on: date) -> dict[int, Offer]:
    """Return the same by database key."""
    found = _offers(Variant.objects.filter(pk__in=set(variant_pks)), on)
    return {offer.variant_pk: offer for offer in found.values()}


def _offers(variants: QuerySet[Variant], on: date) -> dict[str, Offer]:
    rows = variants.annotate(
        waits=Case(When(waiting("product__"), then=True), default=False),
        sells=Case(When(merchants.sells(on, goods="product__"), then=True), default=False),
        available=Coalesce(Subquery(_available(on)), 0),
        grown=Subquery(_newest_grown(on)),
        zones=ArraySubquery(merchants.zone_facts(OuterRef("product__merchant"))),
        main=FilteredRelation("product__pictures", condition=Q(product__pictures__position=0)),
    ).values(*COLUMNS.values())
    return {row["public_id"]: _offer(row) for row in rows}


def _available(on: date) -> Any:
    fresh = Lot.objects.filter(variant=OuterRef("pk"), expires_on__gt=on)
    return fresh.values("variant").annotate(units=Sum(F("on_hand") - F("reserved"))).values("units")


def _newest_grown(on: date) -> Any:
    fresh = Lot.objects.filter(variant=OuterRef("pk"), expires_on__gt=on, on_hand__gt=F("reserved"))
    newest = fresh.order_by("-batch__harvested_on", "-batch_id")
    where = JSONObject(village_code="batch__village", lon="batch__plot_lon", lat="batch__plot_lat")
    return newest.values(where=where)[:1]


COLUMNS = {
    "variant_pk": "pk",
    "variant_id": "public_id",
    "variant_name": "name",
    "sku": "sku",
    "price_fen": "price_fen",
    "net_grams": "net_grams",
    "gross_grams": "gross_grams",
    "pieces": "pieces",
    "active": "active",
    "available": "available",
    "grown": "grown",
    "product_pk": "product_id",
    "product_id": "product__public_id",
    "product_slug": "product__slug",
    "product_name": "product__name",
    "perishable": "product__perishable",
    "status": "product__status",
    "waits": "waits",
    "sells": "sells",
    "ships_from": "product__ships_from",
    "origin_code": "product__origin_id",
    "place": "product__origin__name",
    "town": "product__origin__parent__name",
    "town_level": "product__origin__parent__level",
    "merchant_pk": "product__merchant_id",
    "merchant_id": "product__merchant__public_id",
    "merchant_name": "product__merchant__name",
    "merchant_slug": "product__merchant__slug",
    "credit_code": "product__merchant__credit_code",
    "right_pk": "product__right_id",
    "variety": "product__variety",
    "first_kg_fen": "product__merchant__freight__first_kg_fen",
    "next_kg_fen": "product__merchant__freight__next_kg_fen",
    "free_from_fen": "product__merchant__freight__free_from_fen",
    "cold_fen": "product__merchant__freight__cold_fen",
    "zones": "zones",
    "picture_key": "main__picture__key",
    "picture_width": "main__picture__width",
    "picture_height": "main__picture__height",
    "picture_alt": "main__alt",
}
# Put together from what their columns say.
_MADE = ("origin_name", "grown")
PLAIN = [field.name for field in fields(Offer) if field.name in COLUMNS and field.name not in _MADE]


def _offer(row: dict[str, Any]) -> Offer:
    facts = {name: row[column] for name, column in COLUMNS.items()}
    town = facts["town"] if facts["town_level"] == Level.TOWNSHIP else ""
    return Offer(
        **{name: facts[name] for name in PLAIN},
        origin_name=f"{town}{facts['place']}",
        freight=_freight(facts),
        picture=_main_picture(facts),
        grown=_grown(facts["grown"]),
        for_sale=facts["active"]
        and facts["status"] == ProductStatus.LISTED
        and not facts["waits"]
        and facts["sells"]
        and facts["first_kg_fen"] is not None,
    )


def _freight(facts: dict[str, Any]) -> Freight:
    return Freight(
        first_kg_fen=facts["first_kg_fen"] or 0,
        next_kg_fen=facts["next_kg_fen"] or 0,
        free_from_fen=facts["free_from_fen"],
        cold_fen=facts["cold_fen"] or 0,
        zones=tuple(Zone(**zone) for zone in facts["zones"]),
    )


def _grown(said: dict[str, Any] | None) -> Grown | None:
    return batches.grown(said["village_code"], said["lon"], said["lat"]) if said else None


def _main_picture(facts: dict[str, Any]) -> Picture | None:
    if facts["picture_key"] is None:
        return None
    return Picture(
        key=facts["picture_key"],
        width=facts["picture_width"],
        height=facts["picture_height"],
        alt=facts["picture_alt"],
    )
