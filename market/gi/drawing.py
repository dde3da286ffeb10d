"""The area of a right as a sketch: the county's outline, its towns and villages, and which of them
belong to the area. Whole numbers, so that a page with it stays small.

Townships and villages stand where `places` drew them, because no source gives their coordinates;
no boundary of a township is known, and none is drawn.
"""

import functools
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import resources

from django.conf import settings

from market.gi import areas
from market.gi.models import Right
from market.gi.rules import Outline
from market.places.models import Level, Place

WIDTH = 720
_EDGE = 8

Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A town or village of the sketch; `within` tells whether it belongs to the area."""

    code: str
    name: str
    town: bool
    x: int
    y: int
    within: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """Lines are SVG path data in a box of `width` by `height`; `area` is the right's own outline.

    `whole` tells that all of the county belongs to it. `names` are the places of the area, the
    largest only: of a whole county the county.
    """

    width: int
    height: int
    county: str
    area: str
    whole: bool
    marks: tuple[Mark, ...]
    names: tuple[str, ...]


def sketch(right: Right) -> Sketch | None:
    """Draw a right's area; None where it does not reach into this county. One statement."""
    county: str = settings.COUNTY_CODE
    codes = [
        code for code in right.area_codes if code.startswith(county) or county.startswith(code)
    ]
    boundary = _boundary(county)
    if not codes or not boundary:
        return None
    places = list(
        Place.objects.within(county)
        .order_by("code")
        .values_list("code", "name", "level", "lat", "lon")
    )
    project, height = _projection(boundary)
    marks = tuple(
        Mark(code, name, level == Level.TOWNSHIP, *project(lon, lat), within=_within(code, codes))
        for code, name, level, lat, lon in places
        if level != Level.COUNTY
    )
    whole = any(county.startswith(code) for code in codes)
    return Sketch(
        width=WIDTH,
        height=height,
        county=_path(boundary, project),
        area=_path(areas.outline_of(right.outline), project),
        whole=whole,
        marks=marks,
        names=tuple(_names(codes, [(code, name) for code, name, *_ in places], whole)),
    )


def _within(code: str, codes: Sequence[str]) -> bool:
    return any(code.startswith(area) for area in codes)


def _names(codes: Sequence[str], places: Sequence[tuple[str, str]], whole: bool) -> Iterable[str]:
    named = dict(places)
    if whole:
        return [named.get(settings.COUNTY_CODE, "")]
    return [
        f"{named.get(code[:9], '')}{named[code]}" if len(code) == 12 else named[code]
        for code in sorted(codes)
        if code in named
    ]


@functools.cache
def _boundary(county: str) -> Outline:
    """Return the county's outline; empty for a county whose outline is not kept here."""
    file = resources.files("market.gi") / "data" / f"{county}.geojson"
    if not file.is_file():
        return ()
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return next(
        (areas.outline_of(f["geometry"]) for f in features if f["properties"]["code"] == county), ()
    )


def _projection(boundary: Outline) -> tuple[Callable[[float, float], Spot], int]:
    """Return degrees to the sketch's points, true in the county's middle, and its height."""
    points = [point for polygon in boundary for ring in polygon for point in ring]
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    narrow = math.cos(math.radians((min(lats) + max(lats)) / 2))
    scale = (WIDTH - 2 * _EDGE) / ((max(lons) - min(lons)) * narrow)

    def project(lon: float, lat: float) -> Spot:
        return (
            round(_EDGE + (lon - min(lons)) * narrow * scale),
            round(_EDGE + (max(lats) - lat) * scale),
        )

    return project, round((max(lats) - min(lats)) * scale) + 2 * _EDGE


def _path(outline: Outline, project: Callable[[float, float], Spot]) -> str:
    parts = []
    for polygon in outline:
        for ring in polygon:
            spots = [project(lon, lat) for lon, lat in ring]
            parts.append("M" + "L".join(f"{x} {y}" for x, y in spots[:-1]) + "Z")
    return "".join(parts)
