"""What shoppers may do. Everything but startSession needs its token."""

from typing import Any
from urllib.parse import urljoin, urlsplit

import graphene
from django.conf import settings

from market.accounts import services as accounts
from market.accounts.actors import Shopper, require
from market.cart import queries as carts
from market.cart import services as cart
from market.kernel.errors import Invalid
from market.orders import cancelling
from market.orders import pages as orders
from market.payments import checking
from market.payments import services as payments
from storefront_graphql.errors import domain_mutation, payload
from storefront_graphql.shop.trace import TraceMutations
from storefront_graphql.shop.trust import TrustMutations
from storefront_graphql.shop.types import Cart, Payment, ShopOrder
from storefront_graphql.types import fields as f
from village_points.points import checkout as delivery

StartSessionPayload = payload(
    "StartSessionPayload",
    "A guest's token: send it as header X-Shopper-Token. It is shown only here.",
    token=graphene.String(),
)
CartPayload = payload("CartPayload", "The cart as it is now.", cart=f.maybe(Cart))
CheckoutPayload = payload(
    "CheckoutPayload", "The order that the cart became.", order=f.maybe(ShopOrder)
)
PayPayload = payload("PayPayload", "Where to pay, or whether it is paid.", payment=f.maybe(Payment))
CheckPaymentPayload = payload(
    "CheckPaymentPayload",
    "The order and its latest attempt to pay, after the provider was asked.",
    order=f.maybe(ShopOrder),
    payment=f.maybe(Payment),
)
CancelOrderPayload = payload("CancelOrderPayload", "The order.", order=f.maybe(ShopOrder))


class AddToCartInput(graphene.InputObjectType):
    variant_id = f.key()
    quantity = f.whole("1 to 999, on top of what is there.")


class SetCartLineInput(graphene.InputObjectType):
    line_id = f.key()
    quantity = f.whole("0 takes the line out.")


class SetDeliveryInput(graphene.InputObjectType):
    """A point, or a village and an address in it; and who buys."""

    point_code = graphene.ID()
    village_code = graphene.ID()
    address = graphene.String()
    buyer_name = f.text()
    buyer_phone = f.text()


class CheckoutInput(graphene.InputObjectType):
    key = f.text("Made by the client for this order: the same key never orders twice.")
    expected_total_fen = f.fen("The total that the shopper saw.")


class PayInput(graphene.InputObjectType):
    order_id = f.key()
    provider = f.key("One of payOptions.")
    mobile = graphene.Boolean(required=True, default_value=True)
    return_url = f.text("A page of this site, or its path, where the buyer comes back to.")


class OrderInput(graphene.InputObjectType):
    order_id = f.key()


class CancelOrderInput(graphene.InputObjectType):
    order_id = f.key()
    reason = graphene.String(required=True, default_value="买家取消")


def own_page(url: str) -> str:
    """Return the whole address of a page of this site. Raises Invalid for another's."""
    whole = urljoin(f"{settings.PUBLIC_URL}/", url)
    if urlsplit(whole)[:2] != urlsplit(settings.PUBLIC_URL)[:2] or "\\" in url:
        raise Invalid("returnUrl", "origin")
    return whole


def cart_now(info: Any) -> Any:
    """Return the payload of everything that changes the cart."""
    return {"cart": carts.cart_view(info.context.actor, info.context.now)}


class CartMutations(graphene.ObjectType):
    start_session = f.one(StartSessionPayload)
    add_to_cart = f.one(CartPayload, input=f.given(AddToCartInput))
    set_cart_line = f.one(CartPayload, input=f.given(SetCartLineInput))
    set_delivery = f.one(CartPayload, input=f.given(SetDeliveryInput))

    @staticmethod
    @domain_mutation
    def resolve_start_session(_root: Any, info: Any) -> Any:
        customer, token = accounts.new_guest(now=info.context.now)
        info.context.actor = Shopper(customer.pk)
        return {"token": token}

    @staticmethod
    @domain_mutation
    def resolve_add_to_cart(_root: Any, info: Any, input: Any) -> Any:
        cart.add(actor=info.context.actor, now=info.context.now, **input)
        return cart_now(info)

    @staticmethod
    @domain_mutation
    def resolve_set_cart_line(_root: Any, info: Any, input: Any) -> Any:
        cart.set_quantity(actor=info.context.actor, now=info.context.now, **input)
        return cart_now(info)

    @staticmethod
    @domain_mutation
    def resolve_set_delivery(_root: Any, info: Any, input: Any) -> Any:
        delivery.set_delivery(actor=info.context.actor, now=info.context.now, **input)
        return cart_now(info)


class Mutation(CartMutations, TrustMutations, TraceMutations):
    checkout = f.one(CheckoutPayload, input=f.given(CheckoutInput))
    pay = f.one(PayPayload, input=f.given(PayInput))
    check_payment = f.one(CheckPaymentPayload, input=f.given(OrderInput))
    cancel_order = f.one(CancelOrderPayload, input=f.given(CancelOrderInput))

    @staticmethod
    @domain_mutation
    def resolve_checkout(_root: Any, info: Any, input: Any) -> Any:
        actor = require(info.context.actor, Shopper)
        order = delivery.checkout(actor=actor, now=info.context.now, **input)
        return {"order": orders.own_order(actor=actor, order_id=order.public_id)}

    @staticmethod
    @domain_mutation
    def resolve_pay(_root: Any, info: Any, input: Any) -> Any:
        actor = require(info.context.actor, Shopper)
        given = {**input, "return_url": own_page(input.return_url)}
        return {"payment": payments.start_payment(actor=actor, now=info.context.now, **given)}

    @staticmethod
    @domain_mutation
    def resolve_check_payment(_root: Any, info: Any, input: Any) -> Any:
        actor = require(info.context.actor, Shopper)
        payment = checking.check_order(actor=actor, order_id=input.order_id, now=info.context.now)
        return {
            "payment": payment,
            "order": orders.own_order(actor=actor, order_id=input.order_id),
        }

    @staticmethod
    @domain_mutation
    def resolve_cancel_order(_root: Any, info: Any, input: Any) -> Any:
        actor = require(info.context.actor, Shopper)
        cancelling.cancel_order(actor=actor, now=info.context.now, **input)
        return {"order": orders.own_order(actor=actor, order_id=input.order_id)}
