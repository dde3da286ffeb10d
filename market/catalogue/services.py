"""Making what is for sale, its sizes and pictures. Every change grows the version and is told.

Changes of words and prices: `editing`; into the shop and out of it: `listing`; both are called by
their old names here, too.

Errors of all services here: Forbidden (not staff of a merchant), NotFound (not this merchant's),
Invalid (a field that can never be right), Stale (changed since it was read).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from market.accounts.actors import Actor, MerchantStaff
from market.catalogue import finding, kinds, rules, typed
from market.catalogue.changes import changed
from market.catalogue.editing import set_active as set_active
from market.catalogue.editing import set_price as set_price
from market.catalogue.editing import update_listing as update_listing
from market.catalogue.listing import list_product as list_product
from market.catalogue.listing import pause as pause
from market.catalogue.models import (
    Category,
    ListingDraft,
    PriceRecord,
    Product,
    Variant,
)
from market.events.bus import emit
from market.kernel import ids, pinyin
from market.kernel.errors import Invalid

MAX_VARIANTS = 20


@dataclass(frozen=True, slots=True)
class NewVariant:
    """A size or grade to sell; prices in fen, weights in grams, `pieces` 0 for goods by weight."""

    name: str
    net_grams: int
    gross_grams: int
    price_fen: int
    pieces: int = 0
    sku: str = ""


@transaction.atomic
def put_category(*, code: str, name: str, position: int, kind: str) -> Category:
    """Make or rename a category; its kind (`kinds.KINDS`) says what its goods state.

    Raises Invalid("kind", "choice").
    """
    values = {
        "name": name,
        "pinyin": pinyin.full(name, max_length=64),
        "position": position,
        "kind": kinds.of(kind).code,
    }
    category, _ = Category.objects.update_or_create(code=code, defaults=values)
    return category


@transaction.atomic
def create_product(
    *,
    actor: Actor,
    category: str,
    name: str,
    origin_code: str,
    variants: Sequence[NewVariant],
    now: datetime,
    shelf_days: int | None = None,
    perishable: bool | None = None,
    subtitle: str = "",
    story: str = "",
    variety: str = "",
    storage: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    right_id: str | None = None,
    slug: str = "",
    is_demo: bool = False,
) -> Product:
    """Make a draft of the actor's merchant with its variants, in the given order.

    `right_id` is the right that the seller says the goods come under; whether a badge is shown is
    decided by market.gi alone. Shelf life, storage and perishability are the kind's unless given.
    What the actor had typed of a new product is used up.
    """
    staff = finding.staff(actor)
    group = finding.category(category)
    kind = kinds.of(group.kind)
    if not 1 <= len(variants) <= MAX_VARIANTS:
        raise Invalid("variants", "count")
    named = typed.name(name)
    product = Product(
        merchant_id=staff.merchant_id,
        slug=typed.slug(slug) if slug else rules.slug(named, ids.token()[-6:]),
        category=group,
        name=named,
        subtitle=typed.subtitle(subtitle),
        story=typed.story(story),
        origin=finding.origin(origin_code),
        right=finding.right(right_id),
        variety=typed.fact(variety, field="variety"),
        storage=typed.fact(kind.storage if storage is None else storage, field="storage"),
        shelf_days=typed.shelf_days(kind.shelf_days if shelf_days is None else shelf_days),
        perishable=kind.perishable if perishable is None else perishable,
        attributes=kinds.clean(kind, attributes or {}),
        pinyin=pinyin.full(named, max_length=255),
        initials=pinyin.initials(named, max_length=80),
        is_demo=is_demo,
    )
    _save_new(product, "slug")
    for position, variant in enumerate(variants):
        _add_variant(product, variant, position, staff, now)
    ListingDraft.objects.filter(product=None, user_id=staff.user_id).delete()
    emit("product.changed", product=product.public_id)
    return product


@transaction.atomic
def add_variant(*, actor: Actor, product_id: str, variant: NewVariant, now: datetime) -> Variant:
    """Add a size or grade after the last one. Raises Invalid("variants", "count") for a 21st."""
    product = finding.own(actor, product_id)
    position = _next_position(product.variants.aggregate(last=Max("position"))["last"])
    if position >= MAX_VARIANTS:
        raise Invalid("variants", "count")
    made = _add_variant(product, variant, position, finding.staff(actor), now)
    changed(product)
    return made


def _add_variant(
    product: Product, new: NewVariant, position: int, staff: MerchantStaff, now: datetime
) -> Variant:
    net, gross = typed.weights(new.net_grams, new.gross_grams)
    needed = kinds.of(product.category.kind).pieces_needed
    variant = Variant(
        product=product,
        sku=typed.sku(new.sku or f"{product.public_id[-8:]}-{position + 1}"),
        name=typed.variant_name(new.name),
        net_grams=net,
        gross_grams=gross,
        pieces=typed.pieces(new.pieces, needed=needed),
        price_fen=typed.price(new.price_fen),
        position=position,
    )
    _save_new(variant, "sku")
    PriceRecord.objects.create(
        variant=variant, price_fen=variant.price_fen, at=now, actor=staff.ref
    )
    return variant


def _save_new(row: Product | Variant, unique: str) -> None:
    """Insert, and refuse a second use of the unique field without ending the transaction."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Invalid(unique, "taken") from None


def _next_position(last: int | None) -> int:
    return 0 if last is None else last + 1
