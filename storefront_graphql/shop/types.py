"""What only a shopper sees: the cart, and the own orders with their codes."""

from typing import Any

import graphene

from logistics.network import queries as network
from market.kernel import days
from market.orders import quoting
from market.payments.models import PaymentState
from storefront_graphql.paging import page_of
from storefront_graphql.types import fields as f
from storefront_graphql.types.cart import CartPart
from storefront_graphql.types.freshness import stale_at
from storefront_graphql.types.orders import AnyOrder
from storefront_graphql.types.parcels import labelled
from storefront_graphql.types.places import Point
from village_points.pickup import queries as pickup
from village_points.points import freshness
from village_points.points import queries as points

PaymentStateEnum = labelled(PaymentState, "Where an attempt to pay stands.")


class Cart(graphene.ObjectType):
    """The shopper's cart. Lines that cannot be had are in no sum."""

    parts = f.several(CartPart)
    goods_fen = f.fen()
    freight_fen = f.fen()
    total_fen = f.fen("Send it back as expectedTotalFen.")
    units = f.whole()
    orderable = f.yes("Something is in it and nothing stands in the way.")
    delivery_kind = f.text("POINT, ADDRESS, or empty while nothing is chosen.")
    point = f.maybe(Point)
    village_code = f.text()
    address = f.text()
    buyer_name = f.text()
    buyer_phone = f.text()
    promised_on = graphene.Date(description="If ordered now; null while nothing is chosen.")
    stale = stale_at("Lines that would not be fresh there, or without either where it all goes.")

    @staticmethod
    def resolve_stale(cart: Any, info: Any, **where: Any) -> Any:
        return freshness.of_cart(cart, now=info.context.now, **where)

    @staticmethod
    def resolve_point(cart: Any, _info: Any) -> Any:
        return points.point(cart.point_code) if cart.point_code else None

    @staticmethod
    def resolve_promised_on(cart: Any, info: Any) -> Any:
        if not cart.delivery_kind:
            return None
        door = cart.delivery_kind == "ADDRESS"
        offered = [line.offer for part in cart.parts for line in part.lines]
        now, village = quoting.sent_from(offered, info.context.now), cart.village_code
        return days.day(network.promised_at(village_code=village, to_door=door, now=now))


class ShopOrder(graphene.ObjectType):
    """One of the shopper's own orders."""

    class Meta:
        interfaces = (AnyOrder,)

    point = f.maybe(Point, "Null for an address.")
    pickup_code = graphene.String(description="Six digits while a parcel waits; else null.")

    @staticmethod
    def resolve_point(order: Any, info: Any) -> Any:
        if not order.point_code:
            return None
        return info.context.peers.get("point", order.point_code, points.points_by_codes)

    @staticmethod
    def resolve_pickup_code(order: Any, info: Any) -> str | None:
        actor = info.context.actor
        return info.context.peers.get(
            "order", order.id, lambda ids: pickup.own_codes(actor=actor, order_ids=ids)
        )


OrderPage = page_of(ShopOrder, name="OrderPage")


class Payment(graphene.ObjectType):
    """An attempt to pay an order on a provider's own page."""

    id = f.key()
    provider = f.text()
    amount_fen = f.fen()
    state = graphene.Field(PaymentStateEnum, required=True)
    state_label = f.text("The state in Chinese.")
    redirect_url = f.text("Where to send the buyer.")

    @staticmethod
    def resolve_id(payment: Any, _info: Any) -> str:
        return payment.public_id

    @staticmethod
    def resolve_state_label(payment: Any, _info: Any) -> str:
        return str(PaymentState(payment.state).label)


class PayOption(graphene.ObjectType):
    """A way to pay that works here now."""

    provider = f.key("Send it to pay.")
    label = f.text("In Chinese.")
