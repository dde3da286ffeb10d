"""Building and extending the county's network."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction

from logistics.network import codes, queries, rules
from logistics.network.models import Link, Node, NodeKind
from market.merchants.models import Merchant
from market.places import rules as places
from market.places.models import Level, Place


@transaction.atomic
def build_county() -> None:
    """Make the depot, a station a town, a point node a village, and the timetable between them.

    Reads the places, which must be loaded. May be repeated: what exists stays, what is missing
    comes. Merchants get theirs from `merchant_node`.
    """
    county = list(Place.objects.within(settings.COUNTY_CODE).order_by("code"))
    towns = [place for place in county if place.level == Level.TOWNSHIP]
    villages = [place for place in county if place.level == Level.VILLAGE]
    seat = towns[0]
    wanted = [_node(codes.depot(), NodeKind.DEPOT, f"{county[0].short_name}县级仓", seat)]
    wanted += [_node(codes.station(t.code), NodeKind.STATION, f"{t.name}站", t) for t in towns]
    wanted += [_node(codes.point(v.code), NodeKind.POINT, f"{v.name}服务点", v) for v in villages]
    Node.objects.bulk_create(wanted, ignore_conflicts=True)
    nodes = Node.objects.in_bulk([node.code for node in wanted], field_name="code")
    _add_links(nodes, _timetable(nodes, villages))
    queries.forget()


@transaction.atomic
def merchant_node(*, merchant_id: int) -> Node:
    """Return the merchant's node; the first call makes it, with the daily collection."""
    merchant = Merchant.objects.select_related("place").get(pk=merchant_id)
    code = codes.merchant(merchant.slug)
    node, made = Node.objects.get_or_create(
        code=code,
        defaults={
            "kind": NodeKind.MERCHANT,
            "name": merchant.name,
            "place": merchant.place,
            "lat": merchant.place.lat,
            "lon": merchant.place.lon,
        },
    )
    if made:
        depot = Node.objects.get(code=codes.depot())
        departs, arrives = rules.collection_minutes(_metres(node, depot))
        run = rules.Run(code, depot.code, "van", departs, arrives)
        _add_links({code: node, depot.code: depot}, [run])
    return node


def _node(code: str, kind: NodeKind, name: str, place: Place) -> Node:
    return Node(code=code, kind=kind, name=name, place=place, lat=place.lat, lon=place.lon)


def _timetable(nodes: dict[str, Node], villages: Sequence[Place]) -> Iterable[rules.Run]:
    depot = nodes[codes.depot()]
    by_station: dict[str, list[Node]] = defaultdict(list)
    for village in villages:
        by_station[codes.station_of(village.code)].append(nodes[codes.point(village.code)])
    for code, node in nodes.items():
        if node.kind != NodeKind.STATION:
            continue
        for departs, arrives in rules.station_minutes(_metres(depot, node)):
            yield rules.Run(depot.code, code, "post" if departs > 720 else "van", departs, arrives)
        yield rules.Run(code, None, "post", *rules.DOORS)
        stops = sorted(by_station[code], key=lambda point: (_metres(node, point), point.code))
        for rank, point in enumerate(stops):
            yield rules.Run(code, point.code, "van", *rules.village_minutes(rank, len(stops)))


def _add_links(nodes: dict[str, Node], runs: Iterable[rules.Run]) -> None:
    Link.objects.bulk_create(
        [
            Link(
                origin=nodes[run.origin],
                target=nodes[run.target] if run.target else None,
                carrier=run.carrier,
                departs_minute=run.departs_minute,
                arrives_minute=run.arrives_minute,
            )
            for run in runs
        ],
        ignore_conflicts=True,
    )


def _metres(here: Node, there: Node) -> float:
    return places.distance_m(here.lat, here.lon, there.lat, there.lon)
