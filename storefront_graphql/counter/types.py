"""What a clerk sees at the own point."""

from typing import Any

import graphene

from market.orders.models import OrderState
from storefront_graphql.types import fields as f
from storefront_graphql.types.orders import OrderStateEnum
from storefront_graphql.types.places import Point
from storefront_graphql.types.staff import Account
from village_points.counter import queries as counter


class Shift(graphene.ObjectType):
    """One clerk's time at the drawer."""

    id = f.key()
    own = f.yes("The asking clerk's: only who opened a drawer answers for it.")
    clerk_name = f.text()
    opened_at = f.moment()
    closed_at = graphene.DateTime()
    business_day = f.date()
    float_fen = f.fen("Change money at the start, counted.")
    takings = f.whole("How many orders were paid in cash.")
    taken_fen = f.fen()
    recorded_fen = f.fen("What the ledger says is in the drawer: now, or at closing.")
    counted_fen = f.maybe(f.Fen)
    variance_fen = f.maybe(f.Fen, "counted - recorded; null while it is open.")

    @staticmethod
    def resolve_own(shift: Any, info: Any) -> bool:
        return shift.clerk_user_id == info.context.actor.user_id


class DayTotals(graphene.ObjectType):
    """Cash taken at the point on one business day."""

    on = f.date()
    takings = f.whole()
    taken_fen = f.fen()


class Today(graphene.ObjectType):
    """The counter's first look."""

    point = f.one(Point)
    shift = f.maybe(Shift, "The open one, own or a colleague's.")
    day = f.one(DayTotals)
    on_shelf = f.whole("Parcels that wait on the shelf.")
    expected = f.whole("Parcels on their way to this point.")


class ClerkMe(graphene.ObjectType):
    """The clerk who is signed in."""

    account = f.one(Account)
    today = f.one(Today)

    @staticmethod
    def resolve_account(_me: Any, info: Any) -> Any:
        return info.context.request.user

    @staticmethod
    def resolve_today(actor: Any, info: Any) -> Any:
        return counter.today(actor=actor, now=info.context.now)


class SlipLine(graphene.ObjectType):
    """One line as it was agreed."""

    name = f.text()
    variant = f.text()
    quantity = f.whole()
    unit_price_fen = f.fen()
    total_fen = f.fen()
    merchant = f.text()


class Slip(graphene.ObjectType):
    """What is printed on 80 mm paper."""

    order_id = f.key()
    number = f.key()
    placed_at = f.moment()
    buyer_name = f.text()
    buyer_phone = f.text("Masked.")
    lines = f.several(SlipLine)
    goods_fen = f.fen()
    freight_fen = f.fen()
    total_fen = f.fen()
    tendered_fen = f.fen()
    change_fen = f.fen()
    clerk_name = f.text()
    point = f.one(Point)
    promised_on = f.date()
    code = graphene.String(description="Null once a parcel lies on the shelf.")

    @staticmethod
    def resolve_code(slip: Any, _info: Any) -> str | None:
        return slip.code or None


class FoundOrder(graphene.ObjectType):
    """An order at this point."""

    order_id = f.key()
    number = f.key()
    state = graphene.Field(OrderStateEnum, required=True)
    state_label = f.text("In Chinese.")
    buyer_name = f.text()
    buyer_phone = f.text("Masked.")
    placed_at = f.moment()
    promised_on = f.date()
    shelf = f.several(graphene.String, "Where its parcels wait.")

    @staticmethod
    def resolve_state_label(order: Any, _info: Any) -> str:
        return str(OrderState(order.state).label)


class OnShelf(graphene.ObjectType):
    """A parcel that waits at this point."""

    holding_id = f.key()
    shelf = f.text()
    received_at = f.moment()
    waybill = f.key()
    order_id = f.key()
    order_number = f.key()
    buyer_name = f.text()
    merchant_name = f.text()
    gross_grams = f.whole()


class Holding(graphene.ObjectType):
    """A parcel that was taken in, or handed over."""

    id = f.key()
    waybill = f.key()
    shelf = f.text()
    received_at = f.moment()
    handed_over_at = graphene.DateTime()
    taken_by = f.text()

    @staticmethod
    def resolve_id(holding: Any, _info: Any) -> str:
        return holding.public_id

    @staticmethod
    def resolve_waybill(holding: Any, _info: Any) -> str:
        return holding.parcel.waybill
