"""Phones as screens and logs may show them."""


def mask(phone: str) -> str:
    """Return a phone for screens and logs, +8613812341234 -> "138****1234"; empty stays empty."""
    digits = phone.removeprefix("+86")
    if not digits:
        return ""
    if len(digits) < 9:
        return "****" + digits[-2:]
    return f"{digits[:3]}****{digits[-4:]}"
