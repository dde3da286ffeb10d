"""A merchant's own goods at the desk, drafts and paused ones too. Constant statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from market.accounts.actors import MerchantStaff, require_duty
from market.catalogue import kinds
from market.catalogue.models import Product, ProductPicture, ProductStatus, Variant
from market.catalogue.rules import UnitPrice, unit_price
from market.display.building import PICTURE_COLUMNS
from market.display.rows import Pic
from market.kernel import ids
from market.kernel.errors import Invalid, NotFound

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class OwnVariant:
    """A variant; `available` units can be sold today, `on_hand` lie in store, sold or not."""

    id: str
    sku: str
    name: str
    price_fen: int
    net_grams: int
    gross_grams: int
    pieces: int
    active: bool
    on_hand: int
    available: int
    unit: UnitPrice


@dataclass(frozen=True, slots=True)
class OwnProduct:
    """A product as its seller edits it; `version` goes back with every edit."""

    pk: int
    id: str
    slug: str
    name: str
    subtitle: str
    story: str
    category: str
    category_name: str
    kind: str
    origin_code: str
    origin_name: str
    variety: str
    storage: str
    shelf_days: int
    perishable: bool
    # Of the right that the seller names; None: none.
    right_id: str | None
    attributes: dict[str, Any]
    status: str
    reason: str
    held_for: str
    scheduled_for: datetime | None
    ships_from: date | None
    version: int
    listed_at: datetime | None
    pictures: tuple[Pic, ...]
    variants: tuple[OwnVariant, ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of products, newest first; `total` counts all pages."""

    nodes: tuple[OwnProduct, ...]
    end_cursor: str | None
    has_next: bool
    total: int


_COLUMNS = (
    "pk", "public_id", "slug", "name", "subtitle", "story", "category_id", "category__name",
    "category__kind", "origin_id", "origin__name", "variety", "storage", "shelf_days", "perishable",
    "right__public_id", "attributes", "status", "reason", "held_for", "scheduled_for",
    "ships_from", "version", "listed_at",
)  # fmt: skip


def own_products(
    *,
    actor: MerchantStaff,
    first: int,
    on: date,
    after: str | None = None,
    status: str | None = None,
    text: str = "",
) -> OwnPage:
    """Return a page of the merchant's products, all or those that `text` finds. 4 statements.

    `text` is part of a name, of its pinyin or initials, or of a variant's SKU.
    `after` is the id of the last product of the page before. Raises Forbidden for anybody who is
    not staff, Invalid: first (1 to 100), after, status.
    """
    if not 1 <= first <= MOST_AT_ONCE:
        raise Invalid("first", "range")
    if status is not None and status not in ProductStatus.values:
        raise Invalid("status", "choice")
    wanted = Product.objects.visible_to(require_duty(actor, "GOODS"))
    if status is not None:
        wanted = wanted.filter(status=status)
    if text.strip():
        wanted = wanted.filter(_found_by(text.strip()))
    page = wanted.order_by("-public_id")
    if after is not None:
        if not ids.is_id(after, "prd"):
            raise Invalid("after", "cursor")
        page = page.filter(public_id__lt=after)
    found = _products(page[: first + 1], on)
    shown = found[:first]
    return OwnPage(
        nodes=tuple(shown),
        end_cursor=shown[-1].id if shown else None,
        has_next=len(found) > first,
        total=wanted.count(),
    )


def status_counts(*, actor: MerchantStaff) -> dict[str, int]:
    """Return how many of the merchant's products are in each state. One statement."""
    own = Product.objects.visible_to(require_duty(actor, "GOODS"))
    rows = dict(own.values_list("status").annotate(count=Count("pk")))
    return {status: rows.get(status, 0) for status in ProductStatus.values}


def own_product(*, actor: MerchantStaff, product_id: str, on: date) -> OwnProduct:
    """Return one of the merchant's products. 3 statements. Raises Forbidden, NotFound."""
    own = Product.objects.visible_to(require_duty(actor, "GOODS"))
    found = _products(own.filter(public_id=product_id), on)
    if not found:
        raise NotFound("product")
    return found[0]


def _found_by(text: str) -> Q:
    skus = Variant.objects.filter(product=OuterRef("pk"), sku__icontains=text)
    sound = text.replace(" ", "").lower()
    named = Q(name__icontains=text) | Q(pinyin__contains=sound) | Q(initials__startswith=sound)
    return named | Q(Exists(skus))


def _products(products: QuerySet[Product], on: date) -> list[OwnProduct]:
    rows = list(products.values_list(*_COLUMNS))
    pks = [row[0] for row in rows]
    pictures, variants = _pictures(pks), _variants(pks, on)
    return [
        OwnProduct(*[*row, tuple(pictures.get(row[0], ())), tuple(variants.get(row[0], ()))])
        for row in rows
    ]


def _pictures(product_pks: Sequence[int]) -> dict[int, list[Pic]]:
    found: dict[int, list[Pic]] = {}
    rows = ProductPicture.objects.filter(product__in=product_pks).order_by("product_id", "position")
    for product, *picture in rows.values_list("product_id", *PICTURE_COLUMNS):
        found.setdefault(product, []).append(Pic(*picture))
    return found


def _variants(product_pks: Sequence[int], on: date) -> dict[int, list[OwnVariant]]:
    fresh = Q(lots__expires_on__gt=on)
    rows = (
        Variant.objects.filter(product__in=product_pks)
        .annotate(
            stored=Coalesce(Sum("lots__on_hand"), 0),
            free=Coalesce(Sum(F("lots__on_hand") - F("lots__reserved"), filter=fresh), 0),
        )
        .order_by("product_id", "position")
        .values_list(
            "product_id", "public_id", "sku", "name", "price_fen", "net_grams", "gross_grams",
            "pieces", "active", "stored", "free", "product__category__kind",
        )
    )  # fmt: skip
    found: dict[int, list[OwnVariant]] = {}
    for product, *row, kind in rows:
        price, grams, pieces = row[3], row[4], row[6]
        variant = OwnVariant(*[*row, unit_price(price, grams, pieces, kinds.of(kind).per)])
        found.setdefault(product, []).append(variant)
    return found
