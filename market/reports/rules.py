"""Periods and rows of a sales report. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from market.kernel.errors import Invalid

MOST_DAYS = 366


class By(StrEnum):
    """What each row of a report is about."""

    DAY = "DAY"
    PRODUCT = "PRODUCT"
    POINT = "POINT"


# Keys of rows that are no product and no point: brought to doors, and the sum of those left out.
DOOR, REST = "DOOR", "REST"


@dataclass(frozen=True, slots=True)
class SalesRow:
    """What was sold on a day, of a product or at a point; money in fen, freight left out.

    `key` is the day (ISO), the product's public id or the point's code, or DOOR, or REST: then
    `orders` counts an order once a row left out, and `name` is how many rows these were.
    """

    key: str
    name: str
    fen: int
    orders: int
    units: int
    grams: int


def check_period(first: date, last: date) -> None:
    """Raise Invalid("last", "before" | "range") unless it is a period of 1 to 366 days."""
    if last < first:
        raise Invalid("last", "before")
    if (last - first).days >= MOST_DAYS:
        raise Invalid("last", "range")


def every_day(rows: Iterable[SalesRow], first: date, last: date) -> list[SalesRow]:
    """Return a row for each day of a period, oldest first; days without sales are noughts."""
    known = {row.key: row for row in rows}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    keys = [day.isoformat() for day in days]
    return [known.get(key) or SalesRow(key, key, 0, 0, 0, 0) for key in keys]


def best_first(rows: Iterable[SalesRow], most: int | None = None) -> list[SalesRow]:
    """Return rows, the most money first; beyond `most` rows the others are one row REST."""
    ordered = sorted(rows, key=lambda row: (-row.fen, row.key))
    if most is None or len(ordered) <= most:
        return ordered
    shown, left = ordered[: most - 1], ordered[most - 1 :]
    return [*shown, _together(left)]


def by_key(rows: Sequence[SalesRow]) -> list[SalesRow]:
    """Return one row a key of rows that are in the order of time: the last name counts."""
    found: dict[str, SalesRow] = {}
    for row in rows:
        was = found.get(row.key)
        found[row.key] = row if was is None else _sum(row.key, row.name, [was, row])
    return list(found.values())


def _together(rows: Sequence[SalesRow]) -> SalesRow:
    return _sum(REST, str(len(rows)), rows)


def _sum(key: str, name: str, rows: Sequence[SalesRow]) -> SalesRow:
    return SalesRow(
        key,
        name,
        fen=sum(row.fen for row in rows),
        orders=sum(row.orders for row in rows),
        units=sum(row.units for row in rows),
        grams=sum(row.grams for row in rows),
    )
