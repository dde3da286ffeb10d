"""Making and changing what is for sale. Every change grows the version and is told.

Errors of all services here: Forbidden (not staff of a merchant), NotFound (not this merchant's),
Invalid (a field that can never be right), Stale (changed since it was read).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from market.accounts.actors import Actor, MerchantStaff
from market.catalogue import finding, rules, typed
from market.catalogue.models import (
    Category,
    PriceRecord,
    Product,
    ProductPicture,
    ProductStatus,
    Variant,
)
from market.events.bus import emit
from market.kernel import ids, pinyin
from market.kernel.errors import Invalid, Stale, WrongState
from market.media.services import accept_picture

MAX_VARIANTS = 20
MAX_PICTURES = 12


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
def put_category(*, code: str, name: str, position: int) -> Category:
    """Make or rename a kind of goods."""
    values = {"name": name, "pinyin": pinyin.full(name, max_length=64), "position": position}
    category, _ = Category.objects.update_or_create(code=code, defaults=values)
    return category


@transaction.atomic
def create_product(
    *,
    actor: Actor,
    category: str,
    name: str,
    origin_code: str,
    shelf_days: int,
    perishable: bool,
    variants: Sequence[NewVariant],
    now: datetime,
    subtitle: str = "",
    story: str = "",
    variety: str = "",
    storage: str = "",
    right_id: str | None = None,
    slug: str = "",
    is_demo: bool = False,
) -> Product:
    """Make a draft of the actor's merchant with its variants, in the given order.

    `right_id` is the right that the seller says the goods come under; whether a badge is shown is
    decided by market.gi alone.
    """
    staff = finding.staff(actor)
    if not 1 <= len(variants) <= MAX_VARIANTS:
        raise Invalid("variants", "count")
    named = typed.name(name)
    product = Product(
        merchant_id=staff.merchant_id,
        slug=typed.slug(slug) if slug else rules.slug(named, ids.token()[-6:]),
        category=finding.category(category),
        name=named,
        subtitle=typed.subtitle(subtitle),
        story=typed.story(story),
        origin=finding.origin(origin_code),
        right=finding.right(right_id),
        variety=typed.fact(variety, field="variety"),
        storage=typed.fact(storage, field="storage"),
        shelf_days=typed.between(shelf_days, 1, 3650, field="shelfDays"),
        perishable=perishable,
        pinyin=pinyin.full(named, max_length=255),
        initials=pinyin.initials(named, max_length=80),
        is_demo=is_demo,
    )
    _save_new(product, "slug")
    for position, variant in enumerate(variants):
        _add_variant(product, variant, position, staff, now)
    emit("product.changed", product=product.public_id)
    return product


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
    status: str | None = None,
) -> Product:
    """Change what shoppers read; None leaves a field as it is.

    Raises Stale when `version` is not the present one, WrongState as `list_product` does.
    """
    product = finding.own(actor, product_id)
    if product.version != version:
        raise Stale(product.version)
    if name is not None:
        product.name = typed.name(name)
        product.pinyin = pinyin.full(product.name, max_length=255)
        product.initials = pinyin.initials(product.name, max_length=80)
    if subtitle is not None:
        product.subtitle = typed.subtitle(subtitle)
    if story is not None:
        product.story = typed.story(story)
    if status is not None:
        _move(product, status, now)
    _changed(product)
    return product


@transaction.atomic
def list_product(*, actor: Actor, product_id: str, now: datetime) -> Product:
    """Put a product into the shop; one that is there stays untouched.

    Raises WrongState(state, "LISTED") for one without a picture or an active variant.
    """
    return _set_status(finding.own(actor, product_id), ProductStatus.LISTED, now)


@transaction.atomic
def pause(*, actor: Actor, product_id: str, now: datetime) -> Product:
    """Take a product out of the shop. Raises WrongState for a draft."""
    return _set_status(finding.own(actor, product_id), ProductStatus.PAUSED, now)


@transaction.atomic
def add_variant(*, actor: Actor, product_id: str, variant: NewVariant, now: datetime) -> Variant:
    """Add a size or grade after the last one. Raises Invalid("variants", "count") for a 21st."""
    product = finding.own(actor, product_id)
    position = _next_position(product.variants.aggregate(last=Max("position"))["last"])
    if position >= MAX_VARIANTS:
        raise Invalid("variants", "count")
    made = _add_variant(product, variant, position, finding.staff(actor), now)
    _changed(product)
    return made


@transaction.atomic
def set_price(*, actor: Actor, variant_id: str, price_fen: int, now: datetime) -> Variant:
    """Change a price, in fen, and keep the old one in the history; the same price does nothing."""
    staff = finding.staff(actor)
    price = typed.price(price_fen)
    product, variant = finding.own_variant(actor, variant_id)
    if variant.price_fen != price:
        variant.price_fen = price
        variant.save(update_fields=["price_fen", "updated_at"])
        PriceRecord.objects.create(variant=variant, price_fen=price, at=now, actor=staff.ref)
        _changed(product)
    return variant


@transaction.atomic
def set_active(*, actor: Actor, variant_id: str, active: bool, now: datetime) -> Variant:
    """Offer a variant or not. Raises WrongState for the last active one of a listed product."""
    product, variant = finding.own_variant(actor, variant_id)
    if variant.active == active:
        return variant
    others = product.variants.filter(active=True).exclude(pk=variant.pk).exists()
    if not active and not others and product.status == ProductStatus.LISTED:
        raise WrongState("ACTIVE", "INACTIVE")
    variant.active = active
    variant.save(update_fields=["active", "updated_at"])
    _changed(product)
    return variant


@transaction.atomic
def add_picture(
    *, actor: Actor, product_id: str, data: bytes, name: str, alt: str, now: datetime
) -> ProductPicture:
    """Add a picture after the last one; the first is the main one.

    Raises media's PictureRefused, and Invalid: alt, or ("picture", "count") for a 13th.
    """
    product = finding.own(actor, product_id)
    text = typed.alt(alt)
    position = _next_position(product.pictures.aggregate(last=Max("position"))["last"])
    if position >= MAX_PICTURES:
        raise Invalid("picture", "count")
    picture = accept_picture(data=data, name=name, now=now)
    shown = ProductPicture.objects.create(
        product=product, picture=picture, position=position, alt=text
    )
    _changed(product)
    return shown


@transaction.atomic
def order_pictures(
    *, actor: Actor, product_id: str, picture_ids: Sequence[str], now: datetime
) -> None:
    """Show the pictures in this order; those left out are taken away.

    Raises Invalid("pictures", "unknown" | "twice"), and "required" when a listed product would
    be left without one.
    """
    product = finding.own(actor, product_id)
    shown = {row.picture.public_id: row for row in product.pictures.select_related("picture")}
    if len(set(picture_ids)) != len(picture_ids):
        raise Invalid("pictures", "twice")
    if not set(picture_ids) <= shown.keys():
        raise Invalid("pictures", "unknown")
    if not picture_ids and product.status == ProductStatus.LISTED:
        raise Invalid("pictures", "required")
    product.pictures.exclude(picture__public_id__in=picture_ids).delete()
    for position, picture_id in enumerate(picture_ids):
        shown[picture_id].position = position
        shown[picture_id].save(update_fields=["position"])
    _changed(product)


def _changed(product: Product) -> None:
    product.version += 1
    product.save()
    emit("product.changed", product=product.public_id)


def _set_status(product: Product, status: str, now: datetime) -> Product:
    if product.status != status:
        _move(product, status, now)
        _changed(product)
    return product


def _move(product: Product, status: str, now: datetime) -> None:
    if status not in ProductStatus.values:
        raise Invalid("status", "choice")
    if product.status == status:
        return
    ready = product.pictures.exists() and product.variants.filter(active=True).exists()
    if status == ProductStatus.DRAFT or (status == ProductStatus.LISTED and not ready):
        raise WrongState(product.status, status)
    if status == ProductStatus.PAUSED and product.status == ProductStatus.DRAFT:
        raise WrongState(product.status, status)
    product.status = status
    if status == ProductStatus.LISTED and product.listed_at is None:
        product.listed_at = now


def _add_variant(
    product: Product, new: NewVariant, position: int, staff: MerchantStaff, now: datetime
) -> Variant:
    net, gross = typed.weights(new.net_grams, new.gross_grams)
    variant = Variant(
        product=product,
        sku=typed.sku(new.sku or f"{product.public_id[-8:]}-{position + 1}"),
        name=typed.variant_name(new.name),
        net_grams=net,
        gross_grams=gross,
        pieces=typed.between(new.pieces, 0, 10_000, field="pieces"),
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
