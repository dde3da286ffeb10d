"""What county operators may do."""

from typing import Any

import graphene

from logistics.parcels import services as parcels
from logistics.parcels.models import ScanKind
from storefront_graphql.county.types import Parcel
from storefront_graphql.errors import domain_mutation, payload
from storefront_graphql.types import fields as f
from storefront_graphql.types.staff import SigningMutations

RecordScanPayload = payload(
    "RecordScanPayload", "The parcel after the scan.", parcel=f.maybe(Parcel)
)


class RecordScanInput(graphene.InputObjectType):
    waybill = f.key()
    node_code = f.key("One of scanPlaces.")


class Mutation(SigningMutations):
    record_scan = f.one(RecordScanPayload, input=f.given(RecordScanInput))

    @staticmethod
    @domain_mutation
    def resolve_record_scan(_root: Any, info: Any, input: Any) -> Any:
        context, arrived = info.context, ScanKind.ARRIVED
        return {
            "parcel": parcels.record_scan(
                actor=context.actor, now=context.now, kind=arrived, **input
            )
        }
