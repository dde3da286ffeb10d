"""A product's own page."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from market.accounts.actors import Actor, Operator, require_duty
from market.batches import queries as batches
from market.batches.queries import BatchRow
from market.catalogue import kinds, prices
from market.catalogue.models import Product
from market.display import building
from market.display.rows import Detail, Fact, Seller
from market.gi import queries as gi
from market.kernel import days, phones
from market.merchants import duties
from market.merchants import queries as merchants
from market.merchants.models import SellerClass
from market.merchants.tariff import Freight, Zone
from market.places.queries import full_name


class _More(NamedTuple):
    """What the page shows beyond the card, in the order of `_COLUMNS`."""

    category_name: str
    story: str
    variety: str
    storage: str
    shelf_days: int
    kind: str
    attributes: dict[str, Any]
    ships_from: date | None
    seller_phone: str
    seller_class: str
    seller_pk: int
    seller_story: str
    place_code: str
    place_name: str
    place_parent: str | None
    first_kg_fen: int
    next_kg_fen: int
    free_from_fen: int | None
    cold_fen: int
    zones: list[dict[str, Any]]


_COLUMNS = (
    "category__name", "story", "variety", "storage", "shelf_days",
    "category__kind", "attributes", "ships_from", "merchant__phone",
    "merchant__seller_class", "merchant_id", "merchant__story",
    "merchant__place_id", "merchant__place__name", "merchant__place__parent__name",
    "merchant__freight__first_kg_fen", "merchant__freight__next_kg_fen",
    "merchant__freight__free_from_fen", "merchant__freight__cold_fen",
    "zones",
)  # fmt: skip


def detail(
    *, now: datetime, slug: str | None = None, public_id: str | None = None
) -> Detail | None:
    """Return the page of a listed product, found by slug or public id, or None. 6 statements."""
    products = Product.objects.listed(days.day(now))
    products = products.filter(slug=slug) if slug is not None else products
    products = products.filter(public_id=public_id) if public_id is not None else products
    if slug is None and public_id is None:
        return None
    return _detail(products, now)


def preview(*, actor: Actor, product_id: str, now: datetime) -> Detail | None:
    """Return the page as shoppers would see it, for the seller's staff or the county, or None."""
    if isinstance(actor, Operator):
        products = Product.objects.filter(public_id=product_id)
    else:
        staff = require_duty(actor, "GOODS")
        products = Product.objects.visible_to(staff).filter(public_id=product_id)
    return _detail(products, now)


def _detail(products: QuerySet[Product], now: datetime) -> Detail | None:
    on = days.day(now)
    zones = ArraySubquery(merchants.zone_facts(OuterRef("merchant")))
    found = building.rows_with(products.annotate(zones=zones), _COLUMNS)
    if not found:
        return None
    row, more = found[0][0], _More(*found[0][1])
    batch = batches.newest_sellable([row.pk], on).get(row.pk)
    grown = {row.pk: batch.grown} if batch else {}
    badges = gi.badges_of(building.claims_of([row], grown), on)
    variants = building.variants_of([row.pk], on).get(row.pk, [])
    return Detail(
        card=building.card_of(row, variants, badges.get(row.pk)),
        category_name=more.category_name,
        story=more.story,
        pictures=building.pictures_of(row.pk),
        facts=_facts(row, more, batch, [variant.net_grams for variant in variants]),
        batch=batch,
        seller=_seller(row, more, on),
        ships_from=more.ships_from if more.ships_from and more.ships_from > on else None,
        comparisons=prices.comparisons(variant_pks=[each.pk for each in variants], now=now),
        freight=Freight(
            first_kg_fen=more.first_kg_fen,
            next_kg_fen=more.next_kg_fen,
            free_from_fen=more.free_from_fen,
            cold_fen=more.cold_fen,
            zones=tuple(Zone(**zone) for zone in more.zones),
        ),
    )


def _seller(row: building.ProductRow, more: _More, on: date) -> Seller:
    papers = merchants.papers_of([more.seller_pk]).get(more.seller_pk, [])
    return Seller(
        id=row.merchant_id,
        slug=row.merchant_slug,
        name=row.merchant_name,
        seller_class=more.seller_class,
        class_label=str(SellerClass(more.seller_class).label),
        credit_code=row.credit_code,
        exemption="" if row.credit_code else duties.of(more.seller_class).exemption,
        licence=merchants.lines_of(more.seller_class, row.credit_code, papers, on),
        place_name=full_name(more.place_code, more.place_name, more.place_parent),
        story=more.seller_story,
    )


def _facts(
    row: building.ProductRow, more: _More, batch: BatchRow | None, net_grams: Sequence[int]
) -> tuple[Fact, ...]:
    """Return the lines of the label that have something to say (食品安全法 art. 67).

    The maker is the seller unless the facts of the kind name another one.
    """
    stated = kinds.lines(kinds.of(more.kind), more.attributes)
    maker = [] if "maker" in more.attributes else [("生产者", row.merchant_name)]
    lines = [
        ("产地", full_name(row.origin_code, row.origin_name, row.origin_parent)),
        ("品种", more.variety),
        *stated,
        ("净含量", "、".join(f"{grams} 克" for grams in dict.fromkeys(net_grams))),
        ("贮存", more.storage),
        ("保质期", f"{more.shelf_days} 天"),
        *maker,
        ("地址", full_name(more.place_code, more.place_name, more.place_parent)),
        ("联系", phones.national(more.seller_phone)),
        ("采收", batch.harvested_on.isoformat() if batch else ""),
        ("批次", batch.code if batch else ""),
    ]
    return tuple(Fact(label, value) for label, value in lines if value)
