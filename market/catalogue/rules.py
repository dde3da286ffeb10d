"""Unit prices and the forms of names. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from market.kernel import pinyin
from market.kernel.money import Fen

Per = Literal["500g", "100g", "piece"]
# Up to this net weight a price per 500 g would be larger than what is paid.
SMALL_GRAMS = 250
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price of one unit, in fen (明码标价和禁止价格欺诈规定 art. 7)."""

    fen: Fen
    per: Per


def unit_price(price_fen: int, net_grams: int, pieces: int) -> UnitPrice:
    """Return the price per piece where pieces are sold, else per 500 g, or 100 g for small packs.

    Half a fen is rounded up. Raises ValueError for a weight of nothing.
    """
    if pieces > 0:
        return UnitPrice(_half_up(price_fen, 1, pieces), "piece")
    if net_grams <= 0:
        raise ValueError("goods sold by weight weigh something")
    if net_grams <= SMALL_GRAMS:
        return UnitPrice(_half_up(price_fen, 100, net_grams), "100g")
    return UnitPrice(_half_up(price_fen, 500, net_grams), "500g")


def slug(name: str, ending: str) -> str:
    """Return the address part of a product: its pinyin, and an ending that makes it unique."""
    stem = _NOT_SLUG.sub("-", "-".join(pinyin.parts(name)).lower()).strip("-")
    return f"{stem[: 79 - len(ending)].strip('-')}-{ending}" if stem else ending


def _half_up(price_fen: int, times: int, by: int) -> Fen:
    return Fen((2 * price_fen * times + by) // (2 * by))
