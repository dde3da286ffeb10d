"""What clerks may do. Handing over costs nothing: there is no amount in it."""

from typing import Any

import graphene

from market.accounts.actors import Clerk, require
from market.orders import pages as orders
from storefront_graphql.counter.queries import LineInput, order_lines
from storefront_graphql.counter.types import Holding, Shift, Slip
from storefront_graphql.errors import domain_mutation, payload
from storefront_graphql.types import fields as f
from storefront_graphql.types.orders import Order
from storefront_graphql.types.staff import SigningMutations
from village_points.cash import queries as drawers
from village_points.cash import services as cash
from village_points.counter import queries as rooms
from village_points.counter import services as counter
from village_points.pickup import services as pickup

ShiftPayload = payload("ShiftPayload", "The shift as it is now.", shift=f.maybe(Shift))
PlaceOrderPayload = payload(
    "PlaceOrderPayload",
    "The paid order, the change due, and the code for the slip.",
    order=f.maybe(Order),
    change_fen=f.Fen(),
    code=graphene.String(),
    slip=f.maybe(Slip),
)
ReceiveParcelPayload = payload(
    "ReceiveParcelPayload", "The parcel on its shelf place.", holding=f.maybe(Holding)
)
HandOverPayload = payload(
    "HandOverPayload",
    "What was handed over.",
    holdings=f.several(Holding),
    resolve_holdings=staticmethod(lambda payload, _info: payload.get("holdings", [])),
)
SlipPayload = payload(
    "SlipPayload", "A slip with a new code.", slip=f.maybe(Slip), code=graphene.String()
)


class OpenShiftInput(graphene.InputObjectType):
    float_fen = f.fen("Change money in the drawer, counted.")


class CloseShiftInput(graphene.InputObjectType):
    counted_fen = f.fen("All cash in the drawer, counted.")


class PlaceOrderInput(graphene.InputObjectType):
    key = f.text("Made by the client for this order: the same key never orders twice.")
    customer_name = f.text()
    customer_phone = graphene.String(required=True, default_value="")
    lines = graphene.List(graphene.NonNull(LineInput), required=True)
    tendered_fen = f.fen("What the villager gave.")
    expected_total_fen = f.fen("The total that was read back.")


class ReceiveParcelInput(graphene.InputObjectType):
    waybill = f.key()
    shelf = f.text("Such as A-03.")


class HandOverInput(graphene.InputObjectType):
    """The order by id or number; a proxy by name, with the buyer's consent."""

    order_id = graphene.ID(required=True, default_value="")
    number = graphene.ID(required=True, default_value="")
    code = f.text()
    taken_by = graphene.String(required=True, default_value="")
    proxy_consent = graphene.Boolean(required=True, default_value=False)


class SlipInput(graphene.InputObjectType):
    order_id = f.key()


class DrawerMutations(graphene.ObjectType):
    open_shift = f.one(ShiftPayload, input=f.given(OpenShiftInput))
    close_shift = f.one(ShiftPayload, input=f.given(CloseShiftInput))

    @staticmethod
    @domain_mutation
    def resolve_open_shift(_root: Any, info: Any, input: Any) -> Any:
        shift = cash.open_shift(actor=info.context.actor, now=info.context.now, **input)
        return {"shift": drawers.summary(shift)}

    @staticmethod
    @domain_mutation
    def resolve_close_shift(_root: Any, info: Any, input: Any) -> Any:
        shift = cash.close_shift(actor=info.context.actor, now=info.context.now, **input)
        return {"shift": drawers.summary(shift)}


class Mutation(SigningMutations, DrawerMutations):
    place_order = f.one(PlaceOrderPayload, input=f.given(PlaceOrderInput))
    receive_parcel = f.one(ReceiveParcelPayload, input=f.given(ReceiveParcelInput))
    hand_over = f.one(HandOverPayload, input=f.given(HandOverInput))
    reprint_slip = f.one(
        SlipPayload,
        "Makes new digits for a lost slip; the old ones open nothing any more.",
        input=f.given(SlipInput),
    )

    @staticmethod
    @domain_mutation
    def resolve_place_order(_root: Any, info: Any, input: Any) -> Any:
        actor = require(info.context.actor, Clerk)
        given = {**input, "lines": order_lines(input.lines)}
        placed = counter.place_order(actor=actor, now=info.context.now, **given)
        order_id = placed.order.public_id
        return {
            "order": orders.own_order(actor=actor, order_id=order_id),
            "change_fen": placed.change_fen,
            "code": placed.code_digits,
            "slip": rooms.slip(actor=actor, order_id=order_id),
        }

    @staticmethod
    @domain_mutation
    def resolve_receive_parcel(_root: Any, info: Any, input: Any) -> Any:
        return {"holding": pickup.receive(actor=info.context.actor, now=info.context.now, **input)}

    @staticmethod
    @domain_mutation
    def resolve_hand_over(_root: Any, info: Any, input: Any) -> Any:
        given = pickup.hand_over(actor=info.context.actor, now=info.context.now, **input)
        return {"holdings": given}

    @staticmethod
    @domain_mutation
    def resolve_reprint_slip(_root: Any, info: Any, input: Any) -> Any:
        actor = require(info.context.actor, Clerk)
        code = pickup.reissue_code(actor=actor, now=info.context.now, **input)
        return {"slip": rooms.slip(actor=actor, **input), "code": pickup.code_digits(code)}
