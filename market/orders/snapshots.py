"""What was agreed, as it was on that day: it never changes with the product afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from market.catalogue import prices
from market.catalogue.rules import Comparison
from market.gi.rules import Badge
from market.orders.quoting import Quoted
from market.stock.services import Allocation


def take(
    quoted: Quoted,
    allocations: Sequence[Allocation],
    badges: Mapping[int, Badge],
    *,
    now: datetime,
) -> dict[int, dict[str, Any]]:
    """Return variant key -> snapshot, with the batches that the goods come from. One statement.

    `badges` are those of the day, by variant key; the comparison price is the one that pages told
    (明码标价和禁止价格欺诈规定 art. 16), or null.
    """
    offered = [line.offer for line in quoted.lines()]
    former = prices.comparisons(variant_pks=[offer.variant_pk for offer in offered], now=now)
    return {
        offer.variant_pk: {
            "product": {
                "id": offer.product_id,
                "slug": offer.product_slug,
                "name": offer.product_name,
            },
            "variant": {"id": offer.variant_id, "name": offer.variant_name},
            "sku": offer.sku,
            "net_grams": offer.net_grams,
            "origin": {"code": offer.origin_code, "name": offer.origin_name},
            "merchant": {"id": offer.merchant_id, "name": offer.merchant_name},
            "badge": _badge(badges.get(offer.variant_pk)),
            "picture": asdict(offer.picture) if offer.picture else None,
            "perishable": offer.perishable,
            "ships_from": offer.ships_from.isoformat() if offer.ships_from else None,
            "comparison": _comparison(former.get(offer.variant_pk)),
            "batches": batches_of(offer.variant_pk, allocations),
        }
        for offer in offered
    }


def batches_of(variant_pk: int, allocations: Sequence[Allocation]) -> list[dict[str, Any]]:
    """Return the batches of one variant's units, as a snapshot keeps them."""
    return [
        {"code": each.batch_code, "quantity": each.quantity}
        for each in allocations
        if each.variant_pk == variant_pk
    ]


def _badge(badge: Badge | None) -> dict[str, Any] | None:
    if badge is None:
        return None
    return {"code": str(badge.code), "text": badge.text, "right_id": badge.right_id}


def _comparison(former: Comparison | None) -> dict[str, Any] | None:
    """Return the former price with what it was reckoned from, as a snapshot keeps it."""
    if former is None:
        return None
    return {
        "fen": former.fen,
        "since": former.since.isoformat(),
        "rule": "LOWEST_OF_7_DAYS" if former.of_week else "LAST_SALE",
    }
