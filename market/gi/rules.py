"""May this batch claim that right today? Pure; the only place where a badge is decided.

Sources: 《地理标志产品保护办法》 (CNIPA order 80) and, on who may use the mark, announcement 354 of
2020. The agricultural register (AGI) is a legacy fact until an announcement converts an entry. An
honour of 一村一品 belongs to one village or township, never to a county, and is no word on quality.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from market.kernel.text import plain

if TYPE_CHECKING:
    from shapely import MultiPolygon

# A ring of (longitude, latitude); an outline is polygons of rings, the outer ring first.
Ring = tuple[tuple[float, float], ...]
Outline = tuple[tuple[Ring, ...], ...]

# The boundary file does not say its datum; the two that it may have differ by some 500 m here
# (shared/data/README.md). Village codes are exact and are asked first.
MARGIN_METRES = 600
_METRES_A_DEGREE = 111_320

# A whole prefecture: no area is given less exactly.
_SHORTEST = 4

BadgeCode = Literal["gi_product", "gi_mark", "legacy", "village"]


class Reason(StrEnum):
    """Why there is no badge."""

    NO_SUCH_RIGHT = "NO_SUCH_RIGHT"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    DOUBTFUL = "DOUBTFUL"
    NOT_YET_VALID = "NOT_YET_VALID"
    NO_LONGER_VALID = "NO_LONGER_VALID"
    NUMBER_UNKNOWN = "NUMBER_UNKNOWN"
    OUTSIDE_AREA = "OUTSIDE_AREA"
    PLOT_OUTSIDE = "PLOT_OUTSIDE"
    OTHER_VARIETY = "OTHER_VARIETY"
    VARIETY_UNKNOWN = "VARIETY_UNKNOWN"
    NOT_AUTHORISED = "NOT_AUTHORISED"
    STRUCK_OFF = "STRUCK_OFF"
    AUTHORISED_LATER = "AUTHORISED_LATER"
    AUTHORISATION_ENDED = "AUTHORISATION_ENDED"


@dataclass(frozen=True, slots=True)
class RightFacts:
    """A row of the register. `area_codes` are division code prefixes.

    `statuses` are (first day, status): the last one that has begun holds, else `status` does.
    Without `varieties` the announcement names none; without an `outline` the codes say all.
    """

    public_id: str
    scheme: str
    status: str
    confidence: str
    number: str
    area_codes: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    statuses: tuple[tuple[date, str], ...] = ()
    varieties: tuple[str, ...] = ()
    outline: Outline = ()


@dataclass(frozen=True, slots=True)
class UserFacts:
    """The seller's row among the right's authorised users."""

    status: str
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """Where the goods were grown, by 12-digit code, of what variety, and on which plot.

    `plot` is (longitude, latitude) where somebody measured it.
    """

    village_code: str
    variety: str = ""
    plot: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Badge:
    """What may be shown, word for word."""

    code: BadgeCode
    text: str
    right_id: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`badge` is set exactly when `allowed`; `reasons` are all that stand against it."""

    allowed: bool
    badge: Badge | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a scheme asks for and what its badge says."""

    badge: BadgeCode
    text: str
    status: str
    needs_user: bool
    # An area given less exactly than this does not count.
    shortest_code: int = _SHORTEST


_KINDS = {
    "GI_PRODUCT": _Kind("gi_product", "地理标志产品", "ACTIVE", needs_user=True),
    "GI_MARK": _Kind("gi_mark", "地理标志商标", "ACTIVE", needs_user=True),
    "AGRI_GI": _Kind("legacy", "农产品地理标志登记", "LEGACY", needs_user=True),
    "VILLAGE_PRODUCT": _Kind(
        "village", "一村一品", "RECOGNISED", needs_user=False, shortest_code=9
    ),
}
_BATCH_NUMBER = re.compile(r"(?:batch\s*|第)(\d{1,3})\s*批?")
_SURE = ("HIGH", "MEDIUM")


def may_claim(right: RightFacts, user: UserFacts | None, batch: BatchFacts, on: date) -> Verdict:
    """Return whether goods of `batch`, sold by `user`, may carry the right's badge on that day.

    Days are inclusive at both ends. `user` is None for a seller who is not on the right's list.
    """
    kind = _KINDS.get(right.scheme)
    if kind is None:
        return Verdict(False, None, (Reason.NO_SUCH_RIGHT,))
    text = kind.text
    reasons = [
        *_of_right(right, kind, on),
        *_of_area(right, kind, batch),
        *_of_variety(right, batch),
    ]
    if kind.badge == "village":
        number = batch_number(right.number)
        if number is None:
            reasons.append(Reason.NUMBER_UNKNOWN)
        text = f"{text} 第{number}批"
    if kind.needs_user:
        reasons += _of_user(user, on)
    if reasons:
        return Verdict(False, None, tuple(reasons))
    return Verdict(True, Badge(kind.badge, text, right.public_id), ())


def needs_user(scheme: str) -> bool:
    """Tell whether a right of this scheme can be claimed by authorised users only."""
    kind = _KINDS.get(scheme)
    return kind is not None and kind.needs_user


def against(right: RightFacts, on: date) -> tuple[Reason, ...]:
    """Return what stands that day against any use of the right, whoever the user is."""
    kind = _KINDS.get(right.scheme)
    return (Reason.NO_SUCH_RIGHT,) if kind is None else tuple(_of_right(right, kind, on))


def in_area(area_codes: Sequence[str], village_code: str) -> bool:
    """Tell whether a village lies in an area, by code prefixes of 4 digits or more."""
    return any(village_code.startswith(code) for code in area_codes if len(code) >= _SHORTEST)


def is_licensed(code: str) -> bool:
    """Tell whether grams sold under a badge count against a licensed output: honours have none."""
    return code != "village"


def status_on(right: RightFacts, on: date) -> str:
    """Return the status of that day: the last one that had begun, else the present one."""
    begun = [each for each in right.statuses if each[0] <= on]
    return max(begun)[1] if begun else right.status


def near(outline: Outline, plot: tuple[float, float], margin: int = MARGIN_METRES) -> bool:
    """Tell whether a plot lies in the outline, or at most `margin` metres outside."""
    from shapely import Point

    lon, lat = plot
    shape, across = _in_metres(outline)
    return bool(shape.distance(Point(lon * across, lat * _METRES_A_DEGREE)) <= margin)


@lru_cache(maxsize=64)
def _in_metres(outline: Outline) -> "tuple[MultiPolygon, float]":
    """Return the outline in metres, and how many of them a degree of longitude has there."""
    # 11 MB with numpy: loaded where a plot is measured, not in every worker.
    from shapely import MultiPolygon, Polygon

    across = _METRES_A_DEGREE * math.cos(math.radians(outline[0][0][0][1]))

    def metres(ring: Ring) -> list[tuple[float, float]]:
        return [(lon * across, lat * _METRES_A_DEGREE) for lon, lat in ring]

    polygons = [
        Polygon(metres(outer), [metres(hole) for hole in holes]) for outer, *holes in outline
    ]
    return MultiPolygon(polygons), across


def season_of(day: date, starts: str) -> date:
    """Return the first day of the season of a day; each one begins on "MM-DD"."""
    year = day.year if f"{day:%m-%d}" >= starts else day.year - 1
    month, first = (int(part) for part in starts.split("-"))
    try:
        return date(year, month, first)
    except ValueError:  # 02-29 in a year without one
        return date(year, month + 1, 1)


def batch_number(number: str) -> int | None:
    """Return in which batch an honour was given: "batch 10" or "第10批" -> 10."""
    found = _BATCH_NUMBER.fullmatch(number.strip())
    return int(found[1]) if found else None


def _of_right(right: RightFacts, kind: _Kind, on: date) -> Sequence[Reason]:
    reasons = []
    if status_on(right, on) != kind.status:
        reasons.append(Reason.NOT_IN_FORCE)
    if right.confidence not in _SURE:
        reasons.append(Reason.DOUBTFUL)
    if right.valid_from is not None and on < right.valid_from:
        reasons.append(Reason.NOT_YET_VALID)
    if right.valid_to is not None and on > right.valid_to:
        reasons.append(Reason.NO_LONGER_VALID)
    return reasons


def _of_area(right: RightFacts, kind: _Kind, batch: BatchFacts) -> Sequence[Reason]:
    codes = [code for code in right.area_codes if len(code) >= kind.shortest_code]
    within = any(batch.village_code.startswith(code) for code in codes)
    if not within:
        return [Reason.OUTSIDE_AREA]
    if right.outline and batch.plot and not near(right.outline, batch.plot):
        return [Reason.PLOT_OUTSIDE]
    return []


def _of_variety(right: RightFacts, batch: BatchFacts) -> Sequence[Reason]:
    """Never on a variety outside the announcement (广东省地理标志条例 art. 20)."""
    if not right.varieties:
        return []
    variety = plain(batch.variety)
    if not variety:
        return [Reason.VARIETY_UNKNOWN]
    announced = {plain(each) for each in right.varieties}
    return [] if variety in announced else [Reason.OTHER_VARIETY]


def _of_user(user: UserFacts | None, on: date) -> Sequence[Reason]:
    if user is None:
        return [Reason.NOT_AUTHORISED]
    reasons = []
    if user.status != "ACTIVE":
        reasons.append(Reason.STRUCK_OFF)
    if on < user.from_on:
        reasons.append(Reason.AUTHORISED_LATER)
    if user.to_on is not None and on > user.to_on:
        reasons.append(Reason.AUTHORISATION_ENDED)
    return reasons
