"""What county operators may ask."""

from datetime import timedelta
from typing import Any

import graphene

from logistics.network.models import Node, NodeKind
from logistics.network.rules import midnight
from logistics.parcels import queries as parcels
from logistics.parcels.rules import normal_waybill
from market.accounts.actors import Operator
from market.kernel import days
from market.orders import pages as orders
from storefront_graphql.county import types as county
from storefront_graphql.county.claims import ClaimsQuery
from storefront_graphql.county.goods import GoodsReviewQuery
from storefront_graphql.county.queues import QueuesQuery
from storefront_graphql.county.register import RegisterQuery
from storefront_graphql.county.sellers import SellersQuery
from storefront_graphql.county.traces import TraceQuery
from storefront_graphql.types import fields as f
from storefront_graphql.types.parcels import DueParcel
from storefront_graphql.types.staff import Account
from village_points.cash import counting as cash


class Query(QueuesQuery, RegisterQuery, GoodsReviewQuery, TraceQuery, SellersQuery, ClaimsQuery):
    me = f.maybe(Account, "Null before sign-in.")
    counts = f.one(county.Counts, "Of today.")
    parcel = f.maybe(county.Parcel, waybill=graphene.ID(required=True))
    scan_places = f.several(county.ScanPlace, "The depot and the town stations.")
    due_at = f.several(
        DueParcel,
        "What comes through a place and was not scanned there yet.",
        node_code=graphene.ID(required=True),
    )
    due_at_doors = f.several(
        DueParcel, "What lies at its town's station for the postman to bring to a door."
    )

    @staticmethod
    def resolve_me(_root: Any, info: Any) -> Any:
        return info.context.request.user if isinstance(info.context.actor, Operator) else None

    @staticmethod
    def resolve_counts(_root: Any, info: Any) -> Any:
        actor, today = info.context.actor, days.day(info.context.now)
        since, until = midnight(today), midnight(today + timedelta(days=1))
        return {
            "on": today,
            "orders": orders.day_counts(actor=actor, since=since, until=until),
            "cash": cash.county_cash(actor=actor, on=today),
        }

    @staticmethod
    def resolve_parcel(_root: Any, info: Any, waybill: str) -> Any:
        number = normal_waybill(waybill)
        actor = info.context.actor
        return parcels.parcel_by_waybill(actor=actor, waybill=number) if number else None

    @staticmethod
    def resolve_scan_places(_root: Any, _info: Any) -> Any:
        nodes = Node.objects.filter(kind__in=(NodeKind.DEPOT, NodeKind.STATION))
        return nodes.order_by("code").values("code", "name", "kind")

    @staticmethod
    def resolve_due_at(_root: Any, _info: Any, node_code: str) -> Any:
        return parcels.due_at_node(node_code=node_code)

    @staticmethod
    def resolve_due_at_doors(_root: Any, _info: Any) -> Any:
        return parcels.due_at_doors()
