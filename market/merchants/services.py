"""Taking in sellers, and what an owner writes about the own shop."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from market.accounts.actors import Actor, System, require_duty
from market.accounts.rules import normal_phone
from market.kernel import days, ids, pinyin, text
from market.kernel.errors import Invalid, NotFound
from market.media.services import accept_picture
from market.merchants import duties, freight, rules, states
from market.merchants.freight import Freight as Freight
from market.merchants.models import (
    Merchant,
    MerchantStatus,
    MerchantStep,
    Paper,
    PaperState,
    SellerClass,
    ShopPicture,
    Staff,
    StaffRole,
)
from market.places.models import Place

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COUNTY = System("county")
MOST_PICTURES = 6


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
    permit_valid_to: date | None = None,
    story: str = "",
    contact_name: str = "",
    is_demo: bool = False,
) -> Merchant:
    """Take in a seller whom the county has checked, approved, with its freight template.

    Registered classes need a credit code, and a `food_permit` is an accepted paper. Without a slug
    one is made of the name's pinyin. Raises Invalid (name, sellerClass, creditCode: required,
    credit_code, class or taken, foodPermit: permit, placeCode, phone, slug: form or taken,
    freight), and changes nothing then.
    """
    kind = seller_class_of(seller_class)
    merchant = Merchant(
        name=shop_name(name),
        slug=_slug(slug or pinyin.full(name, max_length=48)),
        seller_class=kind,
        status=MerchantStatus.APPROVED,
        credit_code=code_for(kind, credit_code),
        place=place_of(place_code),
        phone=normal_phone(phone, field="phone"),
        contact_name=text.line(contact_name, field="contactName", max_length=64, required=False),
        story=text.paragraphs(story, field="story", max_length=4000),
        applied_at=now,
        approved_at=now,
        recheck_on=duties.half_year_after(days.day(now)),
        is_demo=is_demo,
    )
    save_new(merchant)
    open_freight(merchant, freight)
    if food_permit.strip():
        permit_kind, number = _food_permit(food_permit)
        Paper.objects.create(
            merchant=merchant,
            kind=permit_kind,
            number=number,
            valid_to=permit_valid_to,
            state=PaperState.ACCEPTED,
            decided_by=COUNTY.ref,
            decided_at=now,
        )
    MerchantStep.objects.create(
        merchant=merchant, was="", now=merchant.status, actor=COUNTY.ref, at=now
    )
    return merchant


@transaction.atomic
def add_staff(
    *, merchant: Merchant, user_id: int, now: datetime, role: str = StaffRole.OWNER
) -> Staff:
    """Let a user work for a merchant. Raises Invalid("userId", "taken") if they work for one."""
    try:
        with transaction.atomic():
            return Staff.objects.create(merchant=merchant, user_id=user_id, role=role)
    except IntegrityError:
        raise Invalid("userId", "taken") from None


@transaction.atomic
def update_shop(*, actor: Actor, now: datetime, story: str, phone: str) -> Merchant:
    """Change what shoppers read of a shop and how it is reached. Raises Forbidden, Invalid.

    Name, class and place stay: they were checked, and change through the county.
    """
    merchant = own(actor)
    merchant.story = text.paragraphs(story, field="story", max_length=4000)
    merchant.phone = normal_phone(phone, field="phone")
    merchant.save()
    states.tell(merchant)
    return merchant


@transaction.atomic
def add_picture(*, actor: Actor, data: bytes, name: str, alt: str, now: datetime) -> ShopPicture:
    """Add a picture to the shop's page after the last one.

    Raises Forbidden, media's PictureRefused, Invalid: alt, ("picture", "count") for a seventh.
    """
    merchant = own(actor)
    said = text.line(alt, field="alt", max_length=80)
    last = merchant.pictures.aggregate(last=Max("position"))["last"]
    if merchant.pictures.count() >= MOST_PICTURES:
        raise Invalid("picture", "shop_count")
    picture = accept_picture(data=data, name=name, now=now)
    position = 0 if last is None else last + 1
    return ShopPicture.objects.create(
        merchant=merchant, picture=picture, position=position, alt=said
    )


@transaction.atomic
def remove_picture(*, actor: Actor, picture_id: str, now: datetime) -> None:
    """Take a picture off the shop's page. Raises Forbidden, NotFound("picture")."""
    merchant = own(actor)
    gone, _ = merchant.pictures.filter(picture__public_id=picture_id).delete()
    if not gone:
        raise NotFound("picture")


def own(actor: Actor) -> Merchant:
    """Return the actor's merchant, locked, for whoever may run the shop. Raises Forbidden."""
    staff = require_duty(actor, "SHOP")
    return locked(pk=staff.merchant_id)


def locked(**named: Any) -> Merchant:
    """Return a merchant, locked: every change of a seller waits here. Raises NotFound."""
    found = Merchant.objects.select_for_update(of=("self",), no_key=True).filter(**named).first()
    if found is None:
        raise NotFound("merchant")
    return found


def visible(actor: Actor, merchant_id: str) -> Merchant:
    """Return a merchant that the actor sees, locked. Raises NotFound."""
    seen = Merchant.objects.visible_to(actor).filter(public_id=merchant_id)
    return locked(pk__in=seen.values("pk"))


def shop_name(value: str) -> str:
    """Return a shop's name. Raises Invalid("name", ...)."""
    return text.line(value, field="name", max_length=64)


def seller_class_of(value: str) -> str:
    """Return a class of sellers. Raises Invalid("sellerClass", "choice")."""
    if value not in SellerClass.values:
        raise Invalid("sellerClass", "choice")
    return value


def code_for(seller_class: str, value: str) -> str:
    """Return the credit code of a seller of this class, checked; farmers may have none.

    Raises Invalid("creditCode", "required" | "credit_code" | "class").
    """
    if not value.strip():
        if duties.of(seller_class).code_prefixes:
            raise Invalid("creditCode", "required")
        return ""
    code = rules.normal_credit_code(value)
    if not rules.fits_class(code, seller_class):
        raise Invalid("creditCode", "class")
    return code


def place_of(code: str) -> Place:
    """Return a place of the register. Raises Invalid("placeCode", "unknown")."""
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise Invalid("placeCode", "unknown")
    return place


def new_slug(name: str) -> str:
    """Return an address for a new shop: the name's sounds and a few random letters."""
    return f"{pinyin.full(name, max_length=48) or 'dian'}-{ids.token()[-5:]}"


def save_new(merchant: Merchant) -> None:
    """Insert. Raises Invalid for what another seller has: slug or creditCode, "taken"."""
    save(merchant, force_insert=True)


def save(merchant: Merchant, **how: Any) -> None:
    """Save, and refuse what another seller has without ending the transaction."""
    try:
        with transaction.atomic():
            merchant.save(**how)
    except IntegrityError as error:
        field = "creditCode" if "one_shop_a_code" in str(error) else "slug"
        raise Invalid(field, "taken") from None


def open_freight(merchant: Merchant, terms: Freight) -> None:
    """Give a new seller a freight template. Raises Invalid("freight")."""
    freight.write(merchant, terms)


def _food_permit(value: str) -> tuple[str, str]:
    """Return kind and number: SC is production, JY trade, YB a filing."""
    kinds: Mapping[str, str] = {"SC": "PRODUCTION", "JY": "TRADE", "YB": "FILING"}
    kind = kinds.get(value.strip()[:2].upper())
    if kind is None:
        raise Invalid("foodPermit", "permit")
    try:
        return kind, duties.paper_number(kind, value)
    except Invalid:
        raise Invalid("foodPermit", "permit") from None


def _slug(value: str) -> str:
    if len(value) > 64 or not _SLUG.fullmatch(value):
        raise Invalid("slug", "form")
    return value
