"""What every change of a product does: grow the version, tell it, keep what it changed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from market.accounts.actors import MerchantStaff
from market.catalogue.models import Product, Revision, Variant
from market.events.bus import emit

# What a revision keeps and an undo can bring back.
TEXTS = (
    "name", "subtitle", "story", "variety", "storage", "shelf_days", "attributes", "ships_from",
    "origin_id", "perishable", "right_id",
)  # fmt: skip
NUMBERS = ("price_fen", "active", "name", "net_grams", "gross_grams", "pieces")

State = Mapping[str, Any]


def changed(product: Product) -> None:
    """Save a locked product with the next version, and tell those who follow it."""
    product.version += 1
    product.save()
    emit("product.changed", product=product.public_id)


def texts(product: Product) -> State:
    """Return what a revision compares of a product."""
    return {name: _plain(getattr(product, name)) for name in TEXTS}


def numbers(variant: Variant) -> State:
    """Return what a revision compares of a variant."""
    return {name: getattr(variant, name) for name in NUMBERS}


def difference(before: State, after: State) -> dict[str, list[Any]]:
    """Return column -> [before, after] of what is not the same."""
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def keep(
    product: Product,
    staff: MerchantStaff,
    *,
    now: datetime,
    product_changes: Mapping[str, list[Any]] | None = None,
    variant_changes: Mapping[str, Mapping[str, list[Any]]] | None = None,
    undo: bool = False,
) -> None:
    """Write a revision of a product that was just saved; nothing where nothing changed."""
    variants = {key: dict(rows) for key, rows in (variant_changes or {}).items() if rows}
    if not product_changes and not variants:
        return
    Revision.objects.create(
        product=product,
        version=product.version,
        at=now,
        actor=staff.ref,
        changes={"product": dict(product_changes or {}), "variants": variants},
        undo=undo,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
