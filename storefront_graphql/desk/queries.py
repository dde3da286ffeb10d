"""What a merchant's staff may ask."""

from typing import Any

import graphene

from logistics.parcels import label as labels
from market.accounts.actors import MerchantStaff
from market.kernel.errors import WrongState
from market.merchants.models import Merchant
from market.orders import pages as orders
from storefront_graphql.desk import types as desk
from storefront_graphql.desk.batches import BatchQuery
from storefront_graphql.desk.claims import ClaimsQuery
from storefront_graphql.desk.goods import GoodsQuery
from storefront_graphql.desk.goods_facts import GoodsFactsQuery
from storefront_graphql.desk.imports import ImportsQuery
from storefront_graphql.desk.pictures import PicturesQuery
from storefront_graphql.desk.reports import ReportsQuery
from storefront_graphql.desk.rights import RightsQuery
from storefront_graphql.desk.shops import ShopQuery
from storefront_graphql.desk.trust import TrustQuery
from storefront_graphql.errors import or_none
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.types import fields as f
from storefront_graphql.types.orders import ConsignmentStateEnum


class Query(
    GoodsQuery,
    GoodsFactsQuery,
    TrustQuery,
    PicturesQuery,
    ImportsQuery,
    ClaimsQuery,
    RightsQuery,
    BatchQuery,
    ShopQuery,
    ReportsQuery,
):
    me = f.maybe(desk.StaffMe, "Null before sign-in.")
    consignments = f.one(
        desk.DeskConsignmentPage,
        "Newest first; paid ones only.",
        first=FIRST,
        after=AFTER,
        state=graphene.Argument(ConsignmentStateEnum),
        promised_by=graphene.Argument(
            graphene.Date, description="Only what was promised for that day or earlier."
        ),
    )
    consignment = f.maybe(desk.DeskConsignment, id=graphene.ID(required=True))
    label = f.maybe(
        desk.Label, "Null until it is packed.", consignment_id=graphene.ID(required=True)
    )

    @staticmethod
    def resolve_me(_root: Any, info: Any) -> Any:
        actor = info.context.actor
        return (
            Merchant.objects.visible_to(actor).first() if isinstance(actor, MerchantStaff) else None
        )

    @staticmethod
    def resolve_consignments(_root: Any, info: Any, **given: Any) -> Any:
        page = orders.own_consignments(actor=info.context.actor, **given)
        info.context.peers.share("track", (own.part.pk for own in page.nodes))
        return page

    @staticmethod
    @or_none
    def resolve_consignment(_root: Any, info: Any, id: str) -> Any:
        return orders.own_consignment(actor=info.context.actor, consignment_id=id)

    @staticmethod
    @or_none
    def resolve_label(_root: Any, info: Any, consignment_id: str) -> Any:
        try:
            return labels.label(actor=info.context.actor, consignment_id=consignment_id)
        except WrongState:
            return None
