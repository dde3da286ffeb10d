"""Unit prices and the forms of names. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from market.catalogue.kinds import Per as Per
from market.kernel import pinyin
from market.kernel.money import Fen

# Up to this net weight a price per 500 g would be larger than what is paid.
SMALL_GRAMS = 250
# How long before a cut prices are looked at, and how long the cut is told.
WINDOW = timedelta(days=7)
SHOWN_FOR = timedelta(days=30)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price of one unit, in fen (明码标价和禁止价格欺诈规定 art. 7)."""

    fen: Fen
    per: Per


@dataclass(frozen=True, slots=True)
class Comparison:
    """A former price: the lowest paid in the week before `since`, or else the last one paid."""

    fen: Fen
    since: datetime
    of_week: bool


def unit_price(price_fen: int, net_grams: int, pieces: int, per: Per = "500g") -> UnitPrice:
    """Return the price per piece where pieces are sold, else per 500 g, or 100 g for small packs.

    `per` is the unit of the kind (`kinds.Kind.per`): tea is always told per 100 g.
    Half a fen is rounded up. Raises ValueError for a weight of nothing.
    """
    if pieces > 0:
        return UnitPrice(_half_up(price_fen, 1, pieces), "piece")
    if net_grams <= 0:
        raise ValueError("goods sold by weight weigh something")
    if per == "100g" or net_grams <= SMALL_GRAMS:
        return UnitPrice(_half_up(price_fen, 100, net_grams), "100g")
    return UnitPrice(_half_up(price_fen, 500, net_grams), "500g")


def needs_review(mode: str, *, listed_before: bool, refused: bool, flagged: bool) -> bool:
    """Tell whether the county looks at goods before shoppers do.

    "first": until a seller has goods that were let in, and whatever was refused or flagged before;
    "all": always; "none": never.
    """
    if mode == "first":
        return not listed_before or refused or flagged
    return mode == "all"


def comparison(
    price_fen: int,
    *,
    since: datetime,
    lowest_fen: int | None,
    last_fen: int | None,
    now: datetime,
) -> Comparison | None:
    """Return the former price that may stand beside a price, or None.

    `since` is when the present price began; `lowest_fen` the lowest price that anybody paid in
    the `WINDOW` before, `last_fen` the last one paid before it at all. 明码标价和禁止价格欺诈规定
    art. 16: no more than the lowest price of the seven days before, and without a sale in them the
    last price paid before. A price that was asked and never paid is no comparison (art. 17: no
    raise before a cut). After `SHOWN_FOR` a reduced price is the ordinary one.
    """
    paid = last_fen if lowest_fen is None else lowest_fen
    if paid is None or paid <= price_fen or now >= since + SHOWN_FOR:
        return None
    return Comparison(Fen(paid), since, of_week=lowest_fen is not None)


def slug(name: str, ending: str) -> str:
    """Return the address part of a product: its pinyin, and an ending that makes it unique."""
    stem = _NOT_SLUG.sub("-", "-".join(pinyin.parts(name)).lower()).strip("-")
    return f"{stem[: 79 - len(ending)].strip('-')}-{ending}" if stem else ending


def _half_up(price_fen: int, times: int, by: int) -> Fen:
    return Fen((2 * price_fen * times + by) // (2 * by))
