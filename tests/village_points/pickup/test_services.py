"""Shelf and hand-over: tries, lock, proxy, repeat; and never an amount."""

from datetime import timedelta

import pytest

from logistics.parcels.models import Parcel
from logistics.parcels.services import WrongNode
from market.accounts.actors import Anonymous, Shopper
from market.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from market.ledger.models import Account, Posting, Transaction
from market.notices.models import Notice
from market.orders.models import Order, OrderState
from tests.village_points.scene import LI_PHONE, Scene
from village_points.pickup import handlers, queries, services
from village_points.pickup.models import Holding, PickupCode, PickupCodeEvent


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 10**6:06d}"


def hand_over(scene: Scene, order: Order, code: str, **changes: object) -> list[Holding]:
    usual: dict[str, object] = {
        "actor": scene.wang,
        "order_id": order.public_id,
        "code": code,
        "now": scene.next_day,
    }
    return services.hand_over(**{**usual, **changes})  # type: ignore[arg-type]


def still_there(order: Order) -> bool:
    held = Holding.objects.filter(parcel__consignment__order=order)
    states = set(Parcel.objects.filter(consignment__order=order).values_list("state", flat=True))
    return all(each.handed_over_at is None for each in held) and states == {"READY"}


def test_receiving_puts_a_parcel_on_the_shelf(scene: Scene) -> None:
    parcel = scene.arrived(scene.placed(sellers=1).order)[0]
    holding = services.receive(
        actor=scene.wang, waybill=parcel.waybill.lower(), shelf="b7", now=scene.next_day
    )
    assert (holding.shelf, holding.received_at) == ("B-07", scene.next_day)
    assert Parcel.objects.get(pk=parcel.pk).state == "READY"


def test_receiving_again_only_moves_it_on_the_shelf(scene: Scene) -> None:
    holding = scene.on_shelf(scene.placed(sellers=1).order)[0]
    for shelf in ("A-01", "C-09"):
        again = services.receive(
            actor=scene.wang, waybill=holding.parcel.waybill, shelf=shelf, now=scene.next_day
        )
        assert (again.pk, again.shelf) == (holding.pk, shelf)
    assert Holding.objects.count() == 1


def test_what_was_fetched_does_not_come_back(scene: Scene) -> None:
    placed = scene.placed(sellers=1)
    holding = scene.on_shelf(placed.order)[0]
    hand_over(scene, placed.order, placed.code_digits)
    with pytest.raises(WrongState):
        services.receive(
            actor=scene.wang, waybill=holding.parcel.waybill, shelf="C-09", now=scene.next_day
        )
    holding.refresh_from_db()
    assert holding.shelf == "A-01"


def test_receiving_is_refused_where_it_is_wrong(scene: Scene) -> None:
    parcel = scene.packed(scene.placed(sellers=1).order)[0]
    common = {"waybill": parcel.waybill, "now": scene.next_day}
    with pytest.raises(Invalid):
        services.receive(actor=scene.wang, shelf="shelf", **common)
    with pytest.raises(Forbidden):
        services.receive(actor=scene.sun, shelf="A-01", **common)
    with pytest.raises(NotFound):
        services.receive(actor=scene.zhao, shelf="A-01", **common)
    with pytest.raises(WrongNode):
        services.receive(actor=scene.wang, shelf="A-01", **common)
    assert not Holding.objects.exists()
    assert Parcel.objects.get(pk=parcel.pk).state == "PACKED"


def test_the_right_code_opens_everything_that_waits(scene: Scene) -> None:
    placed = scene.placed()
    scene.on_shelf(placed.order)
    out = hand_over(scene, placed.order, placed.code_digits)
    assert [holding.shelf for holding in out] == ["A-01", "A-02"]
    assert {(h.taken_by, h.by_proxy, h.handed_over_at) for h in out} == {
        ("李小红", False, scene.next_day)
    }
    assert Order.objects.get(pk=placed.order.pk).state == OrderState.COMPLETED
    assert queries.shelf(scene.wang) == []


def test_the_order_can_be_named_by_its_number_and_the_code_typed_with_a_gap(scene: Scene) -> None:
    placed = scene.placed(sellers=1)
    scene.on_shelf(placed.order)
    code = f"{placed.code_digits[:3]} {placed.code_digits[3:]}"
    out = hand_over(scene, placed.order, code, order_id="", number=f" {placed.order.number} ")
    assert len(out) == 1


def test_handing_over_moves_no_fen(scene: Scene) -> None:
    placed = scene.placed()
    scene.on_shelf(placed.order)
    before = [
        list(model.objects.order_by("pk").values()) for model in (Account, Transaction, Posting)
    ]
    hand_over(scene, placed.order, placed.code_digits)
    after = [
        list(model.objects.order_by("pk").values()) for model in (Account, Transaction, Posting)
    ]
    assert before == after


def test_five_wrong_codes_lock_for_fifteen_minutes(scene: Scene) -> None:
    placed = scene.placed()
    scene.on_shelf(placed.order)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(services.WrongCode) as refused:
            hand_over(scene, placed.order, wrong(placed.code_digits))
        assert refused.value.tries_left == left
    until = scene.next_day + timedelta(minutes=15)
    assert refused.value.locked_until == until
    for code in (placed.code_digits, wrong(placed.code_digits)):
        with pytest.raises(services.CodeLocked) as locked:
            hand_over(scene, placed.order, code, now=until - timedelta(seconds=1))
        assert locked.value.locked_until == until
    assert still_there(placed.order)
    assert len(hand_over(scene, placed.order, placed.code_digits, now=until)) == 2


def test_after_the_lock_there_are_five_tries_again(scene: Scene) -> None:
    placed = scene.placed(sellers=1)
    scene.on_shelf(placed.order)
    now = scene.next_day
    for _ in range(2):
        for left in (4, 3, 2, 1, 0):
            with pytest.raises(services.WrongCode) as refused:
                hand_over(scene, placed.order, wrong(placed.code_digits), now=now)
            assert refused.value.tries_left == left
        now += timedelta(minutes=15)
    assert still_there(placed.order)


def test_the_right_code_gives_the_tries_back(scene: Scene) -> None:
    placed = scene.placed()
    first, second = scene.arrived(placed.order)
    services.receive(actor=scene.wang, waybill=first.waybill, shelf="A-1", now=scene.next_day)
    for _ in range(4):
        with pytest.raises(services.WrongCode):
            hand_over(scene, placed.order, wrong(placed.code_digits))
    hand_over(scene, placed.order, placed.code_digits)
    services.receive(actor=scene.wang, waybill=second.waybill, shelf="A-2", now=scene.next_day)
    with pytest.raises(services.WrongCode) as refused:
        hand_over(scene, placed.order, wrong(placed.code_digits))
    assert refused.value.tries_left == 4


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_uses_no_try(scene: Scene, code: str) -> None:
    placed = scene.placed(sellers=1)
    scene.on_shelf(placed.order)
    with pytest.raises(Invalid):
        hand_over(scene, placed.order, code)
    assert PickupCode.objects.get().tries == 0


def test_nothing_ready_uses_no_try_and_tells_what_comes(scene: Scene) -> None:
    placed = scene.placed()
    scene.packed(placed.order)
    with pytest.raises(services.NothingReady) as refused:
        hand_over(scene, placed.order, placed.code_digits)
    assert refused.value.on_the_way == 2
    assert PickupCode.objects.get().tries == 0


def test_what_was_handed_over_is_not_handed_over_again(scene: Scene) -> None:
    placed = scene.placed()
    scene.on_shelf(placed.order)
    hand_over(scene, placed.order, placed.code_digits)
    with pytest.raises(services.NothingReady) as refused:
        hand_over(scene, placed.order, placed.code_digits)
    assert refused.value.on_the_way == 0


def test_only_clerks_of_the_point_hand_over(scene: Scene) -> None:
    placed = scene.placed()
    scene.on_shelf(placed.order)
    for actor in (Anonymous(), Shopper(1), scene.sun, scene.chen.staff):
        with pytest.raises(Forbidden):
            hand_over(scene, placed.order, placed.code_digits, actor=actor)
    with pytest.raises(NotFound):
        hand_over(scene, placed.order, placed.code_digits, actor=scene.zhao)
    with pytest.raises(NotFound):
        hand_over(scene, placed.order, placed.code_digits, order_id="", number="")
    assert still_there(placed.order)
    assert PickupCode.objects.get().tries == 0


def test_a_proxy_needs_the_buyers_consent(scene: Scene) -> None:
    placed = scene.placed(sellers=1)
    scene.on_shelf(placed.order)
    with pytest.raises(Invalid) as refused:
        hand_over(scene, placed.order, placed.code_digits, taken_by="赵大")
    assert (refused.value.name, refused.value.rule) == ("proxyConsent", "required")
    assert still_there(placed.order)
    out = hand_over(scene, placed.order, placed.code_digits, taken_by="赵大", proxy_consent=True)
    assert (out[0].taken_by, out[0].by_proxy) == ("赵大", True)


def test_the_buyers_own_name_is_no_proxy(scene: Scene) -> None:
    placed = scene.placed(sellers=1)
    scene.on_shelf(placed.order)
    out = hand_over(scene, placed.order, placed.code_digits, taken_by="李小红")
    assert out[0].by_proxy is False


def test_a_code_of_one_order_opens_no_other(scene: Scene) -> None:
    mine, other = scene.placed(sellers=1), scene.placed(sellers=1)
    scene.on_shelf(mine.order)
    scene.on_shelf(other.order)
    with pytest.raises(services.WrongCode):
        hand_over(scene, other.order, mine.code_digits)
    assert still_there(other.order)


def test_a_code_is_issued_once_and_for_paid_orders_only(scene: Scene) -> None:
    order = scene.placed(sellers=1).order
    code = PickupCode.objects.get()
    assert services.issue_code(order_id=order.public_id, now=scene.now) == code
    Order.objects.filter(pk=order.pk).update(state=OrderState.PLACED)
    with pytest.raises(WrongState):
        services.issue_code(order_id=order.public_id, now=scene.now)
    _, door = scene.shopper_order(door=True)
    for order_id in (door.public_id, "ord_nothing"):
        with pytest.raises(NotFound):
            services.issue_code(order_id=order_id, now=scene.now)
    assert PickupCode.objects.count() == 1


def test_the_digits_are_nowhere_in_the_table(scene: Scene) -> None:
    placed = scene.placed(sellers=1)
    rows = [*PickupCode.objects.values(), *PickupCodeEvent.objects.values()]
    for row in rows:
        texts = [value for value in row.values() if isinstance(value, str)]
        assert not any(placed.code_digits == text for text in texts)


def test_a_lost_slip_gets_new_digits_and_the_old_ones_die(scene: Scene) -> None:
    placed = scene.placed(sellers=1)
    scene.on_shelf(placed.order)
    code = services.reissue_code(
        actor=scene.wang, order_id=placed.order.public_id, now=scene.next_day
    )
    digits = services.code_digits(code)
    assert digits != placed.code_digits
    with pytest.raises(services.WrongCode):
        hand_over(scene, placed.order, placed.code_digits)
    assert len(hand_over(scene, placed.order, digits)) == 1
    nonces = PickupCodeEvent.objects.values_list("nonce", flat=True).distinct()
    assert len(nonces) == 2


def test_a_new_slip_takes_no_lock_away(scene: Scene) -> None:
    placed = scene.placed(sellers=1)
    scene.on_shelf(placed.order)
    for _ in range(5):
        with pytest.raises(services.WrongCode):
            hand_over(scene, placed.order, wrong(placed.code_digits))
    code = services.reissue_code(
        actor=scene.wang, order_id=placed.order.public_id, now=scene.next_day
    )
    with pytest.raises(services.CodeLocked):
        hand_over(scene, placed.order, services.code_digits(code))


def test_new_digits_are_only_for_who_has_no_phone(scene: Scene) -> None:
    with_phone = scene.placed(sellers=1, phone=LI_PHONE).order
    _, shopper = scene.shopper_order()
    scene.on_shelf(shopper)
    for order in (with_phone, shopper):
        with pytest.raises(Forbidden):
            services.reissue_code(actor=scene.wang, order_id=order.public_id, now=scene.next_day)
    mine = scene.placed(sellers=1)
    with pytest.raises(NotFound):
        services.reissue_code(actor=scene.zhao, order_id=mine.order.public_id, now=scene.next_day)
    with pytest.raises(Forbidden):
        services.reissue_code(actor=scene.sun, order_id=mine.order.public_id, now=scene.next_day)
    scene.on_shelf(mine.order)
    hand_over(scene, mine.order, mine.code_digits)
    with pytest.raises(WrongState):
        services.reissue_code(actor=scene.wang, order_id=mine.order.public_id, now=scene.next_day)


def test_the_buyer_is_told_once_with_the_code(scene: Scene) -> None:
    placed = scene.placed(sellers=1, phone=LI_PHONE)
    parcel = scene.on_shelf(placed.order)[0].parcel
    for _ in range(2):
        handlers.tell(parcel=parcel.public_id, now=scene.next_day)
    notice = Notice.objects.get(kind="parcel.ready")
    assert notice.phone == f"+86{LI_PHONE}"
    assert notice.params["code"] == placed.code_digits
    assert notice.params["point"] == "龙凤村服务点"


def test_nobody_is_told_without_a_phone_or_after_fetching(scene: Scene) -> None:
    silent = scene.placed(sellers=1)
    fetched = scene.placed(sellers=1, phone=LI_PHONE)
    parcels = [scene.on_shelf(each.order)[0].parcel for each in (silent, fetched)]
    hand_over(scene, fetched.order, fetched.code_digits)
    for parcel in parcels:
        handlers.tell(parcel=parcel.public_id, now=scene.next_day)
    handlers.tell(parcel="par_nothing", now=scene.next_day)
    assert not Notice.objects.filter(kind="parcel.ready").exists()


def test_a_shopper_sees_the_own_code_while_something_waits(scene: Scene) -> None:
    shopper, order = scene.shopper_order()
    ids = [order.public_id]
    scene.arrived(order)
    assert queries.own_codes(actor=shopper, order_ids=ids) == {}
    scene.on_shelf(order)
    digits = queries.own_codes(actor=shopper, order_ids=ids)[order.public_id]
    assert queries.own_codes(actor=Shopper(0), order_ids=ids) == {}
    hand_over(scene, order, digits)
    assert queries.own_codes(actor=shopper, order_ids=ids) == {}
