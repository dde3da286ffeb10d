"""Products read from the database for the index: a constant number of statements."""

import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from market.batches import queries as batches
from market.batches.queries import Grown
from market.catalogue.models import Product, Variant
from market.display import building as display
from market.display.rows import CardVariant
from market.gi import queries as gi
from market.gi.rules import Badge
from market.stock.models import Lot


class More(NamedTuple):
    """What goods are searched by beyond the row of their card, in the order of `_MORE`."""

    category_name: str
    origin_short: str
    parent_code: str | None
    parent_short: str | None
    county_name: str | None
    county_short: str | None


_MORE = (
    "category__name",
    "origin__short_name",
    "origin__parent_id",
    "origin__parent__short_name",
    "origin__parent__parent__name",
    "origin__parent__parent__short_name",
)


# What a claim is made of, beside the batch.
_CLAIM = ("right_id", "merchant__credit_code", "variety")


@dataclass(frozen=True, slots=True)
class Good:
    """One listed product with all that its document is made of; it has at least one variant."""

    row: display.ProductRow
    more: More
    variants: Sequence[CardVariant]
    grown: Grown | None
    badge: Badge | None

    @property
    def town(self) -> tuple[str, str]:
        """Code and name of the township; for goods of a whole county, the county's."""
        row, more = self.row, self.more
        if more.parent_code and row.origin_parent and len(row.origin_code) == 12:
            return more.parent_code, row.origin_parent
        return row.origin_code, row.origin_name

    @property
    def places(self) -> list[str]:
        """Names of village, township and county, as far as known; then without 村, 镇, 县."""
        row, more = self.row, self.more
        names = (row.origin_name, row.origin_parent, more.county_name)
        short = (more.origin_short, more.parent_short, more.county_short)
        return list(dict.fromkeys(name for name in (*names, *short) if name))

    @property
    def stamp(self) -> int:
        in_stock = any(variant.available > 0 for variant in self.variants)
        return stamp(self.row.pk, self.row.version, in_stock=in_stock, badge=self.badge)


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


def goods(public_ids: Collection[str], on: date) -> list[Good]:
    """Return those of the products that belong into the index. At most 4 statements."""
    found = display.rows_with(Product.objects.listed(on).filter(public_id__in=public_ids), _MORE)
    rows = [row for row, _ in found]
    variants = display.variants_of([row.pk for row in rows], on)
    claiming = [row.pk for row in rows if row.right_pk is not None]
    grown = batches.grown_newest(claiming, on) if claiming else {}
    badges = gi.badges_of(display.claims_of(rows, grown), on)
    return [
        Good(row, More(*more), variants[row.pk], grown.get(row.pk), badges.get(row.pk))
        for row, more in found
        if row.pk in variants
    ]


def stamp(pk: int, version: int, *, in_stock: bool, badge: Badge | None) -> int:
    """Return 32 bits that differ, almost surely, when anything that search shows differs."""
    return zlib.crc32(f"{pk} {version} {in_stock} {badge.code if badge else ''}".encode())


def stamps(on: date) -> dict[str, int]:
    """Return the stamp of every product that belongs into the index, by public id.

    At most 3 statements; batches are looked up only for the goods that claim a right.
    """
    rows = list(
        for_sale(on)
        .annotate(in_stock=Exists(sellable_lots(on)))
        .values_list("public_id", "pk", "version", "in_stock", *_CLAIM)
    )
    badges = _badges([(pk, *claim) for _, pk, _, _, *claim in rows if claim[0] is not None], on)
    return {
        public_id: stamp(pk, version, in_stock=in_stock, badge=badges.get(pk))
        for public_id, pk, version, in_stock, *_ in rows
    }


def for_sale(on: date) -> QuerySet[Product]:
    """Return products that are listed that day, with at least one active variant."""
    active = Variant.objects.filter(product=OuterRef("pk"), active=True)
    return Product.objects.listed(on).filter(Exists(active))


def sellable_lots(on: date) -> QuerySet[Lot]:
    """Return, for an outer query of products, lots from which a unit can be sold on that day."""
    return Lot.objects.filter(
        variant__product=OuterRef("pk"),
        variant__active=True,
        on_hand__gt=F("reserved"),
        expires_on__gt=on,
    )


def badges_today(pks: Iterable[int], on: date) -> dict[int, Badge]:
    """Return the badges of listed products by key. At most 3 statements."""
    claiming = Product.objects.listed(on).filter(pk__in=list(pks), right__isnull=False)
    return _badges(list(claiming.values_list("pk", *_CLAIM)), on)


def _badges(rows: Sequence[tuple[Any, ...]], on: date) -> dict[int, Badge]:
    """Return badges by key of (key, *_CLAIM) rows with a right. At most 2 statements."""
    grown = batches.grown_newest([row[0] for row in rows], on) if rows else {}
    claims = [
        display.claim_of(pk, right, code, variety, grown[pk])
        for pk, right, code, variety in rows
        if pk in grown
    ]
    return gi.badges_of(claims, on)
