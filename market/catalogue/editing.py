"""Changing what is for sale: words, facts, prices, sizes; taking the last change back.

Errors of all services here: Forbidden, NotFound (not this merchant's), Invalid (a field that can
never be right), Stale (changed since it was read).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import transaction

from market.accounts.actors import Actor
from market.catalogue import allowed, finding, kinds, listing, states, typed
from market.catalogue.changes import (
    State,
    changed,
    difference,
    keep,
    numbers,
    texts,
)
from market.catalogue.models import (
    ListingDraft,
    PriceRecord,
    Product,
    ProductStatus,
    Revision,
    Variant,
)
from market.catalogue.states import MOVES
from market.gi.models import Right
from market.kernel import pinyin
from market.kernel.errors import DomainError, Invalid, Stale, WrongState


@dataclass(eq=False)
class NothingToUndo(DomainError):
    """No change is kept, or what it changed was changed again in another way."""

    code: ClassVar[str] = "NOTHING_TO_UNDO"


@transaction.atomic
def update_listing(
    *,
    actor: Actor,
    product_id: str,
    version: int,
    now: datetime,
    name: str | None = None,
    subtitle: str | None = None,
    story: str | None = None,
    variety: str | None = None,
    storage: str | None = None,
    shelf_days: int | None = None,
    attributes: Mapping[str, Any] | None = None,
    perishable: bool | None = None,
    origin_code: str | None = None,
    right_id: str | None = None,
    status: str | None = None,
) -> Product:
    """Change what shoppers read; None leaves a field as it is, `attributes` replaces all facts.

    `right_id` "" takes the right away. The asker's draft of this product is used up. Raises Stale
    when `version` is not the present one, and with a status what `listing` raises; goods that are
    in the shop, or on their way there, may not get an origin that their seller may not sell.
    """
    product = finding.own(actor, product_id)
    if product.version != version:
        raise Stale(product.version)
    before = texts(product)
    if name is not None:
        _rename(product, name)
    given = {
        "subtitle": subtitle,
        "story": story,
        "variety": variety,
        "storage": storage,
        "shelf_days": shelf_days,
        "perishable": perishable,
        "right": right_id,
    }
    for column, value in given.items():
        if value is not None:
            setattr(product, column, _CLEANED[column](value))
    if attributes is not None:
        product.attributes = kinds.clean(kinds.of(product.category.kind), attributes)
    if origin_code is not None:
        product.origin = finding.origin(origin_code)
        _may_come_from(product, before, now)
    if status is not None:
        _to(product, status, actor, now)
    staff = finding.staff(actor)
    changed(product)
    keep(product, staff, now=now, product_changes=difference(before, texts(product)))
    ListingDraft.objects.filter(product=product, user_id=staff.user_id).delete()
    return product


@transaction.atomic
def set_price(
    *,
    actor: Actor,
    variant_id: str,
    price_fen: int,
    now: datetime,
    seen_fen: int | None = None,
) -> Variant:
    """Change a price, in fen, and keep the old one in the history; the same price does nothing.

    Raises Stale when the price is not the one that was seen, if one is given.
    """
    price = typed.price(price_fen)
    product, variant = finding.own_variant(actor, variant_id)
    if seen_fen is not None and seen_fen != variant.price_fen:
        raise Stale(product.version)
    if variant.price_fen != price:
        before = numbers(variant)
        _price(variant, price, actor, now)
        _changed_variant(product, variant, before, actor, now)
    return variant


@transaction.atomic
def set_active(*, actor: Actor, variant_id: str, active: bool, now: datetime) -> Variant:
    """Offer a variant or not. Raises WrongState for the last active one of a listed product."""
    product, variant = finding.own_variant(actor, variant_id)
    if variant.active == active:
        return variant
    _may_be(product, variant, active)
    before = numbers(variant)
    variant.active = active
    variant.save(update_fields=["active", "updated_at"])
    _changed_variant(product, variant, before, actor, now)
    return variant


@transaction.atomic
def update_size(
    *,
    actor: Actor,
    variant_id: str,
    version: int,
    now: datetime,
    name: str | None = None,
    net_grams: int | None = None,
    gross_grams: int | None = None,
    pieces: int | None = None,
) -> Variant:
    """Change what a size is called, weighs or counts; None leaves it, the same does nothing.

    Orders keep what they were placed with, so their freight and a season's grams stay. `version`
    is the product's. Raises Stale, Invalid: variantName, netGrams, grossGrams, pieces.
    """
    product, variant = finding.own_variant(actor, variant_id)
    if product.version != version:
        raise Stale(product.version)
    before = numbers(variant)
    if name is not None:
        variant.name = typed.variant_name(name)
    variant.net_grams, variant.gross_grams = typed.weights(
        variant.net_grams if net_grams is None else net_grams,
        variant.gross_grams if gross_grams is None else gross_grams,
    )
    if pieces is not None:
        variant.pieces = typed.pieces(pieces, needed=kinds.of(product.category.kind).pieces_needed)
    if difference(before, numbers(variant)):
        variant.save(update_fields=["name", "net_grams", "gross_grams", "pieces", "updated_at"])
        _changed_variant(product, variant, before, actor, now)
    return variant


@transaction.atomic
def undo_last(*, actor: Actor, product_id: str, version: int, now: datetime) -> Product:
    """Take the last change of words, facts or prices back; this is a change, too, so the next
    undo brings it back. Where a product stands (listed, paused) stays.

    Raises Stale, NothingToUndo, Invalid("originCode") as `update_listing` does.
    """
    product = finding.own(actor, product_id)
    if product.version != version:
        raise Stale(product.version)
    last = Revision.objects.filter(product=product).order_by("-pk").first()
    if last is None:
        raise NothingToUndo
    words, prices = last.changes["product"], last.changes["variants"]
    present = texts(product)
    _still_there(present, words)
    for column, (before, _) in words.items():
        setattr(product, column, _stored(column, before))
    _may_come_from(product, present, now)
    if "name" in words:
        _rename(product, product.name)
    variants = {each.public_id: each for each in product.variants.filter(public_id__in=prices)}
    for public_id, columns in prices.items():
        _back(product, variants[public_id], columns, actor, now)
    changed(product)
    keep(
        product,
        finding.staff(actor),
        now=now,
        product_changes=_turned(words),
        variant_changes={public_id: _turned(columns) for public_id, columns in prices.items()},
        undo=True,
    )
    return product


def _back(
    product: Product, variant: Variant, columns: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    _still_there(numbers(variant), columns)
    if "price_fen" in columns:
        _price(variant, columns["price_fen"][0], actor, now)
    if "active" in columns:
        _may_be(product, variant, columns["active"][0])
    others = {name: pair[0] for name, pair in columns.items() if name != "price_fen"}
    for name, value in others.items():
        setattr(variant, name, value)
    if others:
        variant.save(update_fields=[*others, "updated_at"])


def _still_there(present: State, changes: Mapping[str, Any]) -> None:
    """What the revision made must be what is there: otherwise something else came after it."""
    if any(present[column] != after for column, (_, after) in changes.items()):
        raise NothingToUndo


def _turned(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {column: [after, before] for column, (before, after) in changes.items()}


def _stored(column: str, value: Any) -> Any:
    return date.fromisoformat(value) if column == "ships_from" and value else value


def _right(right_id: str) -> Right | None:
    return finding.right(right_id or None)


_CLEANED: Mapping[str, Callable[[Any], Any]] = {
    "subtitle": typed.subtitle,
    "story": typed.story,
    "variety": lambda value: typed.fact(value, field="variety"),
    "storage": lambda value: typed.fact(value, field="storage"),
    "shelf_days": typed.shelf_days,
    "perishable": bool,
    "right": _right,
}


def _may_come_from(product: Product, before: State, now: datetime) -> None:
    """A farmer in the shop sells the own village's goods only, whichever was named at first."""
    live = product.status in {ProductStatus.LISTED, ProductStatus.IN_REVIEW}
    if live and product.origin_id != before["origin_id"]:
        allowed.require_allowed(product, now)


def _rename(product: Product, name: str) -> None:
    product.name = typed.name(name)
    product.pinyin = pinyin.full(product.name, max_length=255)
    product.initials = pinyin.initials(product.name, max_length=80)


def _to(product: Product, status: str, actor: Actor, now: datetime) -> None:
    """Move a locked product on its seller's word."""
    if status not in MOVES:
        raise Invalid("status", "choice")
    asked = {product.status, status}
    if product.status == status or asked == {ProductStatus.IN_REVIEW, ProductStatus.LISTED}:
        return
    match status:
        case ProductStatus.LISTED | ProductStatus.IN_REVIEW:
            listing.submit(product, actor, now)
        case ProductStatus.DRAFT:
            listing.take_back(product, now)
        case ProductStatus.PAUSED:
            states.move(product, status, now=now)
        case _:
            raise WrongState(product.status, status)


def _may_be(product: Product, variant: Variant, active: bool) -> None:
    others = product.variants.filter(active=True).exclude(pk=variant.pk).exists()
    if not active and not others and product.status == ProductStatus.LISTED:
        raise WrongState("ACTIVE", "INACTIVE")


def _price(variant: Variant, price: int, actor: Actor, now: datetime) -> None:
    variant.price_fen = price
    variant.save(update_fields=["price_fen", "updated_at"])
    PriceRecord.objects.create(variant=variant, price_fen=price, at=now, actor=actor.ref)


def _changed_variant(
    product: Product, variant: Variant, before: State, actor: Actor, now: datetime
) -> None:
    changed(product)
    keep(
        product,
        finding.staff(actor),
        now=now,
        variant_changes={variant.public_id: difference(before, numbers(variant))},
    )
