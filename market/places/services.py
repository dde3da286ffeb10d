"""Loading the county's division codes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from market.kernel import pinyin
from market.kernel.errors import Invalid
from market.places import rules
from market.places.models import Level, Place

_LEVELS = {6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE}


@dataclass(frozen=True, slots=True)
class Division:
    """One row of the official list: 6, 9 or 12 digits, the name, and the kind as published."""

    code: str
    name: str
    kind: str


@transaction.atomic
def load_divisions(*, rows: Sequence[Division], boundary: Sequence[rules.Ring]) -> int:
    """Write one county's places and return their number; loading again updates them in place.

    `boundary` is the county's outline as rings of (latitude, longitude); coordinates are drawn
    inside it (`rules.draw_towns`). Raises Invalid("rows", "county" | "code" | "parent" |
    "twice"); then nothing is written.
    """
    codes = [row.code for row in rows]
    _check(codes)
    points = _draw(codes, boundary)
    Place.objects.bulk_create(
        [_place(row, points[row.code]) for row in sorted(rows, key=lambda row: row.code)],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "name", "short_name", "level", "kind", "parent", "pinyin", "initials", "lat", "lon"
        ],
    )  # fmt: skip
    return len(rows)


def _check(codes: Sequence[str]) -> None:
    if len([code for code in codes if len(code) == 6]) != 1:
        raise Invalid("rows", "county")
    if len(set(codes)) != len(codes):
        raise Invalid("rows", "twice")
    known = set(codes)
    for code in codes:
        if not (code.isascii() and code.isdigit() and len(code) in _LEVELS):
            raise Invalid("rows", "code")
        if len(code) > 6 and code[:-3] not in known:
            raise Invalid("rows", "parent")


def _draw(codes: Sequence[str], boundary: Sequence[rules.Ring]) -> dict[str, rules.Point]:
    county = next(code for code in codes if len(code) == 6)
    if len(codes) == 1:
        # A county alone stands at the first point given; that need not be an outline.
        return {county: boundary[0][0]}
    area = rules.area_of(boundary)
    towns = rules.draw_towns([code for code in codes if len(code) == 9], area)
    villages: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        if len(code) == 12:
            villages[code[:9]].append(code)
    points = dict(towns)
    for town, within in villages.items():
        points.update(rules.draw_villages(within, town, towns, area))
    # The county stands where its seat does: the first town of the list, by the code's order.
    points[county] = towns[min(towns)] if towns else boundary[0][0]
    return points


def _place(row: Division, point: rules.Point) -> Place:
    name = rules.place_name(row.name)
    return Place(
        code=row.code,
        name=name,
        short_name=rules.short_name(name),
        level=_LEVELS[len(row.code)],
        kind=row.kind,
        parent_id=row.code[:-3] if len(row.code) > 6 else None,
        pinyin=pinyin.full(name, max_length=128),
        initials=pinyin.initials(name, max_length=32),
        lat=point[0],
        lon=point[1],
    )
