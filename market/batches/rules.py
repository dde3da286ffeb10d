"""When goods of a batch may still be sold, who must promise for it, and what a copy looks like.

Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# 农产品质量安全法 art. 39 with MARA order 2025 no. 4, in force 2026-02-01: firms and cooperatives
# issue a 承诺达标合格证 for each batch; for farmers it is encouraged, not demanded.
_MUST_CERTIFY = frozenset({"FIRM", "COOPERATIVE"})
# The same order: who issues or collects a certificate keeps it for six months at least.
_KEPT_MONTHS = 6


def must_certify(seller_class: str) -> bool:
    """Tell whether a seller of this class may only enter a batch with its certificate."""
    return seller_class in _MUST_CERTIFY


def kept_until(issued_on: date) -> date:
    """Return the day until which a certificate must be kept at least.

    Issued on the last days of a long month it is kept into the month after: never too short.
    """
    months = issued_on.month - 1 + _KEPT_MONTHS
    year, month = issued_on.year + months // 12, months % 12 + 1
    try:
        return date(year, month, issued_on.day)
    except ValueError:
        return date(year, month + 1, 1)


def expires_on(harvested_on: date, shelf_days: int) -> date:
    """Return the first day on which goods harvested then are no longer sold."""
    return harvested_on + timedelta(days=shelf_days)


def sellable(expires: date, on: date) -> bool:
    """Tell whether goods may be sold on that day (食品安全法 art. 34: never past shelf life)."""
    return on < expires


@dataclass(frozen=True, slots=True)
class Ingredient:
    """What goes into a mixed batch."""

    village_code: str
    harvested_on: date
    expires_on: date
    storage: str


@dataclass(frozen=True, slots=True)
class Mixed:
    """What a mixed batch is: the earliest days and the coldest storage of its parents.

    `place_code` is the longest of the county's prefixes (12, 9, 6 digits) that holds all of them,
    or "" when they share none: then no right of a smaller area can be claimed.
    """

    place_code: str
    harvested_on: date
    expires_on: date
    storage: str


_COLDEST = ("AMBIENT", "COOL", "FROZEN")
_LEVELS = (12, 9, 6)


def mixed(parts: Sequence[Ingredient]) -> Mixed:
    """Return what comes of mixing lots: nothing in it is younger or keeps longer than its worst."""
    codes = [part.village_code for part in parts]
    place = next(
        (
            codes[0][:length]
            for length in _LEVELS
            if len(codes[0]) >= length and all(code.startswith(codes[0][:length]) for code in codes)
        ),
        "",
    )
    return Mixed(
        place_code=place,
        harvested_on=min(part.harvested_on for part in parts),
        expires_on=min(part.expires_on for part in parts),
        storage=max((part.storage for part in parts), key=_COLDEST.index),
    )


class Sign(StrEnum):
    """Why a trace code looks copied."""

    MANY_PLACES = "MANY_PLACES"
    MANY_OPENINGS = "MANY_OPENINGS"


@dataclass(frozen=True, slots=True)
class Opened:
    """How often a code was opened on one day, from how many places."""

    on: date
    places: int
    times: int


# Days that are looked at together.
WINDOW = timedelta(days=7)
# A household shows its box to neighbours: so many places and openings are usual for one code,
# and so many more for each unit that was sold under it.
USUAL_PLACES, PLACES_A_UNIT = 8, 3
USUAL_OPENINGS, OPENINGS_A_UNIT = 40, 10


def suspicious(days: Sequence[Opened], *, units: int) -> tuple[Sign, ...]:
    """Return the signs that a code was copied on to goods that were never sold under it.

    `units` were sold under the code: one line's for a parcel's code, all sold ones for a batch's.
    A week is judged at a time, so a code that is old and liked is not under suspicion.
    """
    most_places = USUAL_PLACES + PLACES_A_UNIT * units
    most_times = USUAL_OPENINGS + OPENINGS_A_UNIT * units
    signs = set()
    for last in days:
        week = [day for day in days if last.on - WINDOW < day.on <= last.on]
        if sum(day.places for day in week) > most_places:
            signs.add(Sign.MANY_PLACES)
        if sum(day.times for day in week) > most_times:
            signs.add(Sign.MANY_OPENINGS)
    return tuple(sorted(signs))
