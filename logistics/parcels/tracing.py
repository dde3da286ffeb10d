"""The trace codes of what is in a parcel, and the days of its way, without a place that tells who.

Public: only the merchant's village, the depot, the town and "a village point" are named, never
which point or door.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from logistics.parcels import queries
from logistics.parcels.models import Parcel, ScanKind
from market.batches import tracing
from market.batches.models import TraceCode
from market.kernel import days
from market.orders.models import Line


@dataclass(frozen=True, slots=True)
class LineTrace:
    """A code to print on, or put into, a parcel: for one line's units of one batch."""

    code: str
    address: str
    batch_code: str
    units: int


@dataclass(frozen=True, slots=True)
class WayDay:
    """One step of the way in days. `happened`: it is a fact; else it is planned for that day."""

    kind: str
    on: date
    happened: bool


def give_codes(*, parcel: Parcel, now: datetime) -> None:
    """Make the codes of a packed parcel's lines; repeated, it does nothing."""
    tracing.codes_of_lines(
        packed=[
            tracing.Packed(line=line_id, batch_code=batch["code"], units=batch["quantity"])
            for line_id, snapshot in Line.objects.filter(
                consignment_id=parcel.consignment_id
            ).values_list("public_id", "snapshot")
            for batch in snapshot["batches"]
        ],
        now=now,
    )


def of_lines(line_ids: Iterable[str]) -> dict[str, list[LineTrace]]:
    """Return the codes of lines (public ids). Two statements."""
    codes = list(
        TraceCode.objects.filter(line__in=set(line_ids)).select_related("batch").order_by("pk")
    )
    whole = dict(
        TraceCode.objects.filter(line="", batch__in={code.batch_id for code in codes}).values_list(
            "batch_id", "code"
        )
    )
    found: dict[str, list[LineTrace]] = {}
    for code in codes:
        address = tracing.address(
            batch=code.batch, code=whole.get(code.batch_id, code.code), serial=code.code
        )
        trace = LineTrace(code.code, address, code.batch.code, code.units)
        found.setdefault(code.line, []).append(trace)
    return found


# The stops of a way as a public page names them; the last one is a point or a door, never which.
_KINDS = {ScanKind.PACKED.value: "PACKED", ScanKind.RECEIVED.value: "POINT"}


def way(*, consignment_pk: int) -> list[WayDay]:
    """Return the days on which a parcel was packed, at the depot, in the town, at the point.

    Three statements. What is planned and not yet due stands there too; a hand-over does not: when
    somebody fetched something is theirs to know.
    """
    track = queries.track(consignment_pks=[consignment_pk]).get(consignment_pk)
    steps = []
    for stop in track.stops if track else ():
        when = stop.happened_at or stop.planned_at
        if stop.kind == ScanKind.DELIVERED or when is None:
            continue
        kind = _KINDS.get(stop.kind) or ("DEPOT" if stop.place_code.startswith("D-") else "TOWN")
        steps.append(WayDay(kind, days.day(when), stop.happened_at is not None))
    return steps
