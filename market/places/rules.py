"""Distances, names and the drawing of coordinates. Pure.

shapely takes 11 MB with numpy; it is loaded where an area is asked about, not in every worker.
"""

import functools
import math
import random
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    import shapely

EARTH_METRES = 6_371_008.8
# Metres of one degree of latitude.
DEGREE_METRES = EARTH_METRES * math.pi / 180
# The outline's datum is not stated and may be off by some 500 m, so draws keep this far inside.
MARGIN_METRES = 600
SEED = 430423

Point = tuple[float, float]  # latitude, longitude
Ring = Sequence[Point]


class Located(Protocol):
    """Anything with a place on the map, in degrees."""

    @property
    def lat(self) -> float: ...

    @property
    def lon(self) -> float: ...


L = TypeVar("L", bound=Located)

# Longest first: what a committee or a place is called, and what is left of it when spoken.
_COMMITTEES = (
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
)
_ENDINGS = ("社区", "街道", "村", "镇", "乡", "县", "区")


def distance_m(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> int:
    """Return the great-circle distance in whole metres."""
    lat_a, lat_b = math.radians(a_lat), math.radians(b_lat)
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b_lon - a_lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return round(2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(h))))


def nearest(lat: float, lon: float, places: Iterable[L]) -> list[tuple[int, L]]:
    """Return (metres, place) pairs, nearest first; equally far ones keep their order."""
    found = [(distance_m(lat, lon, place.lat, place.lon), place) for place in places]
    return sorted(found, key=lambda pair: pair[0])


def place_name(official: str) -> str:
    """Return the place that a committee stands for: 立新村委会 -> 立新村."""
    for ending, said in _COMMITTEES:
        if official.endswith(ending) and len(official) > len(ending):
            stem = official.removesuffix(ending)
            return stem if stem.endswith(said) else stem + said
    return official


def short_name(name: str) -> str:
    """Return the name without its kind, 永和乡 -> 永和, unless a single character were left."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def area_of(rings: Sequence[Ring]) -> "shapely.Geometry":
    """Return the area within an outline; rings within rings are holes. Made once, asked often."""
    import shapely

    parts = [shapely.Polygon([(lon, lat) for lat, lon in ring]) for ring in rings]
    area = functools.reduce(shapely.symmetric_difference, parts)
    shapely.prepare(area)
    return area


def inside(point: Point, area: "shapely.Geometry") -> bool:
    """Tell whether a point lies in the area."""
    import shapely

    return bool(shapely.contains_xy(area, point[1], point[0]))


def moved(point: Point, north_m: float, east_m: float) -> Point:
    """Return the point so many metres further north and east."""
    lat, lon = point
    return (
        lat + north_m / DEGREE_METRES,
        lon + east_m / (DEGREE_METRES * math.cos(math.radians(lat))),
    )


def well_inside(point: Point, area: "shapely.Geometry", margin_m: float = MARGIN_METRES) -> bool:
    """Tell whether a point and its surroundings at `margin_m` lie in the area."""
    import shapely

    steps = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
    around = [moved(point, n * margin_m, e * margin_m) for n, e in steps]
    lats, lons = zip(*around, strict=True)
    return bool(shapely.contains_xy(area, lons, lats).all())


def draw_towns(codes: Sequence[str], area: "shapely.Geometry") -> dict[str, Point]:
    """Return a drawn point for each town, spread apart: of 60 candidates the loneliest is taken.

    No source gives coordinates, so these are fiction with a fixed seed: the same codes and area
    give the same points on every machine. Raises ValueError for an area that is too small.
    """
    chosen: dict[str, Point] = {}
    for code in sorted(codes):
        dice = random.Random(f"{SEED}:{code}")  # noqa: S311 - a fixed draw, not a secret
        candidates = [_anywhere(dice, area) for _ in range(60)]
        chosen[code] = max(candidates, key=lambda point: _lonely(point, chosen.values()))
    return chosen


def draw_villages(
    codes: Sequence[str], town: str, towns: dict[str, Point], area: "shapely.Geometry"
) -> dict[str, Point]:
    """Return a drawn point for each village of a town: in the area, nearer to it than to others.

    Within 9 km of the town and spread apart, by the same fixed seed as `draw_towns`.
    """
    home = towns[town]
    chosen: dict[str, Point] = {}
    for code in sorted(codes):
        dice = random.Random(f"{SEED}:{code}")  # noqa: S311 - a fixed draw, not a secret
        candidates = [_near(dice, home, town, towns, area) for _ in range(8)]
        taken = [home, *chosen.values()]
        chosen[code] = max(candidates, key=lambda point: _lonely(point, taken))
    return chosen


def _lonely(point: Point, others: Iterable[Point]) -> float:
    """Return how far the nearest of the others is; without others all are equally lonely."""
    return min((float(distance_m(*point, *other)) for other in others), default=0.0)


def _anywhere(dice: random.Random, area: "shapely.Geometry") -> Point:
    import shapely

    west, south, east, north = shapely.bounds(area)
    for _ in range(2000):
        point = (dice.uniform(south, north), dice.uniform(west, east))
        if well_inside(point, area):
            return _rounded(point)
    raise ValueError("the area has no room that far from its outline")


def _near(
    dice: random.Random, home: Point, town: str, towns: dict[str, Point], area: "shapely.Geometry"
) -> Point:
    for _ in range(200):
        away = 9_000 * math.sqrt(dice.random())
        turn = dice.uniform(0, 2 * math.pi)
        point = moved(home, away * math.cos(turn), away * math.sin(turn))
        if not well_inside(point, area):
            continue
        if min(towns, key=lambda code: distance_m(*point, *towns[code])) == town:
            return _rounded(point)
    return home


def _rounded(point: Point) -> Point:
    return round(point[0], 6), round(point[1], 6)
