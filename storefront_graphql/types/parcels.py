"""How goods travel."""

from enum import StrEnum
from typing import Any

import graphene

from logistics.parcels import queries as parcels
from logistics.parcels.models import ParcelState, ScanKind
from storefront_graphql.types import fields as f


def labelled(choices: Any, description: str) -> Any:
    """Return a GraphQL enum of stored choices; as an argument it arrives as its text."""
    pairs = [(value, value) for value in choices.values]
    values = StrEnum(choices.__name__, pairs)  # type: ignore[misc]  # named at run time
    return graphene.Enum.from_enum(values, description=description)


ParcelStateEnum = labelled(ParcelState, "Where a parcel stands.")
ScanKindEnum = labelled(ScanKind, "What happened to a parcel at a place.")


class Stop(graphene.ObjectType):
    """One step of the way: when it is planned, and when it happened."""

    kind = graphene.Field(ScanKindEnum, required=True)
    label = f.text("The kind in Chinese.")
    place_code = f.text()
    place = f.text("Empty at a receiver's door.")
    planned_at = graphene.DateTime()
    happened_at = graphene.DateTime()

    @staticmethod
    def resolve_label(stop: Any, _info: Any) -> str:
        return str(ScanKind(stop.kind).label)


class Track(graphene.ObjectType):
    """A parcel's way from the merchant to the receiver."""

    parcel_id = f.key()
    waybill = f.key()
    state = graphene.Field(ParcelStateEnum, required=True)
    state_label = f.text()
    promised_on = f.date()
    expected_at = graphene.DateTime(description="By the present plan.")
    late = f.yes("The present plan misses the promised day.")
    stops = f.several(Stop)

    @staticmethod
    def resolve_state_label(track: Any, _info: Any) -> str:
        return str(ParcelState(track.state).label)


class DueParcel(graphene.ObjectType):
    """A parcel that is to come through a place."""

    parcel_id = f.key()
    waybill = f.key()
    state = graphene.Field(ParcelStateEnum, required=True)
    order_id = f.key()
    order_number = f.key()
    buyer_name = f.text()
    merchant_name = f.text()
    gross_grams = f.whole()
    promised_on = f.date()
    deliver_to = f.text()


def track_of(consignment_pk: int, info: Any) -> Any:
    """Return a consignment's track, read with those of all consignments that were shared."""
    return info.context.peers.get(
        "track", consignment_pk, lambda pks: parcels.track(consignment_pks=pks)
    )
