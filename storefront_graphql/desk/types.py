"""What a merchant's staff see: their own goods and their own parts of orders."""

from typing import Any

import graphene

from logistics.parcels.rules import masked_name
from market.accounts.rules import mask
from market.merchants.models import Merchant
from market.orders import pages as orders
from storefront_graphql.paging import page_of
from storefront_graphql.types import fields as f
from storefront_graphql.types.orders import Consignment
from storefront_graphql.types.sellers import MerchantStatusEnum, StaffRoleEnum
from storefront_graphql.types.staff import Account


class ConsignmentCounts(graphene.ObjectType):
    """How many of the merchant's consignments are in each state."""

    to_pack = f.whole()
    packed = f.whole()
    on_the_way = f.whole()
    ready = f.whole()
    delivered = f.whole()


class StaffMe(graphene.ObjectType):
    """Who is signed in, and for whom."""

    account = f.one(Account)
    merchant_id = f.key()
    merchant_name = f.text()
    merchant_slug = f.text()
    merchant_phone = f.text("As certificates give it.")
    role = graphene.Field(StaffRoleEnum, required=True)
    duties = f.several(graphene.String, "Of GOODS, ORDERS and SHOP those that the role allows.")
    status = graphene.Field(MerchantStatusEnum, required=True)
    counts = f.one(ConsignmentCounts)

    @staticmethod
    def resolve_role(_me: Any, info: Any) -> str:
        return info.context.actor.role

    @staticmethod
    def resolve_duties(_me: Any, info: Any) -> list[str]:
        return sorted(info.context.actor.duties)

    @staticmethod
    def resolve_account(_me: Any, info: Any) -> Any:
        return info.context.request.user

    @staticmethod
    def resolve_merchant_id(merchant: Merchant, _info: Any) -> str:
        return merchant.public_id

    @staticmethod
    def resolve_merchant_name(merchant: Merchant, _info: Any) -> str:
        return merchant.name

    @staticmethod
    def resolve_merchant_slug(merchant: Merchant, _info: Any) -> str:
        return merchant.slug

    @staticmethod
    def resolve_merchant_phone(merchant: Merchant, _info: Any) -> str:
        return merchant.phone

    @staticmethod
    def resolve_counts(_me: Any, info: Any) -> Any:
        found = orders.consignment_counts(actor=info.context.actor)
        return {state.lower(): count for state, count in found.items()}


class DeskConsignment(graphene.ObjectType):
    """The merchant's own part of an order. The receiver is masked, as on the label."""

    consignment = f.one(Consignment)
    order_number = f.key()
    buyer_name = f.text("Masked: 张*.")
    buyer_phone = f.text("Masked.")
    delivery_kind = f.text("POINT or ADDRESS.")
    deliver_to = f.text()
    promised_on = f.date()
    paid_at = graphene.DateTime()

    @staticmethod
    def resolve_consignment(own: Any, _info: Any) -> Any:
        return own.part

    @staticmethod
    def resolve_buyer_name(own: Any, _info: Any) -> str:
        return masked_name(own.buyer_name)

    @staticmethod
    def resolve_buyer_phone(own: Any, _info: Any) -> str:
        return mask(own.buyer_phone)


DeskConsignmentPage = page_of(DeskConsignment)


class QrCode(graphene.ObjectType):
    """A QR code to draw: an SVG path in a square of so many units, white border included."""

    size = f.whole()
    path = f.text()


class LineTrace(graphene.ObjectType):
    """A trace code of one line's units of one batch: on the label, or as a QR code in the box."""

    code = f.key()
    address = f.text("What its QR code holds.")
    batch_code = f.text()
    units = f.whole()


class LabelLine(graphene.ObjectType):
    """What is inside, for whoever packs."""

    name = f.text()
    variant = f.text()
    quantity = f.whole()
    batch_codes = f.several(graphene.String)
    badge = f.text("As it was on the day of the order; or empty.")
    traces = f.several(LineTrace)


class Label(graphene.ObjectType):
    """One label of 100 x 150 mm. Name and phone are masked."""

    waybill = f.key()
    qr = f.one(QrCode)
    receiver = f.text()
    receiver_phone = f.text()
    deliver_to = f.text()
    route = f.several(graphene.String)
    sender = f.text()
    gross_grams = f.whole()
    promised_on = f.date()
    order_number = f.key()
    lines = f.several(LabelLine)
