"""Orders as their buyer, and the clerk at their point, may see them."""

from typing import Any

import graphene

from market.accounts.rules import mask
from market.orders.models import Channel, ConsignmentState, OrderState
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import Badge, Picture
from storefront_graphql.types.parcels import Track, labelled, track_of

OrderStateEnum = labelled(OrderState, "Where an order stands.")
ConsignmentStateEnum = labelled(ConsignmentState, "Where one merchant's part stands.")
ChannelEnum = labelled(Channel, "Where an order was placed.")


class BatchShare(graphene.ObjectType):
    """Units of a line that come from one batch."""

    code = f.text()
    quantity = f.whole()


class OrderLine(graphene.ObjectType):
    """One line as it was agreed; it never changes with the product."""

    id = f.key()
    product_id = f.key()
    product_slug = f.text()
    product_name = f.text()
    variant_id = f.key()
    variant_name = f.text()
    sku = f.text()
    net_grams = f.whole()
    origin_name = f.text()
    badge = f.maybe(Badge, "As it was on the day of the order.")
    picture = f.maybe(Picture)
    perishable = f.yes()
    batches = f.several(BatchShare)
    quantity = f.whole()
    unit_price_fen = f.fen()
    total_fen = f.fen()


class Consignment(graphene.ObjectType):
    """One merchant's part of an order, which travels as one parcel."""

    id = f.key()
    merchant_id = f.key()
    merchant_name = f.text()
    merchant_slug = f.text()
    state = graphene.Field(ConsignmentStateEnum, required=True)
    state_label = f.text("The state in Chinese.")
    goods_fen = f.fen()
    freight_fen = f.fen()
    gross_grams = f.whole()
    lines = f.several(OrderLine)
    track = f.maybe(Track, "Null until the parcel is planned, soon after payment.")

    @staticmethod
    def resolve_state_label(part: Any, _info: Any) -> str:
        return str(ConsignmentState(part.state).label)

    @staticmethod
    def resolve_track(part: Any, info: Any) -> Any:
        return track_of(part.pk, info)


class Step(graphene.ObjectType):
    """One move in an order's history; of one consignment, or of the order itself."""

    consignment_id = graphene.ID()
    state = f.text()
    label = f.text("In Chinese.")
    at = f.moment()
    reason = f.text()

    @staticmethod
    def resolve_consignment_id(step: Any, _info: Any) -> str | None:
        return step.consignment_id or None

    @staticmethod
    def resolve_state(step: Any, _info: Any) -> str:
        return step.now

    @staticmethod
    def resolve_label(step: Any, _info: Any) -> str:
        choices = ConsignmentState if step.consignment_id else OrderState
        return str(choices(step.now).label)


class AnyOrder(graphene.Interface):
    """What everybody who may see an order sees. goods + freight = total."""

    id = f.key()
    number = f.key("Ten digits with a check digit, to be said aloud.")
    channel = graphene.Field(ChannelEnum, required=True)
    state = graphene.Field(OrderStateEnum, required=True)
    state_label = f.text("The state in Chinese.")
    buyer_name = f.text()
    buyer_phone = f.text("Masked: 138****1234; empty where there is none.")
    delivery_kind = f.text("POINT or ADDRESS.")
    point_code = f.text("Empty for an address.")
    deliver_to = f.text()
    goods_fen = f.fen()
    freight_fen = f.fen()
    total_fen = f.fen()
    promised_on = f.date()
    placed_at = f.moment()
    pay_until = f.moment()
    paid_at = graphene.DateTime()
    closed_at = graphene.DateTime()
    consignments = f.several(Consignment)
    steps = f.several(Step)

    @staticmethod
    def resolve_state_label(order: Any, _info: Any) -> str:
        return str(OrderState(order.state).label)

    @staticmethod
    def resolve_buyer_phone(order: Any, _info: Any) -> str:
        return mask(order.buyer_phone)


class Order(graphene.ObjectType):
    """An order at the clerk's point."""

    class Meta:
        interfaces = (AnyOrder,)


def shared(orders: Any, info: Any) -> Any:
    """Return order views after announcing their parts, so that tracks are read once for all."""
    info.context.peers.share("track", (part.pk for order in orders for part in order.consignments))
    info.context.peers.share("order", (order.id for order in orders))
    return orders
