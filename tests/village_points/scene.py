"""Two merchants, a point with an open drawer, and orders at every stage, by real services."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fixtures.build import points as build
from fixtures.build import supply
from logistics.parcels import services as parcels
from logistics.parcels.models import Parcel
from market.accounts import services as accounts
from market.accounts.actors import Clerk, MerchantStaff, Operator, Shopper
from market.accounts.models import Customer
from market.catalogue.services import NewVariant
from market.kernel import days
from market.merchants import services as merchants
from market.merchants.models import Merchant
from market.orders import paying, placing
from market.orders.models import Channel, Consignment, Order
from village_points.counter import services as counter
from village_points.pickup import services as pickup
from village_points.pickup.models import Holding
from village_points.points import delivery

MORNING = datetime(2026, 11, 24, 9, tzinfo=days.SHANGHAI)
LI_PHONE = "13812341234"
_keys = itertools.count(1)


@dataclass
class Seller:
    """A farmer with one product in one variant: 20 yuan, 2,500 g net, 2,850 g packed."""

    merchant: Merchant
    staff: MerchantStaff
    variant_id: str


@dataclass
class Scene:
    """Wang's counter in Longfeng; Chen (Longfeng) and Tan (the county town) sell."""

    now: datetime = MORNING
    wang: Clerk = field(init=False)
    zhao: Clerk = field(init=False)
    sun: Operator = field(init=False)
    chen: Seller = field(init=False)
    tan: Seller = field(init=False)

    def __post_init__(self) -> None:
        build.county()
        self.wang = build.clerk("Wang")
        self.zhao = build.clerk("Zhao", village_code=build.LONGYAN)
        self.sun = build.operator("Sun")
        self.chen = self._seller("chen", "陈家果园", build.LONGFENG)
        self.tan = self._seller("tan", "谭家菜园", build.XIANNONG)
        build.open_shift(self.wang, now=self.now)

    def _seller(self, slug: str, name: str, village: str) -> Seller:
        merchant = merchants.create_merchant(
            name=name,
            slug=slug,
            seller_class="FARMER",
            place_code=village,
            phone="0734-5800001",
            freight=merchants.Freight(first_kg_fen=600, next_kg_fen=200),
            now=self.now,
        )
        user = accounts.create_user(username=slug, password=supply.PASSWORD, name=slug)
        merchants.add_staff(merchant=merchant, user_id=user.pk, now=self.now)
        staff = MerchantStaff(user_id=user.pk, merchant_id=merchant.pk)
        goods = supply.goods(
            now=self.now,
            units=100,
            origin_code=village,
            variants=[NewVariant("2.5千克", 2500, 2850, 2000)],
            seller=staff,
        )
        return Seller(merchant, staff, goods.variants[0].public_id)

    def lines(self, sellers: int = 2) -> list[placing.OrderLine]:
        """Return one of each seller's goods."""
        return [placing.OrderLine(s.variant_id, 1) for s in (self.chen, self.tan)[:sellers]]

    def placed(
        self, *, sellers: int = 2, phone: str = "", tendered_fen: int = 10_000, key: str = ""
    ) -> counter.Placed:
        """Let Wang order for Li, who pays cash: per seller 20 yuan and 10 yuan freight."""
        return counter.place_order(
            actor=self.wang,
            key=key or f"key-{next(_keys)}",
            customer_name="李小红",
            customer_phone=phone,
            lines=self.lines(sellers),
            tendered_fen=tendered_fen,
            expected_total_fen=3000 * sellers,
            now=self.now,
        )

    def shopper_order(self, *, door: bool = False, sellers: int = 1) -> tuple[Shopper, Order]:
        """Let Li order from a phone to Wang's point or to a door; paid."""
        customer: Customer
        customer, _ = accounts.new_guest(now=self.now)
        actor = Shopper(customer.pk)
        where = (
            delivery.to_address(village_code=build.LONGFENG, address="3组12号", now=self.now)
            if door
            else delivery.to_point(point_code=build.point().code, now=self.now)
        )
        order = placing.place_order(
            actor=actor,
            customer_id=customer.pk,
            channel=Channel.SHOP,
            lines=self.lines(sellers),
            delivery=where,
            buyer_name="李小红",
            buyer_phone="+8613812341234",
            now=self.now,
        )
        return actor, paying.mark_paid(
            order_id=order.public_id, payment_ref="pay_test", now=self.now
        ).order

    def planned(self, order: Order | None = None) -> list[Parcel]:
        """Return an order's parcels, planned as the job does."""
        found = order or self.placed().order
        parcels.plan_for_order(order_id=found.public_id, now=self.now)
        return list(Parcel.objects.filter(consignment__order=found).order_by("id"))

    def staff_of(self, parcel: Parcel) -> MerchantStaff:
        """Return who packs a parcel."""
        own = Consignment.objects.get(pk=parcel.consignment_id).merchant_id
        return self.chen.staff if own == self.chen.merchant.pk else self.tan.staff

    def packed(self, order: Order | None = None) -> list[Parcel]:
        """Return an order's parcels, packed by their merchants."""
        return [
            parcels.pack(
                actor=self.staff_of(parcel),
                consignment_id=parcel.consignment.public_id,
                now=self.now + timedelta(hours=1),
            )
            for parcel in self.planned(order)
        ]

    def arrived(self, order: Order | None = None) -> list[Parcel]:
        """Return an order's parcels, scanned at the depot and at the town station."""
        there = self.packed(order)
        for hours, node in ((8, "D-430423"), (10, f"S-{supply.YONGHE}")):
            for parcel in there:
                parcels.record_scan(
                    actor=self.sun,
                    waybill=parcel.waybill,
                    node_code=node,
                    kind="ARRIVED",
                    now=self.now + timedelta(hours=hours),
                )
        return there

    def on_shelf(self, order: Order | None = None) -> list[Holding]:
        """Return an order's parcels on Wang's shelf, A-01 and so on."""
        return [
            pickup.receive(
                actor=self.wang, waybill=parcel.waybill, shelf=f"A-{place:02d}", now=self.next_day
            )
            for place, parcel in enumerate(self.arrived(order), 1)
        ]

    @property
    def next_day(self) -> datetime:
        """Ten o'clock of the day after."""
        return self.now + timedelta(days=1, hours=1)
