"""What a trace code tells anybody who scans it: nothing about who bought."""

from typing import Any

import graphene

from logistics.parcels import tracing as parcels
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import Picture

WayKind = graphene.Enum(
    "WayKind",
    [(kind, kind) for kind in ("PACKED", "DEPOT", "TOWN", "POINT")],
    description="A step of the way; which point or town it was is not told.",
)


class WayDay(graphene.ObjectType):
    """One step of the way, in days."""

    kind = graphene.Field(WayKind, required=True)
    on = f.date()
    happened = f.yes("Else it is planned for that day.")


class TraceBadge(graphene.ObjectType):
    """A right as it could be shown on a day: the order's, or today's for a whole batch."""

    code = f.text()
    text = f.text()
    right_id = f.key()
    on = f.date()


class TracePromise(graphene.ObjectType):
    """The 承诺达标合格证 of the batch."""

    number = f.text()
    issued_on = f.date()


class TraceCancelled(graphene.ObjectType):
    """A certificate that was issued for the batch and no longer holds."""

    number = f.text()
    on = f.date("Since when.")


class TraceOrigin(graphene.ObjectType):
    """Where and when a part of a mixed batch was harvested."""

    village_name = f.text()
    harvested_on = f.date()


class TraceReport(graphene.ObjectType):
    """Who tested the batch, and when."""

    laboratory = f.text()
    tested_on = f.date()


class Trace(graphene.ObjectType):
    """A batch, or one parcel's units of it."""

    code = f.key()
    of_line = f.yes("It is the code of one parcel's goods, not of a whole batch.")
    product_name = f.text()
    variant_name = f.text()
    product_slug = f.text("Empty where it is not for sale any more.")
    picture = f.maybe(Picture)
    merchant_name = f.text()
    merchant_slug = f.text()
    batch_code = f.text()
    village_name = f.text()
    harvested_on = f.date()
    packed_on = graphene.Date()
    expires_on = f.date("The first day on which it is not sold.")
    storage_label = f.text()
    certificate = f.maybe(TracePromise, "The one that holds.")
    cancelled = f.several(TraceCancelled, "Certificates that no longer hold, the last one first.")
    reports = f.several(TraceReport)
    origins = f.several(TraceOrigin, "What it was mixed from; empty for a harvest.")
    badge = f.maybe(TraceBadge)
    copied = f.yes("It was opened as only a code is that stands on more goods than were sold.")
    way = f.several(WayDay, "Of a parcel's goods only.")

    @staticmethod
    def resolve_way(story: Any, _info: Any) -> Any:
        pk = story.consignment_pk
        return parcels.way(consignment_pk=pk) if pk is not None else []
