"""Who works for whom, and sellers as the shop shows them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, Func, OuterRef, Q, QuerySet, SlugField
from django.db.models.functions import JSONObject

from market.accounts.actors import MerchantStaff, Role
from market.media.models import Picture
from market.merchants import duties, rules
from market.merchants.duties import PaperFact
from market.merchants.models import (
    FreightTemplate,
    FreightZone,
    Merchant,
    MerchantStatus,
    Paper,
    PaperState,
    SellerClass,
    Staff,
)
from market.merchants.rules import LicenceLine
from market.merchants.tariff import Freight, Zone
from market.places import queries as places


@dataclass(frozen=True, slots=True)
class ShopPic:
    """A picture of a shop's page, as pages show it."""

    key: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Storefront:
    """A seller's front page: name, story, place, and the licence that must always be shown.

    `closes_on` is the last day of business, once it was announced.
    """

    id: str
    slug: str
    name: str
    class_label: str
    story: str
    place_name: str
    licence: tuple[LicenceLine, ...]
    pictures: tuple[ShopPic, ...]
    freight: Freight
    closes_on: date | None


def staff_actor(user_id: int) -> MerchantStaff | None:
    """Return what the user is at the desk, or None; staff of suspended sellers still sign in."""
    found = Staff.objects.filter(user_id=user_id).values_list("merchant_id", "role").first()
    return MerchantStaff(user_id, found[0], cast(Role, found[1])) if found else None


def may_sell(merchant_pk: int, on: date) -> bool:
    """Tell whether a seller is open for business on a day. One statement."""
    is_open = Q(closes_on=None) | Q(closes_on__gte=on)
    return Merchant.objects.filter(is_open, pk=merchant_pk, status=MerchantStatus.APPROVED).exists()


def sells(on: date, *, goods: str = "") -> Q:
    """Match goods whose seller may sell them on a day: open for business, papers still good.

    `goods` leads from another model to the product, such as "product__". What the seller's class
    may not sell is refused when goods are listed (`market.catalogue.allowed`); here is only what
    a day can end.
    """
    seller = f"{goods}merchant__"
    is_open = Q(**{f"{seller}closes_on": None}) | Q(**{f"{seller}closes_on__gte": on})
    found = Q(**{f"{seller}status": MerchantStatus.APPROVED}) & is_open
    for needed in set(duties.NEEDS.values()):
        bound = [code for code, papers in duties.NEEDS.items() if papers == needed]
        free = ~Q(**{f"{goods}category__in": sorted(bound)})
        found &= free | Q(Exists(_good_papers(needed, on, goods)))
    return found


def _good_papers(kinds: Collection[str], on: date, goods: str) -> QuerySet[Paper]:
    named = Func(
        OuterRef(f"{goods}category_id"),
        template="ARRAY[%(expressions)s]",
        output_field=ArrayField(SlugField(max_length=32)),
    )
    return Paper.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        Q(scope=[]) | Q(scope__contains=named),
        merchant=OuterRef(f"{goods}merchant"),
        state=PaperState.ACCEPTED,
        kind__in=sorted(kinds),
    )


def papers_of(merchant_pks: Collection[int]) -> dict[int, list[PaperFact]]:
    """Return the accepted papers by merchant, expired ones too. One statement."""
    rows = (
        Paper.objects.filter(merchant__in=merchant_pks, state=PaperState.ACCEPTED)
        .order_by("kind", "-valid_to", "pk")
        .values_list("merchant_id", "kind", "number", "scope", "valid_to")
    )
    found: dict[int, list[PaperFact]] = {}
    for merchant, kind, number, scope, valid_to in rows:
        found.setdefault(merchant, []).append(PaperFact(kind, number, tuple(scope), valid_to))
    return found


def licence_lines(merchant: Merchant, on: date) -> tuple[LicenceLine, ...]:
    """Return what must be shown of a seller's registration (`rules.licence_lines`)."""
    papers = papers_of([merchant.pk]).get(merchant.pk, [])
    return lines_of(merchant.seller_class, merchant.credit_code, papers, on)


def lines_of(
    seller_class: str, credit_code: str, papers: Iterable[PaperFact], on: date
) -> tuple[LicenceLine, ...]:
    """Return the same from plain values; papers that are not public are left out."""
    return rules.licence_lines(
        seller_class=seller_class,
        class_label=str(SellerClass(seller_class).label),
        credit_code=credit_code,
        papers=[paper for paper in papers if duties.PAPERS[paper.kind].public],
        on=on,
    )


def storefront(slug: str, on: date) -> Storefront | None:
    """Return the front page of an approved seller, or None. Four statements."""
    merchant = (
        Merchant.objects.select_related("place__parent", "freight")
        .filter(slug=slug, status=MerchantStatus.APPROVED)
        .first()
    )
    if merchant is None:
        return None
    return Storefront(
        id=merchant.public_id,
        slug=merchant.slug,
        name=merchant.name,
        class_label=str(SellerClass(merchant.seller_class).label),
        story=merchant.story,
        place_name=place_name(merchant),
        licence=licence_lines(merchant, on),
        pictures=pictures_of(merchant.pk),
        freight=freight_of(merchant.pk, merchant.freight),
        closes_on=merchant.closes_on,
    )


def place_name(merchant: Merchant) -> str:
    """Return where a seller is, to be read without context; `place__parent` was selected."""
    place = merchant.place
    parent_name = place.parent.name if place.parent else None
    return places.full_name(place.code, place.name, parent_name)


def pictures_of(merchant_pk: int) -> tuple[ShopPic, ...]:
    """Return the pictures of a shop's page in their order. One statement."""
    rows = (
        Picture.objects.filter(shop_pictures__merchant=merchant_pk)
        .order_by("shop_pictures__position")
        .values_list("key", "width", "height", "shop_pictures__alt")
    )
    return tuple(ShopPic(*row) for row in rows)


def freight_of(merchant_pk: int, template: FreightTemplate) -> Freight:
    """Return what a seller charges, zones with their names. One statement."""
    return Freight(
        first_kg_fen=template.first_kg_fen,
        next_kg_fen=template.next_kg_fen,
        free_from_fen=template.free_from_fen,
        cold_fen=template.cold_fen,
        zones=tuple(Zone(**row["facts"]) for row in zone_facts(merchant_pk)),
    )


def zone_facts(merchant: Any) -> Any:
    """Return a seller's zones by code as rows {facts: {...}} that `tariff.Zone` is made of.

    Given an `OuterRef`, a part of another statement.
    """
    own = FreightZone.objects.filter(template__merchant=merchant).order_by("prefix")
    columns = ("prefix", "first_kg_fen", "next_kg_fen", "free_from_fen", "name")
    return own.values(facts=JSONObject(**{name: name for name in columns}))


def zones_of(merchant_pk: int) -> list[FreightZone]:
    """Return where a seller charges something else, by code. One statement."""
    return list(FreightZone.objects.filter(template__merchant=merchant_pk).order_by("prefix"))
