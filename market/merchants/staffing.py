"""Who works for a shop: invited by a code to the phone, with a role; gone at once when removed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from market.accounts import codes
from market.accounts import services as accounts
from market.accounts.actors import Actor
from market.accounts.models import User
from market.accounts.rules import normal_phone
from market.kernel.errors import Invalid, NotFound, WrongState
from market.merchants import services
from market.merchants.models import Invitation, Merchant, MerchantStatus, Staff, StaffRole
from market.notices import services as notices

GOOD_FOR = timedelta(hours=24)
MOST_STAFF = 30


@dataclass(frozen=True, slots=True)
class NewUser:
    """What somebody without an account says of themself."""

    username: str
    password: str
    name: str


@transaction.atomic
def invite(*, actor: Actor, phone: str, role: str, now: datetime) -> Invitation:
    """Send a code to a phone, with which its holder joins the shop within 24 hours.

    An older invitation of the same phone is off. Raises Forbidden, Invalid: phone, role (choice),
    phone (too_many: 30 people at most), and TooManyCodes.
    """
    merchant = services.own(actor)
    number = normal_phone(phone, field="phone")
    _role(role)
    if merchant.staff.count() >= MOST_STAFF:
        raise Invalid("phone", "too_many")
    _open(now).filter(merchant=merchant, phone=number).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        merchant=merchant,
        phone=number,
        role=role,
        invited_by=actor.ref,
        expires_at=now + GOOD_FOR,
    )
    code, digits = codes.issue(
        subject=invitation.public_id, phone=number, good_for=GOOD_FOR, now=now
    )
    notices.send(
        kind="shop.invited",
        cause=code.public_id,
        phone=number,
        params={
            "shop": merchant.name,
            "role": str(StaffRole(role).label),
            "url": f"{settings.PUBLIC_URL}/desk/join/",
            "code": digits,
        },
        now=now,
    )
    return invitation


def join(*, phone: str, code: str, user_id: int | None, new: NewUser | None, now: datetime) -> User:
    """Take up the newest invitation of a phone; must be called outside of a transaction.

    Whoever is signed in (`user_id`) joins with the account that there is, anybody else with a new
    one. Raises WrongPhoneCode, PhoneCodeGone, Invalid (phone; username, password, name; userId:
    taken, for somebody who works for a shop already).
    """
    number = normal_phone(phone, field="phone")
    invitation = _open(now).filter(phone=number).order_by("-pk").first()
    if invitation is None:
        raise codes.PhoneCodeGone
    proved = codes.prove(subject=invitation.public_id, given=code, now=now)
    with transaction.atomic():
        codes.use(proved, now=now)
        merchant = services.locked(pk=invitation.merchant_id)
        if merchant.status == MerchantStatus.CLOSED:
            raise codes.PhoneCodeGone
        if not _open(now).filter(pk=invitation.pk).update(used_at=now):
            raise codes.PhoneCodeGone
        user = _user(user_id, new, number)
        services.add_staff(merchant=merchant, user_id=user.pk, role=invitation.role, now=now)
    return user


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation_id: str, now: datetime) -> None:
    """Call an invitation off. Raises Forbidden, NotFound for one that is not open."""
    merchant = services.own(actor)
    open_ones = _open(now).filter(merchant=merchant, public_id=invitation_id)
    if not open_ones.update(withdrawn_at=now):
        raise NotFound("invitation")


@transaction.atomic
def set_role(*, actor: Actor, user_id: str, role: str, now: datetime) -> Staff:
    """Give somebody of the own shop another role, from the next request on.

    Raises Forbidden, NotFound("staff"), Invalid("role"), WrongState for the last owner.
    """
    merchant = services.own(actor)
    staff = _staff(merchant, user_id)
    staff.role = _role(role)
    staff.save(update_fields=["role", "updated_at"])
    _keep_an_owner(merchant)
    return staff


@transaction.atomic
def remove_staff(*, actor: Actor, user_id: str, now: datetime) -> None:
    """Let somebody go: the next request finds no work and no session.

    Raises Forbidden, NotFound("staff"), WrongState for the last owner.
    """
    merchant = services.own(actor)
    staff = _staff(merchant, user_id)
    gone = staff.user_id
    staff.delete()
    _keep_an_owner(merchant)
    accounts.end_sessions(user_id=gone)


def open_invitations(merchant: Merchant, now: datetime) -> list[Invitation]:
    """Return the invitations that could still be taken up, newest first. One statement."""
    return list(_open(now).filter(merchant=merchant).order_by("-pk"))


def _open(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=now)


def _user(user_id: int | None, new: NewUser | None, phone: str) -> User:
    if user_id is not None:
        return User.objects.get(pk=user_id)
    if new is None:
        raise Invalid("username", "required")
    return accounts.create_user(
        username=new.username, password=new.password, name=new.name, phone=phone
    )


def _role(role: str) -> str:
    if role not in StaffRole.values:
        raise Invalid("role", "choice")
    return role


def _staff(merchant: Merchant, user_id: str) -> Staff:
    found = merchant.staff.select_related("user").filter(user__public_id=user_id).first()
    if found is None:
        raise NotFound("staff")
    return found


def _keep_an_owner(merchant: Merchant) -> None:
    if not merchant.staff.filter(role=StaffRole.OWNER).exists():
        raise WrongState("OWNER", "NONE")
