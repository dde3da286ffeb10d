"""Where parcels are, were and will be. Plain rows, a constant number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from logistics.network.models import Node, NodeKind
from logistics.parcels.models import Leg, Parcel, ParcelState, Scan, ScanKind
from market.accounts.actors import Actor
from market.kernel import days

ON_THEIR_WAY = (ParcelState.PLANNED, ParcelState.PACKED, ParcelState.ON_THE_WAY)


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the way: when it is planned, and when it happened (None: not yet).

    `place` is empty at a receiver's door. `kind` is a `ScanKind`.
    """

    kind: str
    place_code: str
    place: str
    planned_at: datetime | None
    happened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Track:
    """A parcel's way from the merchant to the receiver."""

    parcel_id: str
    consignment_pk: int
    waybill: str
    state: str
    promised_on: date
    # When the last place is reached by the present plan.
    expected_at: datetime | None
    stops: tuple[Stop, ...]

    @property
    def late(self) -> bool:
        """Whether the present plan misses the promised day."""
        return self.expected_at is not None and days.day(self.expected_at) > self.promised_on


@dataclass(frozen=True, slots=True)
class Due:
    """A parcel that is to come through a place."""

    parcel_id: str
    waybill: str
    state: str
    order_id: str
    order_number: str
    buyer_name: str
    merchant_name: str
    gross_grams: int
    promised_on: date
    deliver_to: str


_DUE = (
    "public_id",
    "waybill",
    "state",
    "consignment__order__public_id",
    "consignment__order__number",
    "consignment__order__buyer_name",
    "consignment__merchant__name",
    "gross_grams",
    "promised_on",
    "consignment__order__deliver_to",
)


def track(*, consignment_pks: Sequence[int]) -> dict[int, Track]:
    """Return consignment key -> track for those that have a parcel. Three statements."""
    parcels = list(Parcel.objects.filter(consignment_id__in=consignment_pks))
    keys = [parcel.pk for parcel in parcels]
    legs: dict[int, list[Leg]] = defaultdict(list)
    for leg in (
        Leg.objects.filter(parcel_id__in=keys).select_related("origin", "target").order_by("seq")
    ):
        legs[leg.parcel_id].append(leg)
    scans: dict[int, list[Scan]] = defaultdict(list)
    for scan in Scan.objects.filter(parcel_id__in=keys).order_by("id"):
        scans[scan.parcel_id].append(scan)
    return {
        parcel.consignment_id: _track(parcel, legs[parcel.pk], scans[parcel.pk])
        for parcel in parcels
    }


def parcel_by_waybill(*, actor: Actor, waybill: str) -> Parcel | None:
    """Return the parcel with a waybill that the actor may see."""
    return Parcel.objects.visible_to(actor).filter(waybill=waybill).first()


def expected_at_point(*, point_id: int, first: int = 200) -> list[Due]:
    """Return what is still on its way to a village point, soonest promised first. One statement."""
    rows = (
        Parcel.objects.filter(consignment__order__point_id=point_id, state__in=ON_THEIR_WAY)
        .order_by("promised_on", "id")
        .values_list(*_DUE)[:first]
    )
    return [Due(*row) for row in rows]


def count_expected_at_point(*, point_id: int) -> int:
    """Return how many parcels are still on their way to a village point. One statement."""
    return Parcel.objects.filter(
        consignment__order__point_id=point_id, state__in=ON_THEIR_WAY
    ).count()


def due_at_node(*, node_code: str, first: int = 200) -> list[Due]:
    """Return what is packed or on its way, comes through a node and was not scanned there yet."""
    here = Scan.objects.filter(node__code=node_code).values("parcel_id")
    rows = (
        Parcel.objects.filter(
            legs__target__code=node_code, state__in=(ParcelState.PACKED, ParcelState.ON_THE_WAY)
        )
        .exclude(pk__in=here)
        .order_by("promised_on", "id")
        .values_list(*_DUE)[:first]
    )
    return [Due(*row) for row in rows]


def due_at_doors(*, first: int = 200) -> list[Due]:
    """Return what lies at its town's station for the postman's round to the doors. One statement.

    `services.deliver_to_door` ends its way.
    """
    rows = (
        Parcel.objects.filter(
            state=ParcelState.ON_THE_WAY,
            legs__target=None,
            scans__kind=ScanKind.ARRIVED,
            scans__node=F("legs__origin"),
        )
        .order_by("promised_on", "id")
        .values_list(*_DUE)[:first]
    )
    return [Due(*row) for row in rows]


def _track(parcel: Parcel, legs: list[Leg], scans: list[Scan]) -> Track:
    happened = {(scan.node_id, scan.kind): scan.at for scan in scans}
    stops: list[Stop] = []
    for leg in legs:
        if not stops:
            stops.append(_stop(ScanKind.PACKED, leg.origin, leg.departs_at, happened))
        if leg.target is not None:
            at_point = leg.target.kind == NodeKind.POINT
            kind = ScanKind.RECEIVED if at_point else ScanKind.ARRIVED
            stops.append(_stop(kind, leg.target, leg.arrives_at, happened))
    last = legs[-1] if legs else None
    if last is not None:
        # At a point people come when they like; the postman has a time.
        planned = None if last.target else last.arrives_at
        stops.append(_stop(ScanKind.DELIVERED, last.target, planned, happened))
    return Track(
        parcel.public_id,
        parcel.consignment_id,
        parcel.waybill,
        parcel.state,
        parcel.promised_on,
        last.arrives_at if last else None,
        tuple(stops),
    )


def _stop(
    kind: ScanKind,
    node: Node | None,
    planned_at: datetime | None,
    happened: Mapping[tuple[int | None, str], datetime],
) -> Stop:
    key = node.pk if node else None
    code, name = (node.code, node.name) if node else ("", "")
    return Stop(kind.value, code, name, planned_at, happened.get((key, kind.value)))
