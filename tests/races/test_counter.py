"""Two clicks, two clerks, two hands in one drawer at the same moment."""

from collections import Counter

import pytest

from fixtures.build import points as build
from logistics.parcels import services as parcels
from logistics.parcels.models import Leg, Parcel, Scan
from market.accounts.actors import Clerk
from market.ledger import queries as ledger
from market.ledger.models import AccountKind
from market.orders.models import Consignment, Order
from market.stock.models import Lot
from tests.races.together import at_once
from tests.village_points.scene import Scene
from village_points.cash import services as cash
from village_points.cash.models import Shift, Taking
from village_points.counter.services import Placed
from village_points.pickup.models import PickupCode
from village_points.points.models import Point

pytestmark = pytest.mark.django_db(transaction=True)


def drawer(scene: Scene) -> int:
    """Return the balance of Wang's drawer."""
    owner = Point.objects.get(pk=scene.wang.point_id).public_id
    return ledger.balance(kind=AccountKind.DRAWER, owner=owner)


def test_the_same_key_ten_times_at_once_is_one_order() -> None:
    scene = Scene()
    answers = at_once([lambda: scene.placed(key="one-click")] * 10)
    assert all(isinstance(answer, Placed) for answer in answers), answers
    assert len({answer.order.public_id for answer in answers if isinstance(answer, Placed)}) == 1
    assert len({answer.code_digits for answer in answers if isinstance(answer, Placed)}) == 1
    assert (Order.objects.count(), Taking.objects.count(), PickupCode.objects.count()) == (1, 1, 1)
    assert drawer(scene) == 26_000
    assert sorted(Lot.objects.values_list("on_hand", flat=True)) == [99, 99]


def test_cash_taken_while_the_drawer_closes_is_in_the_count_or_refused() -> None:
    scene = Scene()
    answers = at_once(
        [
            lambda: scene.placed(key="last-customer"),
            lambda: cash.close_shift(actor=scene.wang, counted_fen=20_000, now=scene.now),
        ]
    )
    shift = Shift.objects.get()
    if isinstance(answers[0], Placed):
        assert (shift.recorded_fen, Taking.objects.count()) == (26_000, 1)
    else:
        assert isinstance(answers[0], cash.NoOpenShift)
        assert (shift.recorded_fen, Order.objects.count()) == (20_000, 0)
    assert drawer(scene) == 20_000


def test_a_drawer_opened_twice_at_once_is_open_once() -> None:
    scene = Scene()
    other = build.clerk("Hu", village_code=build.LONGYAN)
    clerks: list[Clerk] = [scene.zhao, other]

    def opening(clerk: Clerk) -> object:
        return cash.open_shift(actor=clerk, float_fen=5_000, now=scene.now)

    answers = at_once([lambda clerk=clerk: opening(clerk) for clerk in clerks])
    assert Counter(type(answer).__name__ for answer in answers) == {"Shift": 1, "ShiftOpen": 1}
    point = Point.objects.get(pk=other.point_id)
    assert Shift.objects.filter(point=point).count() == 1
    assert ledger.balance(kind=AccountKind.DRAWER, owner=point.public_id) == 5_000


def test_packing_and_planning_at_once_make_one_parcel() -> None:
    scene = Scene()
    order = scene.placed(sellers=1).order
    consignment = Consignment.objects.get(order=order)
    answers = at_once(
        [
            lambda: parcels.pack(
                actor=scene.chen.staff, consignment_id=consignment.public_id, now=scene.now
            ),
            lambda: parcels.plan_for_order(order_id=order.public_id, now=scene.now),
            lambda: parcels.plan_for_order(order_id=order.public_id, now=scene.now),
        ]
    )
    assert isinstance(answers[0], Parcel)
    assert Parcel.objects.get().state == "PACKED"
    assert Leg.objects.count() == 3
    assert Scan.objects.count() == 1


def test_many_orders_of_new_merchants_are_planned_at_once() -> None:
    scene = Scene()
    orders = [scene.placed().order for _ in range(4)]
    at_once(
        [
            lambda order=order: parcels.plan_for_order(order_id=order.public_id, now=scene.now)
            for order in orders
        ]
    )
    assert Parcel.objects.count() == 8
    assert Leg.objects.count() == 24
