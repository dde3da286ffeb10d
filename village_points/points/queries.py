"""Reading points: nearest, by town, by code; and who works where."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import ExpressionWrapper, F, FloatField, QuerySet

from market.accounts.actors import Clerk
from market.places import rules as places
from village_points.points.models import ClerkPost, Point

# So many more than asked for are read by the rough distance, then ranked by the exact one.
_SPARE = 10


@dataclass(frozen=True, slots=True)
class PointView:
    """What anybody may see of a point. Minutes of the day in Beijing; metres from the asker."""

    pk: int
    id: str
    code: str
    name: str
    address: str
    phone: str
    village_code: str
    village_name: str
    town_code: str
    town_name: str
    lat: float
    lon: float
    opens_minute: int
    closes_minute: int
    active: bool
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class TownPoints:
    """A town and how many points it has."""

    code: str
    name: str
    points: int


_FIELDS = (
    "pk",
    "public_id",
    "code",
    "name",
    "address",
    "phone",
    "place_id",
    "place__name",
    "place__parent_id",
    "place__parent__name",
    "node__lat",
    "node__lon",
    "opens_minute",
    "closes_minute",
    "active",
)


def nearest_points(*, lat: float, lon: float, first: int) -> list[PointView]:
    """Return the `first` active points nearest to a place, nearest first. One statement."""
    east = math.cos(math.radians(lat))
    rough = (F("node__lat") - lat) * (F("node__lat") - lat) + (F("node__lon") - lon) * (
        F("node__lon") - lon
    ) * (east * east)
    rows = (
        Point.objects.filter(active=True)
        .annotate(rough=ExpressionWrapper(rough, output_field=FloatField()))
        .order_by("rough", "code")
        .values_list(*_FIELDS)[: first + _SPARE]
    )
    found = [_view(row, (lat, lon)) for row in rows]
    return sorted(found, key=lambda point: (point.distance_m or 0, point.code))[:first]


def points_by_town(town_code: str) -> list[PointView]:
    """Return the active points of a town, by village code. One statement."""
    return _views(Point.objects.filter(active=True, place__parent_id=town_code).order_by("code"))


def points_by_codes(point_codes: Iterable[str]) -> dict[str, PointView]:
    """Return code -> point, closed ones too. One statement."""
    found = _views(Point.objects.filter(code__in=list(point_codes)))
    return {point.code: point for point in found}


def point(code: str) -> PointView | None:
    """Return the point with this code, active or not."""
    return points_by_codes([code]).get(code)


def own_point(actor: Clerk) -> PointView:
    """Return the point at which a clerk works."""
    return _views(Point.objects.filter(pk=actor.point_id))[0]


def towns() -> list[TownPoints]:
    """Return the towns that have active points, by code, with their number. One statement."""
    rows = Point.objects.filter(active=True).values_list("place__parent_id", "place__parent__name")
    counted = Counter((code or "", name) for code, name in rows)
    return [TownPoints(code, name, count) for (code, name), count in sorted(counted.items())]


def clerk_actor(user_id: int) -> Clerk | None:
    """Return the actor of a user who works at a point now; None for everybody else."""
    point_id = (
        ClerkPost.objects.filter(
            user_id=user_id, active=True, user__is_active=True, point__active=True
        )
        .values_list("point_id", flat=True)
        .first()
    )
    return None if point_id is None else Clerk(user_id=user_id, point_id=point_id)


def _views(rows: QuerySet[Point]) -> list[PointView]:
    return [_view(row, None) for row in rows.values_list(*_FIELDS)]


def _view(row: tuple[Any, ...], near: tuple[float, float] | None) -> PointView:
    view = PointView(*row)
    if near is None:
        return view
    return replace(view, distance_m=places.distance_m(*near, view.lat, view.lon))
