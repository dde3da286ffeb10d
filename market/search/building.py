"""From a good to its search document, and from what is stored of its card back. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from market.batches.queries import Grown
from market.display.building import ProductRow
from market.search import sounds
from market.search import text as texts
from market.search.reading import Good

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(at: datetime | None) -> int:
    """Return a time as whole microseconds since 1970, exactly; 0 for none."""
    return (at - EPOCH) // timedelta(microseconds=1) if at else 0


def moment(us: int) -> datetime:
    """Return the time that `microseconds` made a number of."""
    return EPOCH + timedelta(microseconds=us)


def document(good: Good) -> dict[str, Any]:
    """Return a product's document. What moves is for finding and ordering, never for showing."""
    row, more, badge = good.row, good.more, good.badge
    town_code, town_name = good.town
    subjects = [*good.places, more.category_name, row.merchant_name, row.variety]
    prices = [variant.price_fen for variant in good.variants]
    listed_us = microseconds(row.listed_at)
    return {
        "pk": row.pk,
        "stamp": good.stamp,
        "name": texts.normal(row.name),
        "name_whole": "".join(texts.words(row.name)),
        "kind": texts.normal(more.category_name),
        "about": texts.normal(" ".join([row.name, row.subtitle, *subjects])),
        "name_spoken": sounds.beginnings([row.name]),
        "about_spoken": sounds.beginnings(subjects),
        "codes": [texts.normal(code) for code in _codes(good)],
        "town_label": f"{town_code} {town_name}",
        "places": list(dict.fromkeys(row.origin_code[:length] for length in (6, 9, 12))),
        "category": row.category,
        "category_label": f"{row.category} {more.category_name}",
        "merchant": row.merchant_id,
        "badges": [badge.code] if badge else [],
        "badge_labels": [f"{badge.code} {badge_kind(badge.text)}"] if badge else [],
        "price_min": min(prices),
        "price_max": max(prices),
        "grams": [variant.net_grams for variant in good.variants],
        "in_stock": any(variant.available > 0 for variant in good.variants),
        "listed_us": listed_us,
        "card": {**row._asdict(), "listed_at": listed_us, **_grown(good.grown)},
        "labels": [more.category_name, town_name, row.origin_name, row.name],
    }


def _codes(good: Good) -> list[str]:
    variants = good.variants
    ids = [good.row.slug, good.row.id, *(variant.id for variant in variants)]
    return [*ids, *(variant.sku for variant in variants)]


def badge_kind(text: str) -> str:
    """Return what all badges of a kind say: 一村一品 of 一村一品 第10批."""
    return text.partition(" ")[0]


def _grown(grown: Grown | None) -> dict[str, Any]:
    return {"village": grown and grown.village_code, "plot": grown and grown.plot}


def row_of(card: Mapping[str, Any]) -> tuple[ProductRow, Grown | None]:
    """Return the row and where its goods were grown, as `document` stored them.

    Raises TypeError for a document of another shape.
    """
    values = dict(card)
    village, plot = values.pop("village", None), values.pop("plot", None)
    grown = Grown(village, (plot[0], plot[1]) if plot else None) if village else None
    return ProductRow(**{**values, "listed_at": moment(values.get("listed_at", 0))}), grown
