"""Products read from the database as search documents: a constant number of statements."""

import zlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from market.batches.models import Batch
from market.catalogue.models import Product, ProductPicture, Variant
from market.gi import queries as gi
from market.gi.rules import Badge
from market.stock.models import Lot

COUNTY_TIME = ZoneInfo("Asia/Shanghai")


class ProductRow(NamedTuple):
    """One listed product with what it belongs to."""

    pk: int
    public_id: str
    slug: str
    version: int
    name: str
    subtitle: str
    variety: str
    listed_at: datetime | None
    category_id: str
    category_name: str
    merchant_id: str
    merchant_name: str
    merchant_slug: str
    credit_code: str
    right_pk: int | None
    origin_code: str
    origin_name: str
    parent_code: str | None
    parent_name: str | None
    county_name: str | None
    origin_short: str
    parent_short: str | None
    county_short: str | None

    @property
    def town(self) -> tuple[str, str]:
        """Code and name of the township; for goods of a whole county, the county's."""
        if self.parent_code and self.parent_name and len(self.origin_code) > 9:
            return self.parent_code, self.parent_name
        return self.origin_code, self.origin_name

    @property
    def places(self) -> list[str]:
        """Names of village, township and county, as far as known; then without 村, 镇, 县."""
        names = (self.origin_name, self.parent_name, self.county_name)
        short = (self.origin_short, self.parent_short, self.county_short)
        return list(dict.fromkeys(name for name in (*names, *short) if name))


_COLUMNS = {
    "pk": "pk",
    "public_id": "public_id",
    "slug": "slug",
    "version": "version",
    "name": "name",
    "subtitle": "subtitle",
    "variety": "variety",
    "listed_at": "listed_at",
    "category_id": "category_id",
    "category_name": "category__name",
    "merchant_id": "merchant__public_id",
    "merchant_name": "merchant__name",
    "merchant_slug": "merchant__slug",
    "credit_code": "merchant__credit_code",
    "right_pk": "right_id",
    "origin_code": "origin_id",
    "origin_name": "origin__name",
    "parent_code": "origin__parent_id",
    "parent_name": "origin__parent__name",
    "county_name": "origin__parent__parent__name",
    "origin_short": "origin__short_name",
    "parent_short": "origin__parent__short_name",
    "county_short": "origin__parent__parent__short_name",
}


def county_day(now: datetime) -> date:
    """Return the county's calendar day at `now`."""
    return now.astimezone(COUNTY_TIME).date()


def snapshot_number() -> int:
    """Return how many transactions had ended when this was asked: the version of what is read next.

    It grows with every commit and never falls, so of two readers the later one has the greater
    number or saw the same facts. Ask for it before reading.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_snapshot_xmax(s)::text::bigint - (select count(*) from pg_snapshot_xip(s))"
            " from pg_current_snapshot() s"
        )
        return int(cursor.fetchone()[0])


def sellable_lots(on: date) -> QuerySet[Lot]:
    """Return lots from which a unit can be sold on that day."""
    return Lot.objects.filter(on_hand__gt=F("reserved"), expires_on__gt=on)


def product_rows(products: QuerySet[Product]) -> list[ProductRow]:
    """Return products, with at least one active variant, as rows. One statement."""
    active = Variant.objects.filter(product=OuterRef("pk"), active=True)
    rows = products.filter(Exists(active)).values_list(*_COLUMNS.values())
    return [ProductRow(*row) for row in rows]


def variant_rows(pks: Iterable[int], on: date) -> dict[int, list[dict[str, Any]]]:
    """Return the active variants of products, in their order. One statement."""
    found = defaultdict(list)
    rows = (
        Variant.objects.filter(product__in=list(pks), active=True)
        .annotate(in_stock=Exists(sellable_lots(on).filter(variant=OuterRef("pk"))))
        .order_by("position")
        .values_list(
            "product_id", "public_id", "sku", "name", "price_fen",
            "net_grams", "gross_grams", "pieces", "in_stock",
        )
    )  # fmt: skip
    names = ("id", "sku", "name", "price_fen", "net_grams", "gross_grams", "pieces", "in_stock")
    for product, *values in rows:
        found[product].append(dict(zip(names, values, strict=True)))
    return found


def picture_rows(pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return the main picture of products. One statement."""
    rows = ProductPicture.objects.filter(product__in=list(pks), position=0).values_list(
        "product_id",
        "picture__key",
        "picture__width",
        "picture__height",
        "picture__widths",
        "alt",
    )
    names = ("key", "width", "height", "widths", "alt")
    return {product: dict(zip(names, values, strict=True)) for product, *values in rows}


def batch_villages(pks: Iterable[int], on: date) -> dict[int, str]:
    """Return the village of the newest batch of which a unit can be sold. One statement."""
    rows = (
        Batch.objects.filter(product__in=list(pks))
        .filter(Exists(sellable_lots(on).filter(batch=OuterRef("pk"))))
        .order_by("product", "-harvested_on", "-pk")
        .distinct("product")
        .values_list("product_id", "village_id")
    )
    return dict(rows)


def badges(claims: Iterable[tuple[int, int | None, str, str | None]], on: date) -> dict[int, Badge]:
    """Return the badge of each product that has a right to one that day. At most one statement.

    A claim is a product's key, its right's key if it claims one, the seller's credit code, and
    the village of the batch on sale if there is one.
    """
    return gi.badges_of(
        [
            gi.Claim(pk, right_pk, credit_code, village)
            for pk, right_pk, credit_code, village in claims
            if right_pk is not None and village is not None
        ],
        on,
    )


def states(on: date) -> dict[str, int]:
    """Return the stamp of every product that belongs into the index, by public id.

    Constant statements; villages are looked up only for the goods that claim a right.
    """
    active = Variant.objects.filter(product=OuterRef("pk"), active=True)
    stocked = sellable_lots(on).filter(variant__product=OuterRef("pk"), variant__active=True)
    rows = list(
        Product.objects.listed()
        .filter(Exists(active))
        .values_list(
            "public_id", "pk", "version", "right_id", "merchant__credit_code", Exists(stocked)
        )
    )
    villages = batch_villages([row[1] for row in rows if row[3] is not None], on)
    held = badges([(pk, right, code, villages.get(pk)) for _, pk, _, right, code, _ in rows], on)
    return {
        public_id: stamp(pk, version, in_stock=in_stock, badge=held.get(pk))
        for public_id, pk, version, _, _, in_stock in rows
    }


def stamp(pk: int, version: int, *, in_stock: bool, badge: Badge | None) -> int:
    """Return 32 bits that differ, almost surely, when anything that search shows differs."""
    return zlib.crc32(f"{pk} {version} {in_stock} {badge.code if badge else ''}".encode())
