"""The county's cash and drawers, counted."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from logistics.network.rules import midnight
from market.accounts.actors import Actor, Operator, require
from village_points.cash.models import Shift, Taking
from village_points.points.models import Point


@dataclass(frozen=True, slots=True)
class CountyCash:
    """One business day at all points. `at_work` points have an open drawer now."""

    points: int
    at_work: int
    takings: int
    taken_fen: int


def county_cash(*, actor: Actor, on: date) -> CountyCash:
    """Return the day's cash and who is at work. Three statements. Raises Forbidden."""
    require(actor, Operator)
    taken = Taking.objects.filter(
        at__gte=midnight(on), at__lt=midnight(on + timedelta(days=1))
    ).aggregate(takings=Count("pk"), fen=Coalesce(Sum("amount_fen"), 0))
    return CountyCash(
        points=Point.objects.filter(active=True).count(),
        at_work=Shift.objects.filter(closed_at=None).count(),
        takings=taken["takings"],
        taken_fen=taken["fen"],
    )
