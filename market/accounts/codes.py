"""Codes that prove a phone: six digits by message, five tries, one use.

A try is written down and committed before it is compared, so guesses made at the same time do not
share one. The digits are known only to the message: a keyed hash is stored.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import transaction

from market.accounts.models import PhoneCode
from market.kernel.errors import DomainError

DIGITS = 6
TRIES = 5
# So many codes a phone gets in a day; then somebody else's phone is being rung.
CODES_A_DAY = 5
DAY = timedelta(days=1)


@dataclass(eq=False)
class WrongPhoneCode(DomainError):
    """The digits are not those that were sent; `tries_left` more may be tried."""

    code: ClassVar[str] = "WRONG_PHONE_CODE"
    tries_left: int

    @property
    def field(self) -> str | None:
        return "code"


@dataclass(eq=False)
class PhoneCodeGone(DomainError):
    """There is no code that could still be used: too old, used, tried too often, never sent."""

    code: ClassVar[str] = "PHONE_CODE_GONE"

    @property
    def field(self) -> str | None:
        return "code"


@dataclass(eq=False)
class TooManyCodes(DomainError):
    """The phone was sent as many codes as one gets in a day."""

    code: ClassVar[str] = "TOO_MANY_CODES"

    @property
    def field(self) -> str | None:
        return "phone"


@transaction.atomic
def issue(*, subject: str, phone: str, good_for: timedelta, now: datetime) -> tuple[PhoneCode, str]:
    """Make a new code for `subject` and return it with its digits, which the caller sends.

    Older codes of the subject open nothing any more. Raises TooManyCodes.
    """
    if PhoneCode.objects.filter(phone=phone, sent_at__gt=now - DAY).count() >= CODES_A_DAY:
        raise TooManyCodes
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    code = PhoneCode(subject=subject, phone=phone, sent_at=now, expires_at=now + good_for)
    code.code_hash = _hash(code, digits)
    code.save(force_insert=True)
    return code, digits


def prove(*, subject: str, given: str, now: datetime) -> PhoneCode:
    """Use up one try and compare with the newest code of `subject`; return it when it is right.

    Must be called outside of a transaction: the try stays used whatever happens afterwards. The
    caller ends the code with `use` in the transaction for which it was asked. Raises
    WrongPhoneCode, PhoneCodeGone.
    """
    code = _use_one_try(subject, now)
    if not hmac.compare_digest(code.code_hash, _hash(code, given.strip())):
        raise WrongPhoneCode(TRIES - code.tries)
    return code


@transaction.atomic
def use(code: PhoneCode, *, now: datetime) -> None:
    """End a code that was right. Raises PhoneCodeGone when another request was quicker."""
    if not PhoneCode.objects.filter(pk=code.pk, used_at=None).update(used_at=now):
        raise PhoneCodeGone


@transaction.atomic(durable=True)
def _use_one_try(subject: str, now: datetime) -> PhoneCode:
    code = (
        PhoneCode.objects.select_for_update(no_key=True)
        .filter(subject=subject)
        .order_by("-pk")
        .first()
    )
    if code is None or code.used_at is not None or code.expires_at <= now or code.tries >= TRIES:
        raise PhoneCodeGone
    code.tries += 1
    code.save(update_fields=["tries", "updated_at"])
    return code


def _hash(code: PhoneCode, digits: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"phone:{code.public_id}:{digits}".encode(), "sha256").hexdigest()
