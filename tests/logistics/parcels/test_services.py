"""Parcels from plan to hand: each refusal once, with nothing changed, and harmless repeats."""

import re
from datetime import timedelta

import pytest
import segno

from fixtures.build import supply
from logistics.network.models import Node
from logistics.parcels import handlers, label, queries, services
from logistics.parcels.models import Leg, Parcel, Scan
from logistics.parcels.rules import waybill
from market.accounts.actors import Actor, Anonymous, Clerk, MerchantStaff, Operator, Shopper
from market.catalogue.models import Product
from market.gi import services as gi
from market.kernel import days
from market.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from market.orders.models import Consignment, Order, OrderState
from tests.village_points.scene import Scene

DEPOT = "D-430423"
STATION = "S-430423201"
POINT = "P-430423201224"


def scan(scene: Scene, parcel: Parcel, node: str, *, actor: Actor | None = None) -> Parcel:
    """Scan a parcel as whoever works there."""
    own: Actor = actor or (scene.wang if node == POINT else scene.sun)
    kind = "RECEIVED" if isinstance(own, Clerk) else "ARRIVED"
    return services.record_scan(
        actor=own, waybill=parcel.waybill, node_code=node, kind=kind, now=scene.next_day
    )


def test_a_paid_order_gets_a_parcel_a_merchant_with_its_way(scene: Scene) -> None:
    order = scene.placed().order
    parcels = scene.planned(order)
    assert [p.state for p in parcels] == ["PLANNED", "PLANNED"]
    for parcel in parcels:
        legs = list(parcel.legs.order_by("seq").values_list("target__code", flat=True))
        assert legs == [DEPOT, STATION, POINT]
        assert parcel.promised_on == order.promised_on == days.day(scene.now) + timedelta(days=1)
        assert parcel.gross_grams == 2850


def test_planning_again_makes_nothing(scene: Scene) -> None:
    order = scene.placed().order
    handlers.plan(order=order.public_id, now=scene.now)
    handlers.plan(order=order.public_id, now=scene.now)
    assert Parcel.objects.count() == 2


def test_an_unpaid_or_unknown_order_gets_no_parcel(scene: Scene) -> None:
    order = scene.placed().order
    Order.objects.filter(pk=order.pk).update(state=OrderState.PLACED)
    assert services.plan_for_order(order_id=order.public_id, now=scene.now) == []
    assert services.plan_for_order(order_id="ord_nothing", now=scene.now) == []
    assert not Parcel.objects.exists()


def test_a_cancelled_order_loses_only_what_nobody_packed(scene: Scene) -> None:
    order = scene.placed().order
    first, second = scene.planned(order)
    services.pack(
        actor=scene.staff_of(first),
        consignment_id=first.consignment.public_id,
        now=scene.now,
    )
    handlers.cancel(order=order.public_id, now=scene.now)
    second.refresh_from_db()
    assert second.state == "PLANNED"
    Order.objects.filter(pk=order.pk).update(state=OrderState.CANCELLED)
    handlers.cancel(order=order.public_id, now=scene.now)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("PACKED", "CANCELLED")


def test_packing_plans_what_the_job_has_not_planned_yet(scene: Scene) -> None:
    order = scene.placed(sellers=1).order
    consignment = Consignment.objects.get(order=order)
    parcel = services.pack(
        actor=scene.chen.staff, consignment_id=consignment.public_id, now=scene.now
    )
    consignment.refresh_from_db()
    assert (parcel.state, consignment.state) == ("PACKED", "PACKED")
    assert parcel.scans.get().kind == "PACKED"
    handlers.plan(order=order.public_id, now=scene.now)
    assert Parcel.objects.count() == 1


def test_packing_twice_is_packing_once(scene: Scene) -> None:
    parcel = scene.packed(scene.placed(sellers=1).order)[0]
    again = services.pack(
        actor=scene.chen.staff, consignment_id=parcel.consignment.public_id, now=scene.next_day
    )
    assert again == parcel
    assert Scan.objects.count() == 1


def test_packing_late_moves_the_plan_but_not_the_promise(scene: Scene) -> None:
    order = scene.placed(sellers=1).order
    parcel = scene.planned(order)[0]
    promised = parcel.promised_on
    services.pack(
        actor=scene.chen.staff,
        consignment_id=parcel.consignment.public_id,
        now=scene.now + timedelta(hours=12),
    )
    track = queries.track(consignment_pks=[parcel.consignment_id])[parcel.consignment_id]
    assert track.promised_on == promised
    assert track.expected_at is not None
    assert days.day(track.expected_at) == promised + timedelta(days=1)
    assert track.late


@pytest.mark.parametrize(
    "actor", [Anonymous(), Shopper(1), Clerk(1, 1), Operator(1)], ids=lambda a: type(a).__name__
)
def test_only_merchants_pack(scene: Scene, actor: Actor) -> None:
    order = scene.placed(sellers=1).order
    consignment = Consignment.objects.get(order=order)
    with pytest.raises(Forbidden):
        services.pack(actor=actor, consignment_id=consignment.public_id, now=scene.now)
    assert not Parcel.objects.exists()


def test_a_stranger_finds_nothing_to_pack(scene: Scene) -> None:
    order = scene.placed(sellers=1).order
    consignment = Consignment.objects.get(order=order)
    with pytest.raises(NotFound):
        services.pack(actor=scene.tan.staff, consignment_id=consignment.public_id, now=scene.now)
    consignment.refresh_from_db()
    assert consignment.state == "TO_PACK"
    assert not Parcel.objects.exists()


def test_the_way_is_scanned_place_by_place(scene: Scene) -> None:
    parcel = scene.packed(scene.placed(sellers=1).order)[0]
    states = [scan(scene, parcel, node).state for node in (DEPOT, STATION, POINT)]
    assert states == ["ON_THE_WAY", "ON_THE_WAY", "READY"]
    assert Consignment.objects.get(pk=parcel.consignment_id).state == "READY"


def test_a_scan_again_is_no_second_scan(scene: Scene) -> None:
    parcel = scene.packed(scene.placed(sellers=1).order)[0]
    for node in (DEPOT, DEPOT, STATION, DEPOT, STATION, POINT, POINT):
        scan(scene, parcel, node)
    assert Scan.objects.filter(parcel=parcel).count() == 4


def test_a_place_cannot_be_left_out(scene: Scene) -> None:
    parcel = scene.packed(scene.placed(sellers=1).order)[0]
    with pytest.raises(services.WrongNode) as caught:
        scan(scene, parcel, STATION)
    assert caught.value.expected_code == DEPOT
    assert caught.value.expected == "衡山县级仓"
    with pytest.raises(services.WrongNode):
        scan(scene, parcel, POINT)
    parcel.refresh_from_db()
    assert parcel.state == "PACKED"
    assert Scan.objects.count() == 1


def test_another_towns_station_is_a_wrong_place(scene: Scene) -> None:
    parcel = scene.packed(scene.placed(sellers=1).order)[0]
    scan(scene, parcel, DEPOT)
    with pytest.raises(services.WrongNode) as caught:
        scan(scene, parcel, "S-430423100")
    assert caught.value.expected_code == STATION


def test_what_is_not_packed_cannot_be_scanned(scene: Scene) -> None:
    parcel = scene.planned(scene.placed(sellers=1).order)[0]
    with pytest.raises(WrongState):
        scan(scene, parcel, DEPOT)
    assert not Scan.objects.exists()


def test_scans_have_their_people_and_places(scene: Scene) -> None:
    parcel = scene.packed(scene.placed(sellers=1).order)[0]
    with pytest.raises(Forbidden):
        scan(scene, parcel, DEPOT, actor=scene.wang)
    with pytest.raises(Forbidden):
        scan(scene, parcel, POINT, actor=scene.sun)
    with pytest.raises(NotFound):
        scan(scene, parcel, "P-430423201222", actor=scene.zhao)
    staff: MerchantStaff = scene.chen.staff
    with pytest.raises(Forbidden):
        scan(scene, parcel, DEPOT, actor=staff)
    assert Scan.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("waybill", "CJ0"), ("node_code", "D-0"), ("kind", "PACKED")]
)
def test_a_malformed_scan_is_refused(scene: Scene, field: str, value: str) -> None:
    parcel = scene.packed(scene.placed(sellers=1).order)[0]
    given = {"waybill": parcel.waybill, "node_code": DEPOT, "kind": "ARRIVED", field: value}
    with pytest.raises(Invalid):
        services.record_scan(actor=scene.sun, now=scene.now, **given)
    assert Scan.objects.count() == 1


def test_a_waybill_that_nobody_has_is_not_found(scene: Scene) -> None:
    with pytest.raises(NotFound):
        services.record_scan(
            actor=scene.sun, waybill=waybill(1), node_code=DEPOT, kind="ARRIVED", now=scene.now
        )


def test_a_door_is_reached_by_the_postman(scene: Scene) -> None:
    _, order = scene.shopper_order(door=True)
    parcel = scene.arrived(order)[0]
    assert Leg.objects.filter(parcel=parcel, target=None, carrier="post").count() == 1
    delivered = services.deliver(parcel_id=parcel.public_id, actor=scene.sun, now=scene.next_day)
    assert delivered.state == "DELIVERED"
    order.refresh_from_db()
    assert order.state == OrderState.COMPLETED
    services.deliver(parcel_id=parcel.public_id, actor=scene.sun, now=scene.next_day)
    assert Scan.objects.filter(kind="DELIVERED").count() == 1


def test_nothing_is_delivered_before_it_is_there(scene: Scene) -> None:
    _, order = scene.shopper_order(door=True)
    parcel = scene.packed(order)[0]
    with pytest.raises(WrongState):
        services.deliver(parcel_id=parcel.public_id, actor=scene.sun, now=scene.next_day)
    scan(scene, parcel, DEPOT)
    with pytest.raises(WrongState):
        services.deliver(parcel_id=parcel.public_id, actor=scene.sun, now=scene.next_day)
    assert not Scan.objects.filter(kind="DELIVERED").exists()


def test_a_door_is_found_by_the_waybill(scene: Scene) -> None:
    _, order = scene.shopper_order(door=True)
    parcel = scene.packed(order)[0]
    given = {"waybill": parcel.waybill, "now": scene.next_day}
    for here, expected in ((DEPOT, DEPOT), (STATION, STATION)):
        with pytest.raises(services.WrongNode) as early:
            services.deliver_to_door(actor=scene.sun, **given)
        assert early.value.expected_code == expected
        scan(scene, parcel, here)
    for actor in (scene.wang, scene.zhao, scene.chen.staff):
        with pytest.raises(Forbidden):
            services.deliver_to_door(actor=actor, **given)
    for _ in range(2):
        assert services.deliver_to_door(actor=scene.sun, **given).state == "DELIVERED"
    assert Scan.objects.filter(kind="DELIVERED", node=None).count() == 1


def test_a_parcel_that_is_not_packed_goes_to_no_door(scene: Scene) -> None:
    _, order = scene.shopper_order(door=True)
    parcel = scene.planned(order)[0]
    with pytest.raises(WrongState):
        services.deliver_to_door(actor=scene.sun, waybill=parcel.waybill, now=scene.now)
    assert Parcel.objects.get(pk=parcel.pk).state == "PLANNED"


def test_what_is_fetched_at_a_point_goes_to_no_door(scene: Scene) -> None:
    parcel = scene.on_shelf(scene.placed(sellers=1).order)[0].parcel
    with pytest.raises(services.GoesToPoint) as refused:
        services.deliver_to_door(actor=scene.sun, waybill=parcel.waybill, now=scene.next_day)
    assert refused.value.point == "永和乡龙凤村服务点"
    assert Parcel.objects.get(pk=parcel.pk).state == "READY"


def test_nobody_delivers_for_somebody_else(scene: Scene) -> None:
    parcel = scene.on_shelf(scene.placed(sellers=1).order)[0].parcel
    with pytest.raises(NotFound):
        services.deliver(parcel_id=parcel.public_id, actor=scene.zhao, now=scene.next_day)
    with pytest.raises(Forbidden):
        services.deliver(parcel_id=parcel.public_id, actor=scene.sun, now=scene.next_day)
    with pytest.raises(Forbidden):
        services.deliver(parcel_id=parcel.public_id, actor=scene.chen.staff, now=scene.next_day)
    assert Parcel.objects.get(pk=parcel.pk).state == "READY"


def test_a_label_shows_no_more_than_the_carrier_needs(scene: Scene) -> None:
    _, order = scene.shopper_order()
    parcel = scene.packed(order)[0]
    found = label.label(actor=scene.chen.staff, consignment_id=parcel.consignment.public_id)
    assert (found.receiver, found.receiver_phone) == ("李**", "138****1234")
    assert found.route == ("衡山县级仓", "永和乡站", "龙凤村服务点")
    assert found.deliver_to == "永和乡龙凤村服务点"
    assert found.gross_grams == 2850
    assert found.lines[0].name == "龙凤沃柑"
    assert len(found.lines[0].batch_codes) == 1
    assert "李小红" not in repr(found)
    assert "13812341234" not in repr(found)


def test_a_label_keeps_the_badge_of_the_order_when_the_right_is_revoked(scene: Scene) -> None:
    """The badge is the snapshot's, so a label printed again is byte for byte the first one."""
    honour = supply.right("永和乡龙凤村 沃柑", now=scene.now)
    Product.objects.filter(merchant=scene.chen.merchant).update(right=honour)
    _, order = scene.shopper_order()
    own = scene.packed(order)[0].consignment.public_id
    first = label.label(actor=scene.chen.staff, consignment_id=own)
    assert first.lines[0].badge == "一村一品 第10批"
    gi.set_status(actor=supply.SEED, right_id=honour.public_id, status="REVOKED", now=scene.now)
    Product.objects.filter(merchant=scene.chen.merchant).update(name="改了名字", right=None)
    again = label.label(actor=scene.chen.staff, consignment_id=own)
    assert repr(again).encode() == repr(first).encode()


def test_a_label_is_for_the_own_merchant_and_after_packing(scene: Scene) -> None:
    parcel = scene.planned(scene.placed(sellers=1).order)[0]
    own = parcel.consignment.public_id
    with pytest.raises(WrongState):
        label.label(actor=scene.chen.staff, consignment_id=own)
    with pytest.raises(NotFound):
        label.label(actor=scene.tan.staff, consignment_id=own)
    with pytest.raises(Forbidden):
        label.label(actor=scene.wang, consignment_id=own)


def test_a_qr_code_is_the_librarys_code_drawn_as_one_path() -> None:
    text = waybill(1234567890)
    code = label.qr_code(text)
    matrix = segno.make(text, error="m", micro=False).matrix
    assert code.size == len(matrix) + 8
    dark = set()
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1H\d+z", code.path):
        dark |= {(int(x) - 4 + step, int(y) - 4) for step in range(int(run))}
    assert dark == {
        (x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module
    }


def test_a_track_shows_plan_and_fact(
    scene: Scene, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    parcels = scene.packed(scene.placed().order)
    scan(scene, parcels[0], DEPOT)
    with django_assert_num_queries(3):
        tracks = queries.track(consignment_pks=[p.consignment_id for p in parcels])
    first = tracks[parcels[0].consignment_id]
    assert [stop.kind for stop in first.stops] == [
        "PACKED", "ARRIVED", "ARRIVED", "RECEIVED", "DELIVERED",
    ]  # fmt: skip
    assert [stop.happened_at is not None for stop in first.stops] == [True, True] + [False] * 3
    planned = [stop.planned_at for stop in first.stops if stop.planned_at]
    assert planned == sorted(planned)
    assert not first.late
    assert tracks[parcels[1].consignment_id].stops[1].happened_at is None


def test_what_is_due_at_a_place_goes_when_it_is_scanned(scene: Scene) -> None:
    first, second = scene.packed(scene.placed().order)
    assert {due.waybill for due in queries.due_at_node(node_code=DEPOT)} == {
        first.waybill,
        second.waybill,
    }
    scan(scene, first, DEPOT)
    assert [due.waybill for due in queries.due_at_node(node_code=DEPOT)] == [second.waybill]
    expected = queries.expected_at_point(point_id=scene.wang.point_id)
    assert {due.waybill for due in expected} == {first.waybill, second.waybill}
    assert queries.count_expected_at_point(point_id=scene.wang.point_id) == 2
    assert queries.expected_at_point(point_id=scene.zhao.point_id) == []


def test_the_postmans_bag_holds_what_lies_at_its_station(scene: Scene) -> None:
    _, order = scene.shopper_order(door=True)
    scene.arrived(scene.placed(sellers=1).order)
    parcel = scene.packed(order)[0]
    scan(scene, parcel, DEPOT)
    assert queries.due_at_doors() == []
    scan(scene, parcel, STATION)
    assert [due.waybill for due in queries.due_at_doors()] == [parcel.waybill]
    services.deliver(parcel_id=parcel.public_id, actor=scene.sun, now=scene.next_day)
    assert queries.due_at_doors() == []


def test_a_parcel_is_seen_by_its_own_people(scene: Scene) -> None:
    shopper, order = scene.shopper_order()
    parcel = scene.planned(order)[0]
    may: list[Actor] = [shopper, scene.wang, scene.sun, scene.chen.staff]
    may_not: list[Actor] = [Shopper(0), scene.zhao, scene.tan.staff, Anonymous()]
    for actor in may:
        assert queries.parcel_by_waybill(actor=actor, waybill=parcel.waybill) == parcel
    for actor in may_not:
        assert queries.parcel_by_waybill(actor=actor, waybill=parcel.waybill) is None


def test_a_merchants_node_is_made_once(scene: Scene) -> None:
    scene.planned()
    assert Node.objects.filter(kind="MERCHANT").count() == 2
    scene.planned(scene.placed().order)
    assert Node.objects.filter(kind="MERCHANT").count() == 2
