"""Phones and sign-in names. Pure."""

import re

import phonenumbers

from market.kernel.errors import Invalid
from market.kernel.phones import mask as mask

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")


def normal_phone(text: str, *, field: str = "buyerPhone") -> str:
    """Return a Chinese phone number, mobile or landline with area code, in E.164.

    Raises Invalid(field, "phone") for anything else, short service numbers included.
    """
    try:
        number = phonenumbers.parse(text[:40], "CN")
    except phonenumbers.NumberParseException:
        raise Invalid(field, "phone") from None
    kind = phonenumbers.number_type(number)
    usual = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE}
    if kind not in usual or not phonenumbers.is_valid_number_for_region(number, "CN"):
        raise Invalid(field, "phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def normal_username(text: str) -> str:
    """Return a sign-in name: 3 to 64 of a-z 0-9 . _ -, lower case. Raises Invalid("username")."""
    name = text.strip().lower()
    if not _USERNAME.fullmatch(name):
        raise Invalid("username", "form")
    return name
