"""Who works for whom, and sellers as the shop shows them."""

from dataclasses import dataclass

from market.accounts.actors import MerchantStaff
from market.merchants import rules
from market.merchants.models import Merchant, MerchantStatus, SellerClass, Staff
from market.merchants.rules import LicenceLine
from market.places import queries as places


@dataclass(frozen=True, slots=True)
class Storefront:
    """A seller's front page: name, story, place, and the licence that must always be shown."""

    id: str
    slug: str
    name: str
    story: str
    place_name: str
    licence: tuple[LicenceLine, ...]


def staff_actor(user_id: int) -> MerchantStaff | None:
    """Return what the user is at the desk, or None; staff of suspended sellers still sign in."""
    merchant = Staff.objects.filter(user_id=user_id).values_list("merchant_id", flat=True).first()
    return MerchantStaff(user_id, merchant) if merchant is not None else None


def licence_lines(merchant: Merchant) -> tuple[LicenceLine, ...]:
    """Return what must be shown of a seller's registration (`rules.licence_lines`)."""
    return rules.licence_lines(
        seller_class=merchant.seller_class,
        class_label=SellerClass(merchant.seller_class).label,
        credit_code=merchant.credit_code,
        food_permit=merchant.food_permit,
    )


def storefront(slug: str) -> Storefront | None:
    """Return the front page of an approved seller, or None. One statement."""
    merchant = (
        Merchant.objects.select_related("place__parent")
        .filter(slug=slug, status=MerchantStatus.APPROVED)
        .first()
    )
    if merchant is None:
        return None
    place = merchant.place
    parent_name = place.parent.name if place.parent else None
    return Storefront(
        id=merchant.public_id,
        slug=merchant.slug,
        name=merchant.name,
        story=merchant.story,
        place_name=places.full_name(place.code, place.name, parent_name),
        licence=licence_lines(merchant),
    )
