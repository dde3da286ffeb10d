"""What a merchant's staff may ask."""

from typing import Any

import graphene

from logistics.parcels import label as labels
from market.accounts.actors import MerchantStaff
from market.display import own
from market.kernel import days
from market.kernel.errors import WrongState
from market.merchants.models import Merchant
from market.orders import pages as orders
from market.stock import queries as stock
from storefront_graphql.desk import types as desk
from storefront_graphql.errors import or_none
from storefront_graphql.paging import AFTER, FIRST
from storefront_graphql.types import fields as f
from storefront_graphql.types.orders import ConsignmentStateEnum


class Query(graphene.ObjectType):
    me = f.maybe(desk.StaffMe, "Null before sign-in.")
    consignments = f.one(
        desk.DeskConsignmentPage,
        "Newest first; paid ones only.",
        first=FIRST,
        after=AFTER,
        state=graphene.Argument(ConsignmentStateEnum),
    )
    consignment = f.maybe(desk.DeskConsignment, id=graphene.ID(required=True))
    label = f.maybe(
        desk.Label, "Null until it is packed.", consignment_id=graphene.ID(required=True)
    )
    products = f.one(
        desk.DeskProductPage,
        "Newest first, drafts and paused ones too.",
        first=FIRST,
        after=AFTER,
        status=graphene.Argument(desk.ProductStatusEnum),
    )
    product = f.maybe(desk.DeskProduct, id=graphene.ID(required=True))
    lots = f.several(
        desk.Lot,
        "What expires first at the top; of all products, or of one or several.",
        first=FIRST,
        product_id=f.id_arg(),
        product_ids=graphene.List(graphene.NonNull(graphene.ID)),
        sellable=graphene.Boolean(
            default_value=False, description="Only what holds goods that have not expired."
        ),
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

    @staticmethod
    def resolve_products(_root: Any, info: Any, **given: Any) -> Any:
        return own.own_products(actor=info.context.actor, on=days.day(info.context.now), **given)

    @staticmethod
    @or_none
    def resolve_product(_root: Any, info: Any, id: str) -> Any:
        on = days.day(info.context.now)
        return own.own_product(actor=info.context.actor, product_id=id, on=on)

    @staticmethod
    def resolve_lots(_root: Any, info: Any, sellable: bool = False, **given: Any) -> Any:
        on = days.day(info.context.now) if sellable else None
        return stock.own_lots(actor=info.context.actor, sellable_on=on, **given)
