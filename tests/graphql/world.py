"""One small world for the API's tests: everybody, their goods, and an order in each state.

People: Li (shopper), Zhou (another shopper), Wang (clerk at 龙凤村), Zhao (clerk elsewhere), Chen
(merchant), Deng (another merchant), Sun (operator).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from fixtures.build import points, sales, supply
from fixtures.build.supply import PASSWORD
from market.accounts import services as accounts
from market.accounts.actors import Clerk, MerchantStaff, Operator, Shopper
from market.accounts.models import User
from market.cart import services as cart
from market.orders.delivery import Delivery
from market.orders.models import Order
from tests.graphql.asking import Asker
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
    return noon if noon >= now else noon + timedelta(days=1)


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
    def deng(self) -> MerchantStaff:
        firm = supply.merchant(now=self.now, name="白果茶厂")
        return supply.staff(firm, "Deng", now=self.now)

    @cached_property
    def sun(self) -> Operator:
        return points.operator("Sun")

    # What they have.

    @cached_property
    def oranges(self) -> supply.Goods:
        return supply.goods(now=self.now, seller=self.chen)

    @cached_property
    def tea(self) -> supply.Goods:
        return supply.goods(
            now=self.now, seller=self.deng, name="白果云雾茶", category="tea", units=20
        )

    def to_wang(self) -> Delivery:
        """Return a delivery to Wang's point."""
        point = points.point(points.LONGFENG)
        return delivery.to_point(point_code=point.code, now=self.now)

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

    def order(self, guest: Guest, *, lines: int = 1) -> Order:
        """Place a guest's order of oranges, and of tea for a second line, to Wang's point."""
        variants = [self.oranges.variants[0], self.tea.variants[0]][:lines]
        return sales.placed_order(
            [(variant.public_id, 1) for variant in variants],
            now=self.now,
            goes=self.to_wang(),
            actor=guest.actor,
        )

    def paid(self, guest: Guest, *, lines: int = 1) -> Order:
        """Return a guest's order that is paid."""
        order = self.order(guest, lines=lines)
        sales.pay_at_provider(order, now=self.now)
        return order

    # How they come in.

    def shopper(self, guest: Guest) -> Asker:
        return Asker(token=guest.token)

    def signed_in(self, door: str, actor: Clerk | MerchantStaff | Operator) -> Asker:
        user = User.objects.get(pk=actor.user_id)
        return Asker().sign_in(door, user.username, PASSWORD)
