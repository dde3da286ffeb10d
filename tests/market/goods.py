"""Merchants, variants and lots for the tests of the sales side."""

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from market.accounts.actors import System
from market.batches.models import Batch
from market.catalogue.models import Category, Product, Variant
from market.kernel import days
from market.merchants.models import FreightTemplate, Merchant
from market.places.models import Place
from market.stock import services as stock
from market.stock.models import Lot

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = days.day(NOW)
SEED = System("seed")

_count = itertools.count(1)


def place(code: str = "430423201224", name: str = "龙凤村", level: str = "VILLAGE") -> Place:
    parent = None
    if level == "VILLAGE":
        parent = place(code[:9], "永和乡", "TOWNSHIP")
    found, _ = Place.objects.get_or_create(
        code=code,
        defaults={
            "name": name, "short_name": name, "level": level, "kind": level.lower(),
            "parent": parent, "pinyin": "x", "initials": "x", "lat": 27.2, "lon": 112.7,
        },
    )  # fmt: skip
    return found


def merchant(*, first: int = 600, following: int = 200, free_from: int | None = None) -> Merchant:
    n = next(_count)
    made = Merchant.objects.create(
        slug=f"merchant-{n}", name=f"合作社{n}", seller_class="FARMER", place=place(),
        phone="+8613812341234",
    )  # fmt: skip
    FreightTemplate.objects.create(
        merchant=made, first_kg_fen=first, next_kg_fen=following, free_from_fen=free_from
    )
    return made


def variant(
    *,
    seller: Merchant | None = None,
    price_fen: int = 1_000,
    gross_grams: int = 1_000,
    units: int = 0,
    expires_in: int = 30,
) -> Variant:
    n = next(_count)
    category, _ = Category.objects.get_or_create(
        code="fruit", defaults={"name": "水果", "pinyin": "shuiguo", "position": 1}
    )
    product = Product.objects.create(
        slug=f"product-{n}", merchant=seller or merchant(), category=category, name=f"沃柑{n}",
        origin=place(), status="LISTED", shelf_days=30, perishable=True, pinyin="wogan",
        initials="wg", listed_at=NOW,
    )  # fmt: skip
    made = Variant.objects.create(
        product=product, sku=f"SKU-{n}", name="5 斤装", net_grams=gross_grams,
        gross_grams=gross_grams, price_fen=price_fen, position=0,
    )  # fmt: skip
    if units:
        lot(made, units, expires_in=expires_in)
    return made


def lot(
    variant: Variant, units: int, *, expires_in: int = 30, village: str = "430423201224"
) -> Lot:
    n = next(_count)
    batch = Batch.objects.create(
        code=f"B-{n}", product=variant.product, village=place(village), harvested_on=TODAY,
        expires_on=TODAY + timedelta(days=expires_in), grams=1_000_000,
    )  # fmt: skip
    return stock.receive(actor=SEED, variant_id=variant.pk, batch=batch, quantity=units, now=NOW)


@dataclass(frozen=True)
class Counts:
    on_hand: int
    reserved: int


def counts(made: Variant) -> Counts:
    lots = Lot.objects.filter(variant=made)
    return Counts(sum(lot.on_hand for lot in lots), sum(lot.reserved for lot in lots))


def soon(days_from_now: int = 2) -> date:
    return TODAY + timedelta(days=days_from_now)
