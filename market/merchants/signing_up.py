"""From nothing to a draft of a shop: a phone is proved, a user and a draft are made."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from market.accounts import codes
from market.accounts import services as accounts
from market.accounts.actors import MerchantStaff
from market.accounts.models import User
from market.accounts.rules import normal_phone
from market.merchants import services
from market.merchants.freight import Freight
from market.merchants.models import Merchant, MerchantStatus, MerchantStep
from market.notices import services as notices

GOOD_FOR = timedelta(minutes=10)
# What a new shop charges until its owner says otherwise: 8 yuan, and 2 for each further kilogram.
USUAL = Freight(first_kg_fen=800, next_kg_fen=200)


@dataclass(frozen=True, slots=True)
class NewShop:
    """What is asked before the first sign-in; everything else is filled in at the desk."""

    name: str
    seller_class: str
    place_code: str


@transaction.atomic
def request_code(*, phone: str, now: datetime) -> None:
    """Send a code to a phone whose holder wants to open a shop.

    The answer is the same whether the phone is known or not. Raises Invalid("phone"),
    TooManyCodes.
    """
    number = normal_phone(phone, field="phone")
    code, digits = codes.issue(subject=_subject(number), phone=number, good_for=GOOD_FOR, now=now)
    minutes = str(int(GOOD_FOR.total_seconds() // 60))
    notices.send(
        kind="shop.code",
        cause=code.public_id,
        phone=number,
        params={"code": digits, "minutes": minutes},
        now=now,
    )


def sign_up(
    *, phone: str, code: str, username: str, password: str, name: str, shop: NewShop, now: datetime
) -> User:
    """Make a user who owns the draft of a shop; must be called outside of a transaction.

    Raises WrongPhoneCode, PhoneCodeGone, and Invalid for phone, username, password, name and the
    shop's fields; a wrong field leaves the code good for another try.
    """
    number = normal_phone(phone, field="phone")
    proved = codes.prove(subject=_subject(number), given=code, now=now)
    with transaction.atomic():
        codes.use(proved, now=now)
        user = accounts.create_user(username=username, password=password, name=name, phone=number)
        made = draft(shop, user, now)
        services.add_staff(merchant=made, user_id=user.pk, now=now)
        actor = MerchantStaff(user.pk, made.pk)
        MerchantStep.objects.create(merchant=made, was="", now=made.status, actor=actor.ref, at=now)
    return user


def draft(shop: NewShop, user: User, now: datetime) -> Merchant:
    """Make the draft of a shop, with the freight that is usual. Raises Invalid for its fields."""
    name = services.shop_name(shop.name)
    made = Merchant(
        name=name,
        slug=services.new_slug(name),
        seller_class=services.seller_class_of(shop.seller_class),
        status=MerchantStatus.DRAFT,
        place=services.place_of(shop.place_code),
        phone=user.phone,
        contact_name=user.name,
    )
    services.save_new(made)
    services.open_freight(made, USUAL)
    return made


def _subject(phone: str) -> str:
    return f"shop:{phone}"
