"""From rows to a search document. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from market.gi.rules import Badge
from market.search import sounds
from market.search import text as texts
from market.search.reading import ProductRow, stamp

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(at: datetime | None) -> int:
    """Return a time as whole microseconds since 1970, exactly; 0 for none."""
    return (at - EPOCH) // timedelta(microseconds=1) if at else 0


def moment(us: int) -> datetime:
    """Return the time that `microseconds` made a number of."""
    return EPOCH + timedelta(microseconds=us)


def spoken(names: Sequence[str]) -> list[str]:
    """Return what may be typed for any of the names."""
    return list(dict.fromkeys(part for name in names for part in sounds.beginnings(name)))


def card(
    row: ProductRow,
    variants: Sequence[Mapping[str, Any]],
    picture: Mapping[str, Any] | None,
    batch_village: str | None,
) -> dict[str, Any]:
    """Return what the search list shows of a product, as JSON types."""
    return {
        "id": row.public_id,
        "pk": row.pk,
        "slug": row.slug,
        "name": row.name,
        "subtitle": row.subtitle,
        "category": row.category_id,
        "category_name": row.category_name,
        "origin_code": row.origin_code,
        "origin_name": row.origin_name,
        "town_name": row.town[1],
        "merchant_id": row.merchant_id,
        "merchant_name": row.merchant_name,
        "merchant_slug": row.merchant_slug,
        "credit_code": row.credit_code,
        "right_pk": row.right_pk,
        "picture": dict(picture) if picture else None,
        "variants": [dict(variant) for variant in variants],
        "in_stock": any(variant["in_stock"] for variant in variants),
        "batch_village": batch_village,
    }


def document(
    row: ProductRow,
    variants: Sequence[Mapping[str, Any]],
    picture: Mapping[str, Any] | None,
    batch_village: str | None,
    badge: Badge | None,
) -> dict[str, Any]:
    """Return a product's document; it has at least one variant."""
    shown = card(row, variants, picture, batch_village)
    subjects = [*row.places, row.category_name, row.merchant_name, row.variety]
    town_code, town_name = row.town
    codes_above = [row.origin_code[:length] for length in (6, 9, 12)]
    prices = [variant["price_fen"] for variant in variants]
    codes = [row.slug, row.public_id, *(v["sku"] for v in variants), *(v["id"] for v in variants)]
    return {
        "pk": row.pk,
        "stamp": stamp(row.pk, row.version, in_stock=shown["in_stock"], badge=badge),
        "name": texts.normal(row.name),
        "name_whole": "".join(texts.words(row.name)),
        "about": texts.normal(" ".join([row.name, row.subtitle, *subjects])),
        "name_spoken": spoken([row.name]),
        "about_spoken": spoken(subjects),
        "codes": [texts.normal(code) for code in codes],
        "town_label": f"{town_code} {town_name}",
        "places": list(dict.fromkeys(codes_above)),
        "category": row.category_id,
        "category_label": f"{row.category_id} {row.category_name}",
        "merchant": row.merchant_id,
        "badges": [badge.code] if badge else [],
        "badge_labels": [f"{badge.code} {badge.text}"] if badge else [],
        "price_min": min(prices),
        "price_max": max(prices),
        "grams": [variant["net_grams"] for variant in variants],
        "in_stock": shown["in_stock"],
        "listed_us": microseconds(row.listed_at),
        "card": shown,
    }
