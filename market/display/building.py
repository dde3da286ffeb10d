"""Putting cards together from plain rows, a constant number of statements at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from market.batches import queries as batches
from market.batches.queries import Grown
from market.catalogue import kinds
from market.catalogue.models import Product, ProductPicture, Variant
from market.catalogue.rules import unit_price
from market.display.rows import Card, CardVariant, Pic
from market.gi import queries as gi
from market.gi.rules import Badge
from market.places.queries import full_name


class ProductRow(NamedTuple):
    """One product with what a card needs of its neighbours."""

    pk: int
    id: str
    slug: str
    name: str
    subtitle: str
    category: str
    origin_code: str
    origin_name: str
    origin_parent: str | None
    merchant_id: str
    merchant_name: str
    merchant_slug: str
    credit_code: str
    right_pk: int | None
    variety: str
    perishable: bool
    version: int
    listed_at: Any
    picture_key: str | None
    picture_width: int
    picture_height: int
    picture_alt: str
    picture_focus_x: int
    picture_focus_y: int
    picture_avif: bool


# What a Pic is made of, in its order.
PICTURE_COLUMNS = (
    "picture__key", "picture__width", "picture__height", "alt",
    "focus_x", "focus_y", "picture__avif",
)  # fmt: skip
COLUMNS = (
    "pk", "public_id", "slug", "name", "subtitle", "category_id",
    "origin_id", "origin__name", "origin__parent__name",
    "merchant__public_id", "merchant__name", "merchant__slug", "merchant__credit_code",
    "right_id", "variety", "perishable", "version", "listed_at",
    "main__picture__key", "main__picture__width", "main__picture__height", "main__alt",
    "main__focus_x", "main__focus_y", "main__picture__avif",
)  # fmt: skip


def product_rows(products: QuerySet[Product]) -> list[ProductRow]:
    """Return products with their main picture. One statement."""
    return [row for row, _ in rows_with(products, ())]


def rows_with(
    products: QuerySet[Product], more: Sequence[str]
) -> list[tuple[ProductRow, tuple[Any, ...]]]:
    """Return products with their main picture and more columns besides. One statement."""
    main = FilteredRelation("pictures", condition=Q(pictures__position=0))
    size = len(COLUMNS)
    rows = products.annotate(main=main).values_list(*COLUMNS, *more)
    return [(ProductRow(*row[:size]), row[size:]) for row in rows]


def cards_of(rows: Sequence[ProductRow], on: date) -> list[Card]:
    """Return cards of rows, in their order. At most 3 statements."""
    if not rows:
        return []
    variants = variants_of([row.pk for row in rows], on)
    badges = _badges(rows, on)
    return [card_of(row, variants.get(row.pk, []), badges.get(row.pk)) for row in rows]


def card_of(row: ProductRow, variants: Sequence[CardVariant], badge: Badge | None) -> Card:
    """Put a card together."""
    picture = None
    if row.picture_key is not None:
        picture = Pic(
            row.picture_key,
            row.picture_width,
            row.picture_height,
            row.picture_alt,
            row.picture_focus_x,
            row.picture_focus_y,
            row.picture_avif,
        )
    return Card(
        pk=row.pk,
        id=row.id,
        slug=row.slug,
        name=row.name,
        subtitle=row.subtitle,
        category=row.category,
        origin_code=row.origin_code,
        origin_name=full_name(row.origin_code, row.origin_name, row.origin_parent),
        merchant_id=row.merchant_id,
        merchant_name=row.merchant_name,
        merchant_slug=row.merchant_slug,
        picture=picture,
        variants=tuple(variants),
        badge=badge,
        in_stock=any(variant.available > 0 for variant in variants),
        perishable=row.perishable,
        version=row.version,
    )


def variants_of(
    products: Collection[int] | QuerySet[Product], on: date
) -> dict[int, list[CardVariant]]:
    """Return active variants by product, in their order, with what can be sold. One statement."""
    free = Sum(
        F("lots__on_hand") - F("lots__reserved"), filter=Q(lots__expires_on__gt=on), default=0
    )
    rows = (
        Variant.objects.filter(product__in=products, active=True)
        .annotate(available=Coalesce(free, 0))
        .order_by("product_id", "position")
        .values_list(
            "product_id", "pk", "public_id", "sku", "name",
            "price_fen", "net_grams", "pieces", "available", "product__category__kind",
        )
    )  # fmt: skip
    found: dict[int, list[CardVariant]] = {}
    for product, pk, public_id, sku, name, price, grams, pieces, available, kind in rows:
        unit = unit_price(price, grams, pieces, kinds.of(kind).per)
        variant = CardVariant(pk, public_id, sku, name, price, grams, pieces, unit, available)
        found.setdefault(product, []).append(variant)
    return found


def pictures_of(product_pk: int) -> tuple[Pic, ...]:
    """Return a product's pictures in their order. One statement."""
    rows = (
        ProductPicture.objects.filter(product_id=product_pk)
        .order_by("position")
        .values_list(*PICTURE_COLUMNS)
    )
    return tuple(Pic(*row) for row in rows)


def claims_of(rows: Iterable[ProductRow], grown: Mapping[int, Grown]) -> list[gi.Claim]:
    """Return what the sellers say of goods that can be sold; gi decides."""
    return [
        claim_of(row.pk, row.right_pk, row.credit_code, row.variety, grown[row.pk])
        for row in rows
        if row.right_pk is not None and row.pk in grown
    ]


def claim_of(
    product_pk: int, right_pk: int, credit_code: str, variety: str, grown: Grown
) -> gi.Claim:
    """Return the claim of a product whose goods were grown there."""
    return gi.Claim(product_pk, right_pk, credit_code, grown.village_code, variety, grown.plot)


def _badges(rows: Sequence[ProductRow], on: date) -> dict[int, Badge]:
    """Return badges by product. At most 2 statements, none when no product claims a right."""
    claiming = [row.pk for row in rows if row.right_pk is not None]
    if not claiming:
        return {}
    return gi.badges_of(claims_of(rows, batches.grown_newest(claiming, on)), on)
