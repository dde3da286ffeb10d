"""Codes tried at the same time: no two guesses share a try, no parcel goes out twice."""

from collections import Counter
from collections.abc import Callable

import pytest

from logistics.parcels.models import Parcel, Scan
from market.orders.models import Order, OrderState
from tests.races.together import at_once
from tests.village_points.scene import Scene
from village_points.counter.services import Placed
from village_points.pickup import services as pickup
from village_points.pickup.models import Holding, PickupCode

pytestmark = pytest.mark.django_db(transaction=True)


def waiting() -> tuple[Scene, Placed]:
    """Return an order whose parcels wait on the shelf."""
    scene = Scene()
    placed = scene.placed()
    scene.on_shelf(placed.order)
    return scene, placed


def attempt(scene: Scene, placed: Placed, code: str) -> Callable[[], object]:
    return lambda: pickup.hand_over(
        actor=scene.wang, order_id=placed.order.public_id, code=code, now=scene.next_day
    )


def test_two_guesses_at_once_use_two_tries() -> None:
    scene, placed = waiting()
    others = [f"{(int(placed.code_digits) + n) % 10**6:06d}" for n in (1, 2)]
    answers = at_once([attempt(scene, placed, code) for code in others])
    left = sorted(a.tries_left for a in answers if isinstance(a, pickup.WrongCode))
    assert left == [3, 4]
    assert PickupCode.objects.get().tries == 2


def test_twenty_guesses_at_once_get_five_tries() -> None:
    scene, placed = waiting()
    others = [f"{(int(placed.code_digits) + n) % 10**6:06d}" for n in range(1, 21)]
    answers = at_once([attempt(scene, placed, code) for code in others])
    kinds = Counter(type(answer).__name__ for answer in answers)
    assert kinds == {"WrongCode": 5, "CodeLocked": 15}
    left = sorted(a.tries_left for a in answers if isinstance(a, pickup.WrongCode))
    assert left == [0, 1, 2, 3, 4]
    assert not Holding.objects.exclude(handed_over_at=None).exists()


def test_a_try_stays_counted_when_the_hand_over_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, placed = waiting()

    def killed(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pickup.parcels, "deliver", killed)
    with pytest.raises(KeyboardInterrupt):
        attempt(scene, placed, placed.code_digits)()
    assert PickupCode.objects.get().tries == 1
    assert set(Parcel.objects.values_list("state", flat=True)) == {"READY"}
    assert not Holding.objects.exclude(handed_over_at=None).exists()


def test_two_hand_overs_at_once_are_one() -> None:
    scene, placed = waiting()
    answers = at_once([attempt(scene, placed, placed.code_digits)] * 2)
    kinds = Counter(type(answer).__name__ for answer in answers)
    assert kinds == {"list": 1, "NothingReady": 1}
    assert Scan.objects.filter(kind="DELIVERED").count() == 2
    assert Holding.objects.exclude(handed_over_at=None).count() == 2
    assert Order.objects.get().state == OrderState.COMPLETED


def test_receiving_one_parcel_twice_at_once_is_once() -> None:
    scene = Scene()
    parcel = scene.arrived(scene.placed(sellers=1).order)[0]

    def receive() -> object:
        return pickup.receive(
            actor=scene.wang, waybill=parcel.waybill, shelf="A-01", now=scene.next_day
        )

    answers = at_once([receive, receive])
    assert {type(answer).__name__ for answer in answers} == {"Holding"}
    assert Holding.objects.count() == 1
    assert Scan.objects.filter(kind="RECEIVED").count() == 1
