"""One small world for the API's tests: everybody, their goods, and an order in each state.

People: Li (shopper), Zhou (another shopper), Wang (clerk at 龙凤村), Zhao (clerk elsewhere), Chen
(merchant), Deng (another merchant), Sun (operator).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from django.utils import timezone

from fixtures.build import points, sales, supply
from fixtures.build.supply import PASSWORD
from logistics.parcels import services as parcels
from logistics.parcels.models import Parcel, ScanKind
from market.accounts import services as accounts
from market.accounts.actors import Clerk, MerchantStaff, Operator, Shopper
from market.accounts.models import User
from market.cart import services as cart
from market.cart.models import CartLine
from market.merchants.models import Merchant
from market.orders import quoting
from market.orders.delivery import Delivery
from market.orders.models import Consignment, Order
from market.orders.quoting import OrderLine
from tests.graphql.asking import Asker
from village_points.cash.models import Shift
from village_points.counter import services as counter
from village_points.counter.services import Placed
from village_points.pickup import services as pickup
from village_points.pickup.models import Holding
from village_points.points import delivery


@dataclass(frozen=True, slots=True)
class Guest:
    """A shopper and the token that proves it."""

    actor: Shopper
    token: str


def open_hour() -> datetime:
    """Return a moment of today, or of tomorrow, at which every point is open."""
    now = timezone.localtime()
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    return (noon if noon >= now else noon + timedelta(days=1)).astimezone(UTC)


class World:
    """Made when it is asked for, by the real services, at one moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        points.county()

    # Who there is.

    def guest(self) -> Guest:
        customer, token = accounts.new_guest(now=self.now)
        return Guest(Shopper(customer.pk), token)

    @cached_property
    def li(self) -> Guest:
        return self.guest()

    @cached_property
    def zhou(self) -> Guest:
        return self.guest()

    @cached_property
    def wang(self) -> Clerk:
        return points.clerk("Wang")

    @cached_property
    def zhao(self) -> Clerk:
        return points.clerk("Zhao", village_code=points.XIANNONG)

    @cached_property
    def chen(self) -> MerchantStaff:
        return supply.staff(supply.merchant(now=self.now), "Chen", now=self.now)

    @cached_property
    def pan(self) -> MerchantStaff:
        chen = Merchant.objects.get(pk=self.chen.merchant_id)
        return supply.staff(chen, "Pan", role="PACKER", now=self.now)

    @cached_property
    def deng(self) -> MerchantStaff:
        firm = supply.merchant(now=self.now, name="白果茶厂")
        return supply.staff(firm, "Deng", now=self.now)

    @cached_property
    def sun(self) -> Operator:
        return points.operator("Sun")

    @cached_property
    def mao(self) -> Operator:
        return points.operator("Mao", town_code=supply.YONGHE)

    # What they have.

    @cached_property
    def oranges(self) -> supply.Goods:
        return supply.goods(now=self.now, seller=self.chen)

    @cached_property
    def tea(self) -> supply.Goods:
        return supply.goods(
            now=self.now, seller=self.deng, name="白果云雾茶", category="tea", units=20
        )

    def cart_line(self, guest: Guest) -> CartLine:
        return CartLine.objects.get(cart__customer_id=guest.actor.customer_id)

    def to_wang(self) -> Delivery:
        """Return a delivery to Wang's point."""
        point = points.point(points.LONGFENG)
        return delivery.to_point(point_code=point.code, now=self.now)

    def to_door(self) -> Delivery:
        """Return a delivery to a house in Wang's village."""
        return delivery.to_address(village_code=points.LONGFENG, address="3组12号", now=self.now)

    def fill_cart(self, guest: Guest) -> None:
        """Put one box of oranges in a guest's cart, to be fetched at Wang's point."""
        variant = self.oranges.variants[0].public_id
        cart.add(actor=guest.actor, variant_id=variant, quantity=1, now=self.now)
        cart.set_delivery(
            actor=guest.actor,
            delivery=self.to_wang(),
            buyer_name="李秀英",
            buyer_phone=sales.PHONE,
            now=self.now,
        )

    def order(self, guest: Guest, *, lines: int = 1, goes: Delivery | None = None) -> Order:
        """Place a guest's order of oranges, and of tea for a second line; to Wang's point
        unless it goes elsewhere.
        """
        variants = [self.oranges.variants[0], self.tea.variants[0]][:lines]
        return sales.placed_order(
            [(variant.public_id, 1) for variant in variants],
            now=self.now,
            goes=goes or self.to_wang(),
            actor=guest.actor,
        )

    def paid(self, guest: Guest, *, lines: int = 1, goes: Delivery | None = None) -> Order:
        """Return a guest's order that is paid."""
        order = self.order(guest, lines=lines, goes=goes)
        sales.pay_at_provider(order, now=self.now)
        return order

    def taken_at_the_counter(self, *, key: str = "counter-1") -> Placed:
        """Return an order of tea that Wang took cash for, from a villager without a phone."""
        self.drawer()
        line = OrderLine(self.tea.variants[0].public_id, 1)
        total = quoting.quote_lines(lines=[line], now=self.now).total_fen
        return counter.place_order(
            actor=self.wang,
            key=key,
            customer_name="张三",
            customer_phone="",
            lines=[line],
            tendered_fen=total,
            expected_total_fen=total,
            now=self.now,
        )

    def drawer(self) -> None:
        """Open Wang's drawer, if it is not open."""
        if not Shift.objects.filter(clerk_id=self.wang.user_id, closed_at=None).exists():
            points.open_shift(self.wang, now=self.now)

    def consignment(self, order: Order, staff: MerchantStaff) -> Consignment:
        return order.consignments.get(merchant_id=staff.merchant_id)

    def packed(self, order: Order, staff: MerchantStaff) -> Parcel:
        """Let a merchant pack its part of an order."""
        part = self.consignment(order, staff)
        return parcels.pack(actor=staff, consignment_id=part.public_id, now=self.now)

    def at_depot(self, order: Order, staff: MerchantStaff) -> Parcel:
        """Bring a packed parcel to the county depot."""
        return self._travelled(order, staff, legs=1)

    def at_station(self, order: Order, staff: MerchantStaff) -> Parcel:
        """Bring a packed parcel to the town of Wang's point."""
        return self._travelled(order, staff, legs=2)

    def _travelled(self, order: Order, staff: MerchantStaff, *, legs: int) -> Parcel:
        parcel = self.packed(order, staff)
        for leg in parcel.legs.order_by("seq")[:legs]:
            assert leg.target is not None
            parcels.record_scan(
                actor=self.sun,
                waybill=parcel.waybill,
                node_code=leg.target.code,
                kind=ScanKind.ARRIVED,
                now=self.now,
            )
        return parcel

    def on_shelf(self, order: Order, staff: MerchantStaff, shelf: str = "A-01") -> Holding:
        """Bring a parcel all the way to Wang's shelf."""
        parcel = self.at_station(order, staff)
        return pickup.receive(actor=self.wang, waybill=parcel.waybill, shelf=shelf, now=self.now)

    def code(self, order: Order) -> str:
        """Return the digits that open an order's parcels."""
        return pickup.code_digits(pickup.issue_code(order_id=order.public_id, now=self.now))

    # How they come in.

    def shopper(self, guest: Guest) -> Asker:
        return Asker(token=guest.token)

    def signed_in(self, door: str, actor: Clerk | MerchantStaff | Operator) -> Asker:
        user = User.objects.get(pk=actor.user_id)
        return Asker().sign_in(door, user.username, PASSWORD)
