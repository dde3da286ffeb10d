"""What an operator sees of the county."""

from typing import Any

import graphene

from logistics.network.models import NodeKind
from logistics.parcels import counting as parcels
from logistics.parcels.models import ParcelState
from market.kernel import days
from storefront_graphql.types import fields as f
from storefront_graphql.types.parcels import ParcelStateEnum, Track, labelled, track_of

NodeKindEnum = labelled(NodeKind, "What a place of the network is.")


class OrderCounts(graphene.ObjectType):
    """Orders placed on one day, by what became of them."""

    placed = f.whole()
    paid = f.whole()
    unpaid = f.whole()
    cancelled = f.whole()
    paid_fen = f.fen("Total of the paid ones.")


class CashCounts(graphene.ObjectType):
    """Cash of one business day at all points, and who is at work."""

    points = f.whole()
    at_work = f.whole("Points with an open drawer now.")
    takings = f.whole()
    taken_fen = f.fen()


class ParcelCount(graphene.ObjectType):
    """How many parcels are in a state."""

    state = graphene.Field(ParcelStateEnum, required=True)
    label = f.text("In Chinese.")
    count = f.whole()


class Counts(graphene.ObjectType):
    """The county at one look."""

    on = f.date()
    orders = f.one(OrderCounts)
    cash = f.one(CashCounts)
    parcels = f.several(ParcelCount)
    late_parcels = f.whole("On their way after their promised day.")

    @staticmethod
    def resolve_parcels(_counts: Any, info: Any) -> Any:
        return [
            {"state": state, "label": ParcelState(state).label, "count": count}
            for state, count in parcels.by_state(actor=info.context.actor).items()
        ]

    @staticmethod
    def resolve_late_parcels(_counts: Any, info: Any) -> int:
        return parcels.late(actor=info.context.actor, today=days.day(info.context.now))


class Parcel(graphene.ObjectType):
    """A parcel with its way."""

    id = f.key()
    waybill = f.key()
    gross_grams = f.whole()
    track = f.one(Track)

    @staticmethod
    def resolve_id(parcel: Any, _info: Any) -> str:
        return parcel.public_id

    @staticmethod
    def resolve_track(parcel: Any, info: Any) -> Any:
        return track_of(parcel.consignment_id, info)


class ScanPlace(graphene.ObjectType):
    """A place where an operator scans."""

    code = f.key()
    name = f.text()
    kind = graphene.Field(NodeKindEnum, required=True)
