"""What county operators may do."""

from typing import Any

import graphene

from logistics.parcels import services as parcels
from logistics.parcels.models import ScanKind
from storefront_graphql.county.claims import ClaimsMutations
from storefront_graphql.county.goods import GoodsReviewMutations
from storefront_graphql.county.queues import QueuesMutations
from storefront_graphql.county.register import RegisterMutations
from storefront_graphql.county.seller_papers import SellerPaperMutations
from storefront_graphql.county.sellers import SellersMutations
from storefront_graphql.county.types import Parcel
from storefront_graphql.errors import domain_mutation, payload
from storefront_graphql.types import fields as f
from storefront_graphql.types.staff import SigningMutations

RecordScanPayload = payload(
    "RecordScanPayload", "The parcel after the scan.", parcel=f.maybe(Parcel)
)
DeliverToDoorPayload = payload(
    "DeliverToDoorPayload", "The parcel in the receiver's hands.", parcel=f.maybe(Parcel)
)


class RecordScanInput(graphene.InputObjectType):
    waybill = f.key()
    node_code = f.key("One of scanPlaces.")


class DeliverToDoorInput(graphene.InputObjectType):
    waybill = f.key("One of dueAtDoors.")


class Mutation(
    SigningMutations,
    QueuesMutations,
    RegisterMutations,
    GoodsReviewMutations,
    SellersMutations,
    SellerPaperMutations,
    ClaimsMutations,
):
    record_scan = f.one(RecordScanPayload, input=f.given(RecordScanInput))
    deliver_to_door = f.one(DeliverToDoorPayload, input=f.given(DeliverToDoorInput))

    @staticmethod
    @domain_mutation
    def resolve_record_scan(_root: Any, info: Any, input: Any) -> Any:
        context, arrived = info.context, ScanKind.ARRIVED
        return {
            "parcel": parcels.record_scan(
                actor=context.actor, now=context.now, kind=arrived, **input
            )
        }

    @staticmethod
    @domain_mutation
    def resolve_deliver_to_door(_root: Any, info: Any, input: Any) -> Any:
        actor, now = info.context.actor, info.context.now
        return {"parcel": parcels.deliver_to_door(actor=actor, now=now, **input)}
