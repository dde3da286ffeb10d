"""Ordering at the counter: one transaction, one answer a key, and what the counter shows."""

from datetime import timedelta

import pytest

from market.accounts.actors import Anonymous
from market.accounts.models import Customer
from market.idempotency.models import Key
from market.idempotency.services import KeyReused
from market.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from market.ledger.models import Posting
from market.orders.models import Order, OrderState
from market.orders.placing import NotForSale, OrderLine, OutOfStock, PriceChanged
from market.stock.models import Lot, Reservation
from tests.village_points.scene import LI_PHONE, Scene
from village_points.cash.models import Taking
from village_points.cash.services import NoOpenShift, TooLittleCash
from village_points.counter import queries, services
from village_points.pickup.models import PickupCode
from village_points.points.services import PointClosed


def everything(scene: Scene) -> tuple[int, ...]:
    """Count whatever an order touches."""
    models = (Order, Customer, Taking, Posting, PickupCode, Reservation, Key)
    on_hand = sum(Lot.objects.values_list("on_hand", flat=True))
    return (*(model.objects.count() for model in models), on_hand)


def test_an_order_is_paid_in_one_go(scene: Scene) -> None:
    placed = scene.placed(phone=LI_PHONE, tendered_fen=6_500)
    order = placed.order
    assert order.state == OrderState.PAID
    assert (order.goods_fen, order.freight_fen, order.total_fen) == (4_000, 2_000, 6_000)
    assert (order.channel, order.placed_by) == ("COUNTER", scene.wang.ref)
    assert order.point_id == scene.wang.point_id
    assert order.buyer_phone == f"+86{LI_PHONE}"
    assert placed.taking.tendered_fen == 6_500
    assert placed.change_fen == 500
    assert len(placed.code_digits) == 6
    assert {c.state for c in order.consignments.all()} == {"TO_PACK"}
    assert sorted(Lot.objects.values_list("on_hand", "reserved")) == [(99, 0), (99, 0)]


def test_the_same_key_gives_the_same_answer(scene: Scene) -> None:
    first = scene.placed(key="k")
    before = everything(scene)
    again = scene.placed(key="k")
    assert again == first
    assert again.order.state == OrderState.PAID
    assert everything(scene) == before


def test_the_same_key_for_something_else_is_refused(scene: Scene) -> None:
    scene.placed(key="k")
    before = everything(scene)
    with pytest.raises(KeyReused):
        scene.placed(key="k", sellers=1)
    assert everything(scene) == before


def place(scene: Scene, **changes: object) -> services.Placed:
    """Place the usual order with something different about it."""
    usual: dict[str, object] = {
        "actor": scene.wang,
        "key": "k",
        "customer_name": "李小红",
        "customer_phone": "",
        "lines": scene.lines(),
        "tendered_fen": 6_000,
        "expected_total_fen": 6_000,
        "now": scene.now,
    }
    return services.place_order(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"actor": Anonymous()}, Forbidden),
        ({"key": ""}, Invalid),
        ({"customer_name": " "}, Invalid),
        ({"customer_phone": "12"}, Invalid),
        ({"lines": []}, Invalid),
        ({"lines": [OrderLine("var_nothing", 1)]}, NotForSale),
        ({"tendered_fen": 5_999}, TooLittleCash),
        ({"expected_total_fen": 5_999}, PriceChanged),
    ],
)
def test_a_refused_order_leaves_nothing(
    scene: Scene, changes: dict[str, object], error: type[DomainError]
) -> None:
    before = everything(scene)
    with pytest.raises(error):
        place(scene, **changes)
    assert everything(scene) == before


def test_too_many_units_leave_nothing(scene: Scene) -> None:
    before = everything(scene)
    with pytest.raises(OutOfStock):
        place(scene, lines=[OrderLine(scene.chen.variant_id, 101)], expected_total_fen=260_000)
    assert everything(scene) == before


def test_a_closed_point_takes_no_order(scene: Scene) -> None:
    before = everything(scene)
    with pytest.raises(PointClosed):
        place(scene, now=scene.now.replace(hour=21))
    assert everything(scene) == before


def test_without_a_shift_nothing_is_sold(scene: Scene) -> None:
    before = everything(scene)
    with pytest.raises(NoOpenShift):
        place(scene, actor=scene.zhao)
    assert everything(scene) == before


def test_a_key_that_failed_can_be_used_again(scene: Scene) -> None:
    with pytest.raises(TooLittleCash):
        place(scene, tendered_fen=5_999)
    assert place(scene).change_fen == 0


def test_the_slip_says_what_was_agreed(scene: Scene) -> None:
    placed = scene.placed(phone=LI_PHONE)
    slip = queries.slip(actor=scene.wang, order_id=placed.order.public_id)
    assert slip.code == placed.code_digits
    assert (slip.total_fen, slip.tendered_fen, slip.change_fen) == (6_000, 10_000, 4_000)
    assert sum(line.total_fen for line in slip.lines) == slip.goods_fen == 4_000
    assert slip.buyer_phone == "138****1234"
    assert slip.clerk_name == "Wang"
    assert slip.point.village_name == "龙凤村"
    assert {line.merchant for line in slip.lines} == {"陈家果园", "谭家菜园"}


def test_the_slip_keeps_the_code_to_itself_once_goods_are_there(scene: Scene) -> None:
    placed = scene.placed()
    scene.on_shelf(placed.order)
    assert queries.slip(actor=scene.wang, order_id=placed.order.public_id).code == ""


def test_a_slip_is_for_the_own_counters_orders(scene: Scene) -> None:
    placed = scene.placed()
    with pytest.raises(NotFound):
        queries.slip(actor=scene.zhao, order_id=placed.order.public_id)
    _, order = scene.shopper_order()
    with pytest.raises(NotFound):
        queries.slip(actor=scene.wang, order_id=order.public_id)


def test_a_slip_costs_the_same_for_any_number_of_lines(
    scene: Scene, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for placed in (scene.placed(sellers=1), scene.placed(sellers=2)):
        with django_assert_num_queries(5):
            queries.slip(actor=scene.wang, order_id=placed.order.public_id)


def test_today_counts_cash_shelf_and_what_comes(scene: Scene) -> None:
    scene.on_shelf(scene.placed().order)
    scene.planned(scene.placed(sellers=1).order)
    today = queries.today(actor=scene.wang, now=scene.now)
    assert (today.on_shelf, today.expected) == (2, 1)
    assert (today.day.takings, today.day.taken_fen) == (2, 9_000)
    assert today.shift is not None
    assert today.shift.recorded_fen == 29_000
    tomorrow = queries.today(actor=scene.wang, now=scene.now + timedelta(days=1))
    assert tomorrow.day.takings == 0
    other = queries.today(actor=scene.zhao, now=scene.now)
    assert (other.on_shelf, other.expected, other.shift) == (0, 0, None)


def test_orders_are_found_as_people_name_them(scene: Scene) -> None:
    order = scene.placed(phone=LI_PHONE).order
    holdings = scene.on_shelf(order)
    waybill = holdings[0].parcel.waybill
    for text in (order.number, f" {order.number} ", "李小红", "李", "1234", waybill.lower()):
        found = queries.find_orders(actor=scene.wang, text=text)
        assert [each.order_id for each in found] == [order.public_id], text
    assert found[0].shelf == ("A-01", "A-02")
    assert found[0].buyer_phone == "138****1234"


@pytest.mark.parametrize("text", ["", "  ", "王", "9999", "0000000000", "%", "_"])
def test_nothing_is_found_that_was_not_meant(scene: Scene, text: str) -> None:
    scene.placed(phone=LI_PHONE)
    assert queries.find_orders(actor=scene.wang, text=text) == []


def test_no_order_of_another_point_is_found(scene: Scene) -> None:
    order = scene.placed(phone=LI_PHONE).order
    for text in (order.number, "李小红", "1234", order.public_id):
        assert queries.find_orders(actor=scene.zhao, text=text) == []


def test_finding_costs_the_same_for_few_and_many(
    scene: Scene, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for orders in (2, 20):
        while Order.objects.count() < orders:
            scene.placed(sellers=1)
        with django_assert_num_queries(2):
            assert len(queries.find_orders(actor=scene.wang, text="李")) == orders


def test_shelf_and_expected_show_the_own_points_parcels(scene: Scene) -> None:
    scene.on_shelf(scene.placed().order)
    scene.planned(scene.placed(sellers=1).order)
    assert [each.shelf for each in queries.shelf(actor=scene.wang)] == ["A-01", "A-02"]
    assert len(queries.expected(actor=scene.wang)) == 1
    assert queries.shelf(actor=scene.zhao) == []
