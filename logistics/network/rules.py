"""When goods arrive: earliest arrival over the daily timetable. Pure, in Beijing time."""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from market.kernel import days

DAY = 1440

# A merchant gets this long to pack before the van may count on the parcel.
PACKING = timedelta(hours=2)
COLLECTED_BY = 17 * 60
EARLIEST_COLLECTION = 14 * 60
# Village roads: 25 km an hour, loading included.
_METRES_A_MINUTE = 25_000 / 60


@dataclass(frozen=True, slots=True)
class Run:
    """One daily run between nodes, by code; `target` None: to the doors of the origin's town."""

    origin: str
    target: str | None
    carrier: str
    departs_minute: int
    arrives_minute: int


@dataclass(frozen=True, slots=True)
class PlannedLeg:
    """One run on one day."""

    origin: str
    target: str | None
    carrier: str
    departs_at: datetime
    arrives_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """The legs in order; without legs the goods are where they should be."""

    legs: tuple[PlannedLeg, ...]
    arrives_at: datetime

    @property
    def promised_on(self) -> date:
        """The day of arrival in Beijing."""
        return days.day(self.arrives_at)


class NoRoute(ValueError):
    """The timetable does not lead there: a fault of the network's data, not of a person."""


def midnight(day: date) -> datetime:
    """Return the first moment of a day in Beijing, in UTC."""
    return datetime.combine(day, time(), days.SHANGHAI).astimezone(UTC)


def minute_of_day(at: datetime) -> int:
    """Return the minutes since midnight in Beijing."""
    local = at.astimezone(days.SHANGHAI)
    return local.hour * 60 + local.minute


def next_departure(run: Run, ready_at: datetime) -> datetime:
    """Return the first departure at or after `ready_at`."""
    departs = midnight(days.day(ready_at)) + timedelta(minutes=run.departs_minute)
    return departs if departs >= ready_at else departs + timedelta(days=1)


def plan(links: Iterable[Run], origin: str, target: str | None, now: datetime) -> Plan:
    """Return the plan that arrives first when the goods are ready at `origin` from `now` on.

    `target` None plans to the doors. Of equal arrivals the one with fewer legs is taken, so the
    same timetable always gives the same plan. Raises NoRoute.
    """
    runs_from: dict[str, list[Run]] = defaultdict(list)
    for run in links:
        runs_from[run.origin].append(run)
    tie = itertools.count()
    best: set[str | None] = set()
    queue: list[tuple[datetime, int, int, str | None, tuple[PlannedLeg, ...]]] = [
        (now, 0, next(tie), origin, ())
    ]
    while queue:
        at, _, _, node, legs = heapq.heappop(queue)
        if node == target:
            return Plan(legs, at)
        if node is None or node in best:
            continue
        best.add(node)
        for run in runs_from[node]:
            if run.target not in best:
                leg = _on(run, at)
                heapq.heappush(
                    queue, (leg.arrives_at, len(legs) + 1, next(tie), run.target, (*legs, leg))
                )
    raise NoRoute(f"no route from {origin} to {target or 'the doors'}")


def _on(run: Run, ready_at: datetime) -> PlannedLeg:
    departs_at = next_departure(run, ready_at)
    arrives_at = departs_at + timedelta(minutes=run.arrives_minute - run.departs_minute)
    return PlannedLeg(run.origin, run.target, run.carrier, departs_at, arrives_at)


def collection_minutes(metres_to_depot: float) -> tuple[int, int]:
    """Return when the van collects at a merchant and when it is at the depot, in minutes.

    Always at the depot by 17:00; far merchants are collected earlier, none before 14:00.
    """
    driving = round(metres_to_depot / _METRES_A_MINUTE)
    return max(EARLIEST_COLLECTION, COLLECTED_BY - 30 - driving), COLLECTED_BY


def village_minutes(rank: int, of: int) -> tuple[int, int]:
    """Return when the morning round leaves a station and reaches its `rank`-th of `of` points.

    The round leaves at 8:10; the last point has its parcels before noon.
    """
    first, last = 8 * 60 + 30, 11 * 60 + 50
    return 8 * 60 + 10, first + (last - first) * rank // max(of, 1)


def station_minutes(metres_to_depot: float) -> list[tuple[int, int]]:
    """Return the two daily runs from the depot to a town: the evening's and the morning's."""
    driving = max(10, round(metres_to_depot / (_METRES_A_MINUTE * 1.4)))
    return [(18 * 60, 18 * 60 + driving), (6 * 60 + 40, 6 * 60 + 40 + driving)]


# The postman's round from a town station: out at 9:00, the last door by 17:00.
DOORS = (9 * 60, 17 * 60)
