"""Points, their clerks, and whether one is open."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from logistics.network import rules as network
from logistics.network.models import Node, NodeKind
from market.kernel.errors import DomainError, Invalid, NotFound
from village_points.points import rules
from village_points.points.delivery import full_name
from village_points.points.models import ClerkPost, Point


@dataclass(eq=False)
class PointClosed(DomainError):
    """The point does not work now. Hours in minutes of the day in Beijing."""

    code: ClassVar[str] = "POINT_CLOSED"
    opens_minute: int
    closes_minute: int


@transaction.atomic
def open_all(*, phone_prefix: str) -> int:
    """Make a point for every point node that has none, and return how many were made.

    Their telephone numbers are the prefix and four digits that count up by code.
    """
    nodes = list(
        Node.objects.filter(kind=NodeKind.POINT, point=None)
        .select_related("place__parent__parent")
        .order_by("code")
    )
    first = Point.objects.count() + 1
    points = [
        _new_point(node, f"{phone_prefix}{first + index:04d}") for index, node in enumerate(nodes)
    ]
    return len(Point.objects.bulk_create(points))


@transaction.atomic
def set_hours(*, point_id: int, opens_minute: int, closes_minute: int) -> Point:
    """Change a point's hours. Raises NotFound and Invalid."""
    if not 0 <= opens_minute < closes_minute <= network.DAY:
        raise Invalid("opensMinute", "hours")
    point = Point.objects.select_for_update(no_key=True).filter(pk=point_id).first()
    if point is None:
        raise NotFound("point")
    point.opens_minute, point.closes_minute = opens_minute, closes_minute
    point.save(update_fields=["opens_minute", "closes_minute", "updated_at"])
    return point


@transaction.atomic
def appoint_clerk(*, user_id: int, point_code: str) -> ClerkPost:
    """Let a user work at a point, and at no other from now on. Raises NotFound."""
    point = Point.objects.filter(code=point_code).first()
    if point is None:
        raise NotFound("point")
    post, _ = ClerkPost.objects.update_or_create(
        user_id=user_id, defaults={"point": point, "active": True}
    )
    return post


def require_open(*, point_id: int, now: datetime) -> Point:
    """Return the point if it works now. Raises NotFound and PointClosed."""
    point = Point.objects.select_related("place__parent").filter(pk=point_id).first()
    if point is None or not point.active:
        raise NotFound("point")
    if not rules.is_open(
        opens_minute=point.opens_minute,
        closes_minute=point.closes_minute,
        minute=network.minute_of_day(now),
    ):
        raise PointClosed(point.opens_minute, point.closes_minute)
    return point


def _new_point(node: Node, phone: str) -> Point:
    village = node.place
    opens, closes = rules.usual_hours(village.code)
    return Point(
        code=node.code,
        node=node,
        place=village,
        name=node.name,
        address=full_name(village),
        phone=phone,
        opens_minute=opens,
        closes_minute=closes,
    )
