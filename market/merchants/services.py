"""Taking in sellers, their people and their freight."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from market.accounts.actors import Actor, MerchantStaff, Operator, System
from market.accounts.rules import normal_phone
from market.events.bus import emit
from market.kernel import pinyin, text
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.merchants import rules
from market.merchants.models import FreightTemplate, Merchant, MerchantStatus, SellerClass, Staff
from market.places.models import Place

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PERMIT = re.compile(r"(?:SC|JY)\d{14}")
MAX_FREIGHT_FEN = 1_000_000


@dataclass(frozen=True, slots=True)
class Freight:
    """What delivery costs: the first kilogram, each started one after it, free from; in fen."""

    first_kg_fen: int
    next_kg_fen: int
    free_from_fen: int | None = None


@transaction.atomic
def create_merchant(
    *,
    name: str,
    seller_class: str,
    place_code: str,
    phone: str,
    freight: Freight,
    now: datetime,
    slug: str = "",
    credit_code: str = "",
    food_permit: str = "",
    story: str = "",
    is_demo: bool = False,
) -> Merchant:
    """Take in a seller, approved, with its freight template.

    Firms, cooperatives and traders need a credit code; farmers who sell their own produce need
    none. Without a slug one is made of the name's pinyin. Raises Invalid (name, sellerClass,
    creditCode: required or credit_code, foodPermit: permit, placeCode, phone, slug: form or taken,
    freight), and changes nothing then.
    """
    merchant = Merchant(
        name=text.line(name, field="name", max_length=64),
        slug=_slug(slug or pinyin.full(name, max_length=48)),
        seller_class=_seller_class(seller_class),
        credit_code=_credit_code(seller_class, credit_code),
        food_permit=_permit(food_permit),
        place=_place(place_code),
        phone=normal_phone(phone, field="phone"),
        story=text.paragraphs(story, field="story", max_length=4000),
        is_demo=is_demo,
    )
    try:
        with transaction.atomic():
            merchant.save(force_insert=True)
    except IntegrityError:
        raise Invalid("slug", "taken") from None
    FreightTemplate.objects.create(merchant=merchant, **_freight(freight))
    return merchant


@transaction.atomic
def set_freight(*, actor: Actor, merchant_id: str, freight: Freight, now: datetime) -> None:
    """Change what a merchant charges for delivery. Raises NotFound, Invalid("freight")."""
    merchant = Merchant.objects.visible_to(actor).filter(public_id=merchant_id).first()
    if merchant is None or not isinstance(actor, MerchantStaff | Operator):
        raise NotFound("merchant")
    FreightTemplate.objects.filter(merchant=merchant).update(**_freight(freight), updated_at=now)


@transaction.atomic
def add_staff(*, merchant: Merchant, user_id: int, now: datetime) -> Staff:
    """Let a user work for a merchant. Raises Invalid("userId", "taken") if they work for one."""
    try:
        with transaction.atomic():
            return Staff.objects.create(merchant=merchant, user_id=user_id)
    except IntegrityError:
        raise Invalid("userId", "taken") from None


@transaction.atomic
def set_status(*, actor: Actor, merchant_id: str, status: str, now: datetime) -> Merchant:
    """Suspend or approve a seller; its goods leave or enter the shop with it.

    Raises Forbidden, NotFound, Invalid("status").
    """
    if not isinstance(actor, Operator | System):
        raise Forbidden
    if status not in MerchantStatus.values:
        raise Invalid("status", "choice")
    merchant = Merchant.objects.select_for_update(no_key=True).filter(public_id=merchant_id).first()
    if merchant is None:
        raise NotFound("merchant")
    if merchant.status != status:
        merchant.status = status
        merchant.save(update_fields=["status", "updated_at"])
        merchant.products.update(version=F("version") + 1)
        for product in merchant.products.order_by("pk").values_list("public_id", flat=True):
            emit("product.changed", product=product)
    return merchant


def _seller_class(value: str) -> str:
    if value not in SellerClass.values:
        raise Invalid("sellerClass", "choice")
    return value


def _credit_code(seller_class: str, value: str) -> str:
    if not value.strip():
        if seller_class != SellerClass.FARMER:
            raise Invalid("creditCode", "required")
        return ""
    return rules.normal_credit_code(value)


def _permit(value: str) -> str:
    """Check the form of a food permit: SC (production) or JY (trade) and 14 digits."""
    permit = value.strip().upper()
    if permit and not _PERMIT.fullmatch(permit):
        raise Invalid("foodPermit", "permit")
    return permit


def _place(code: str) -> Place:
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise Invalid("placeCode", "unknown")
    return place


def _slug(value: str) -> str:
    if len(value) > 64 or not _SLUG.fullmatch(value):
        raise Invalid("slug", "form")
    return value


def _freight(freight: Freight) -> dict[str, int | None]:
    sums = [freight.first_kg_fen, freight.next_kg_fen]
    if not all(0 <= fen <= MAX_FREIGHT_FEN for fen in sums):
        raise Invalid("freight", "range")
    if freight.free_from_fen is not None and freight.free_from_fen < 0:
        raise Invalid("freight", "range")
    return {
        "first_kg_fen": freight.first_kg_fen,
        "next_kg_fen": freight.next_kg_fen,
        "free_from_fen": freight.free_from_fen,
    }
