"""What a seller typed, field by field: cleaned or refused with Invalid. Pure."""

import re

from market.kernel import text
from market.kernel.errors import Invalid

MAX_PRICE_FEN = 10_000_000
MAX_GRAMS = 1_000_000
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


def name(value: str) -> str:
    return text.line(value, field="name", max_length=80)


def subtitle(value: str) -> str:
    return text.line(value, field="subtitle", max_length=120, required=False)


def story(value: str) -> str:
    return text.paragraphs(value, field="story", max_length=8000)


def variant_name(value: str) -> str:
    return text.line(value, field="variantName", max_length=48)


def fact(value: str, *, field: str) -> str:
    return text.line(value, field=field, max_length=64, required=False)


def shelf_days(value: int) -> int:
    """Return how many days goods keep: 1 to ten years."""
    return between(value, 1, 3650, field="shelfDays")


def alt(value: str) -> str:
    """Every picture says what is on it, for people who do not see it."""
    return text.line(value, field="alt", max_length=80)


def slug(value: str) -> str:
    if len(value) > 80 or not _SLUG.fullmatch(value):
        raise Invalid("slug", "form")
    return value


def sku(value: str) -> str:
    if not _SKU.fullmatch(value):
        raise Invalid("sku", "form")
    return value


def price(fen: int) -> int:
    """Return a price of 1 fen to 100,000 yuan."""
    return between(fen, 1, MAX_PRICE_FEN, field="priceFen")


def weights(net_grams: int, gross_grams: int) -> tuple[int, int]:
    """Return net and gross weight; packed goods never weigh less than bare ones."""
    net = between(net_grams, 1, MAX_GRAMS, field="netGrams")
    gross = between(gross_grams, 1, MAX_GRAMS, field="grossGrams")
    if gross < net:
        raise Invalid("grossGrams", "less_than_net")
    return net, gross


def pieces(value: int, *, needed: bool) -> int:
    """Return how many pieces are in one; 0: by weight, where the kind allows it."""
    if value == 0 and needed:
        raise Invalid("pieces", "required")
    return between(value, 0, 10_000, field="pieces")


def between(value: int, least: int, most: int, *, field: str) -> int:
    if isinstance(value, bool) or not least <= value <= most:
        raise Invalid(field, "range")
    return value
