"""Making users and customers."""

import hashlib
from datetime import datetime

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F

from market.accounts import rules
from market.accounts.models import Customer, User
from market.kernel import ids, text
from market.kernel.errors import Invalid, NotFound

NAME_LENGTH = 64


def token_hash(token: str) -> str:
    """Return what is stored of a guest's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def new_guest(*, now: datetime) -> tuple[Customer, str]:
    """Make a customer known only by a token of 128 random bits; only its hash is stored."""
    token = ids.token()
    customer = Customer.objects.create(token_hash=token_hash(token))
    return customer, token


@transaction.atomic
def walk_in(*, name: str, phone: str, now: datetime) -> Customer:
    """Make a customer whom a clerk serves; `phone` may be empty.

    Raises Invalid for customerName or customerPhone.
    """
    return Customer.objects.create(
        name=text.line(name, field="customerName", max_length=NAME_LENGTH),
        phone=rules.normal_phone(phone, field="customerPhone") if phone.strip() else "",
    )


@transaction.atomic
def create_user(
    *,
    username: str,
    password: str,
    name: str,
    phone: str = "",
    email: str = "",
    is_operator: bool = False,
    town_code: str = "",
) -> User:
    """Make a user who can sign in.

    An operator with a `town_code` is that township's officer. Raises Invalid: username (form,
    taken), password (weak: AUTH_PASSWORD_VALIDATORS), name, phone (phone), email (email).
    """
    user = User(
        username=rules.normal_username(username),
        name=text.line(name, field="name", max_length=NAME_LENGTH),
        phone=rules.normal_phone(phone, field="phone") if phone.strip() else "",
        email=_email(email),
        is_operator=is_operator,
        town_code=town_code,
    )
    _set_password(user, password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Invalid("username", "taken") from None
    return user


@transaction.atomic
def change_password(*, user_id: int, password: str) -> None:
    """Set a new password; every session of the user ends. Raises NotFound, Invalid("password")."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise NotFound("user")
    _set_password(user, password)
    user.save(update_fields=["password", "updated_at"])


@transaction.atomic
def end_sessions(*, user_id: int) -> None:
    """End every session of a user; the password stays good. Repeated, it ends them again."""
    User.objects.filter(pk=user_id).update(session_epoch=F("session_epoch") + 1)


def _set_password(user: User, password: str) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError:
        raise Invalid("password", "weak") from None
    user.set_password(password)


def _email(value: str) -> str:
    address = value.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise Invalid("email", "email") from None
    return address
