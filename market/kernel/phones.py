"""Phones as screens and logs may show them."""

import phonenumbers


def national(phone: str) -> str:
    """Return a phone as people dial it, +867345800001 -> "0734 580 0001"; others unchanged."""
    try:
        number = phonenumbers.parse(phone, "CN")
    except phonenumbers.NumberParseException:
        return phone
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))


def mask(phone: str) -> str:
    """Return a phone for screens and logs, +8613812341234 -> "138****1234"; empty stays empty."""
    digits = phone.removeprefix("+86")
    if not digits:
        return ""
    if len(digits) < 9:
        return "****" + digits[-2:]
    return f"{digits[:3]}****{digits[-4:]}"
