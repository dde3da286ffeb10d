"""Which lots goods are taken from, so that they arrive fresh. Pure.

The decision table is `docs/fefo.md`; a test runs every line of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class LotFacts:
    """Units that can be taken. `expires_on` is the first day on which they are not sold."""

    key: int
    expires_on: date
    available: int
    storage: str = "AMBIENT"


@dataclass(frozen=True, slots=True)
class Short:
    """Fewer units arrive fresh than are wanted; `stale` more are there, but would not."""

    fresh: int
    stale: int


def arrives_fresh(
    expires_on: date, storage: str, arrive_on: date, shelf_days_at_point: Mapping[str, int]
) -> bool:
    """Tell whether goods are still good on the last day on which they lie at the buyer's point.

    `arrive_on` holds the transit days to this buyer already; then come the days on the shelf, by
    storage class, none for a class that is not named (a delivery to the door names none).
    """
    return arrive_on + timedelta(days=shelf_days_at_point.get(storage, 0)) < expires_on


def allocate(
    lots: Sequence[LotFacts],
    quantity: int,
    arrive_on: date,
    shelf_days_at_point: Mapping[str, int],
) -> dict[int, int] | Short:
    """Return how many units of which lot make `quantity`, or how many there are too few.

    Of lots that arrive fresh the earliest expiry goes first, the older lot (smaller key) among
    equals. A lot that would arrive stale is never taken from, all or nothing is taken.
    """
    good = [
        lot
        for lot in lots
        if arrives_fresh(lot.expires_on, lot.storage, arrive_on, shelf_days_at_point)
    ]
    fresh = sum(lot.available for lot in good)
    if fresh < quantity:
        return Short(fresh, sum(lot.available for lot in lots) - fresh)
    picks: dict[int, int] = {}
    left = quantity
    for lot in sorted(good, key=lambda lot: (lot.expires_on, lot.key)):
        take = min(left, lot.available)
        if take > 0:
            picks[lot.key] = take
            left -= take
    return picks


# A lot is near its end in the last fifth of its life: at least three days, at most thirty.
SHARE, LEAST_DAYS, MOST_DAYS = 5, 3, 30


def near_expiry(harvested_on: date, expires_on: date, on: date) -> bool:
    """Tell whether a lot nears its end, or has passed it, on that day."""
    life = (expires_on - harvested_on).days
    return (expires_on - on).days <= min(max(life // SHARE, LEAST_DAYS), MOST_DAYS)


def by_lot(parts: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Sum (lot, units) by lot, in order of lots."""
    sums: dict[int, int] = {}
    for lot, units in sorted(parts):
        sums[lot] = sums.get(lot, 0) + units
    return sums
