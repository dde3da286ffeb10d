"""Which lot goods are taken from. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date


def first_expired_first(lots: Sequence[tuple[int, date, int]], quantity: int) -> dict[int, int]:
    """Return how many units of which lot, from (lot, expires on, available), to make `quantity`.

    The earliest expiry goes first, the older lot among equals. Raises ValueError when the lots
    hold fewer units.
    """
    picks: dict[int, int] = {}
    left = quantity
    for lot, _, available in sorted(lots, key=lambda lot: (lot[1], lot[0])):
        take = min(left, available)
        if take > 0:
            picks[lot] = take
            left -= take
    if left:
        raise ValueError(f"{left} of {quantity} units missing")
    return picks


def by_lot(parts: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Sum (lot, units) by lot, in order of lots."""
    sums: dict[int, int] = {}
    for lot, units in sorted(parts):
        sums[lot] = sums.get(lot, 0) + units
    return sums
