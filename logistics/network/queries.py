"""Routes and promises. The promise stands on every product page, so it is computed in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from logistics.network import codes, rules
from logistics.network.models import Link, Node
from market.kernel import days
from market.kernel.errors import NotFound
from market.places import rules as places
from market.places.models import Place

# A changed timetable shows in promises within this time; plans of parcels read it fresh.
KEPT_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class _Known:
    """The part of the network that promises need, as read at one moment."""

    read_at: datetime
    from_depot: dict[str, tuple[rules.Run, ...]]
    doors: dict[str, tuple[rules.Run, ...]]
    round_of: dict[str, tuple[rules.Run, ...]]
    depot_at: tuple[float, float]
    collections: dict[str, tuple[int, int]]


_known: _Known | None = None


def forget() -> None:
    """Let the next promise read the timetable again."""
    global _known
    _known = None


def promise(*, village_code: str, origin_place_code: str | None = None, now: datetime) -> date:
    """Return the day on which goods bought now can be fetched in a village.

    Without an origin it holds for a seller anywhere in the county. Normally no statement; one
    that reads the timetable once a minute. Raises NotFound for a village that is not served.
    """
    return days.day(
        promised_at(village_code=village_code, origin_place_code=origin_place_code, now=now)
    )


def promised_at(
    *,
    village_code: str,
    origin_place_code: str | None = None,
    to_door: bool = False,
    now: datetime,
) -> datetime:
    """As `promise`, but the moment; `to_door`: brought to an address in the village."""
    known = _network(now, village_code)
    station = codes.station_of(village_code)
    if codes.point(village_code) not in known.round_of:
        raise NotFound("village")
    departs, arrives = _collection(known, origin_place_code)
    runs = [
        rules.Run("origin", codes.depot(), "van", departs, arrives),
        *known.from_depot[station],
        *(known.doors[station] if to_door else known.round_of[codes.point(village_code)]),
    ]
    target = None if to_door else codes.point(village_code)
    return rules.plan(runs, "origin", target, now + rules.PACKING).arrives_at


def runs_to(*, origin_code: str, village_code: str) -> list[rules.Run]:
    """Return the runs that can serve goods from one node to a village: one statement, few rows."""
    station, depot = codes.station_of(village_code), codes.depot()
    useful = (
        Q(origin__code=origin_code)
        | Q(origin__code=depot, target__code=station)
        | Q(origin__code=station, target__code=codes.point(village_code))
        | Q(origin__code=station, target=None)
    )
    return [
        rules.Run(*row)
        for row in Link.objects.filter(useful)
        .order_by("id")
        .values_list("origin__code", "target__code", "carrier", "departs_minute", "arrives_minute")
    ]


def node_keys(node_codes: Sequence[str]) -> dict[str, int]:
    """Return code -> database key of nodes."""
    return dict(Node.objects.filter(code__in=node_codes).values_list("code", "pk"))


def _collection(known: _Known, origin_place_code: str | None) -> tuple[int, int]:
    if origin_place_code is None:
        return rules.EARLIEST_COLLECTION, rules.COLLECTED_BY
    if origin_place_code not in known.collections:
        place = Place.objects.filter(pk=origin_place_code).values_list("lat", "lon").first()
        if place is None:
            raise NotFound("origin")
        metres = places.distance_m(*place, *known.depot_at)
        known.collections[origin_place_code] = rules.collection_minutes(metres)
    return known.collections[origin_place_code]


def _network(now: datetime, village_code: str) -> _Known:
    global _known
    known = _known
    fresh = known is not None and abs(now - known.read_at) < KEPT_FOR
    if known is None or not fresh or codes.point(village_code) not in known.round_of:
        known = _known = _read(now)
    return known


def _read(now: datetime) -> _Known:
    from_depot: dict[str, tuple[rules.Run, ...]] = {}
    doors: dict[str, tuple[rules.Run, ...]] = {}
    round_of: dict[str, tuple[rules.Run, ...]] = {}
    depot_at = (0.0, 0.0)
    rows = Link.objects.exclude(origin__kind="MERCHANT").values_list(
        "origin__code",
        "target__code",
        "carrier",
        "departs_minute",
        "arrives_minute",
        "origin__lat",
        "origin__lon",
    )
    for origin, target, carrier, departs, arrives, lat, lon in rows:
        run = rules.Run(origin, target, carrier, departs, arrives)
        if run.origin == codes.depot():
            depot_at = (lat, lon)
            _append(from_depot, run.target, run)
        elif run.target is None:
            _append(doors, run.origin, run)
        else:
            _append(round_of, run.target, run)
    return _Known(now, from_depot, doors, round_of, depot_at, {})


def _append(runs: dict[str, tuple[rules.Run, ...]], key: str | None, run: rules.Run) -> None:
    if key is not None:
        runs[key] = (*runs.get(key, ()), run)
