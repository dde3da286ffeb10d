"""A clerk's day: the drawer, orders for cash, the van, the shelf, hand-over, closing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from market.orders.models import Order
from tests.graphql.asking import Asker, top
from tests.graphql.world import World
from village_points.pickup.models import PickupCode


@pytest.fixture
def wang(world: World) -> Asker:
    return world.signed_in("counter", world.wang)


def ordered(world: World, wang: Asker, **change: Any) -> dict[str, Any]:
    """Return the input of an order of two boxes of tea, read back and paid with 100 yuan."""
    lines = [{"variantId": world.tea.variants[0].public_id, "quantity": 2}]
    quote = wang.run("counter", "Quote", lines=lines)["quote"]["quote"]
    return {
        "key": "c-1",
        "customerName": "张三",
        "lines": lines,
        "tenderedFen": 10_000,
        "expectedTotalFen": quote["totalFen"],
        **change,
    }


def test_an_order_for_a_villager_without_a_phone(world: World, wang: Asker) -> None:
    wang.do("counter", "OpenShift", floatFen=20_000)
    given = ordered(world, wang)
    placed = wang.do("counter", "PlaceOrder", **given)
    slip = placed["slip"]
    assert placed["order"]["state"] == "PAID"
    assert placed["changeFen"] == 10_000 - given["expectedTotalFen"] == slip["changeFen"]
    assert placed["code"] == slip["code"]
    assert len(placed["code"]) == 6
    assert (slip["buyerName"], slip["buyerPhone"], slip["clerkName"]) == ("张三", "", "Wang")
    assert wang.do("counter", "PlaceOrder", **given) == placed, "the same key, the same answer"
    assert Order.objects.count() == 1
    shift = wang.run("counter", "ShiftSummary", first=1)["shift"]
    assert (shift["takings"], shift["takenFen"]) == (1, given["expectedTotalFen"])
    number = placed["order"]["number"]
    assert wang.run("counter", "Order", number=number)["order"]["id"] == placed["order"]["id"]
    (found,) = wang.run("counter", "FindOrders", text="张三")["findOrders"]
    assert found["number"] == number
    assert wang.run("counter", "Slip", orderId=placed["order"]["id"])["slip"] == slip


def test_refusals_of_an_order_leave_nothing(
    world: World, wang: Asker, clock: list[datetime]
) -> None:
    given = ordered(world, wang)
    assert wang.refused("counter", "PlaceOrder", **given)["code"] == "NO_OPEN_SHIFT"
    wang.do("counter", "OpenShift", floatFen=20_000)
    short = wang.refused("counter", "PlaceOrder", **{**given, "tenderedFen": 100})
    assert (short["code"], short["dueFen"]) == ("TOO_LITTLE_CASH", given["expectedTotalFen"])
    assert short["path"] == ["input", "tenderedFen"]
    changed = wang.refused("counter", "PlaceOrder", **{**given, "expectedTotalFen": 1})
    assert (changed["code"], changed["totalFen"]) == ("PRICE_CHANGED", given["expectedTotalFen"])
    nobody = wang.refused("counter", "PlaceOrder", **{**given, "customerName": "  "})
    assert nobody["path"] == ["input", "customerName"]
    nothing = wang.refused("counter", "PlaceOrder", **{**given, "lines": []})
    assert nothing["path"] == ["input", "lines"]
    lines = [{"variantId": world.tea.variants[0].public_id, "quantity": 21}]
    quote = wang.run("counter", "Quote", lines=lines)["quote"]["quote"]
    much = {"lines": lines, "tenderedFen": 100_000, "expectedTotalFen": quote["totalFen"]}
    assert wang.refused("counter", "PlaceOrder", **{**given, **much})["available"] == 20
    assert not Order.objects.exists()
    shift = wang.run("counter", "ShiftSummary", first=1)["shift"]
    assert (shift["takings"], shift["recordedFen"]) == (0, 20_000)
    assert wang.do("counter", "PlaceOrder", **given)["order"]["state"] == "PAID"


def test_a_closed_point_takes_no_order(world: World, wang: Asker, clock: list[datetime]) -> None:
    wang.do("counter", "OpenShift", floatFen=20_000)
    given = ordered(world, wang)
    clock[0] += timedelta(hours=11)
    asker = world.signed_in("counter", world.wang)
    error = asker.refused("counter", "PlaceOrder", **given)
    assert error["code"] == "POINT_CLOSED"
    assert "8:00 到 19:00" in error["message"]


def test_a_quote_of_what_is_not_sold(world: World, wang: Asker) -> None:
    answer = wang.run("counter", "Quote", lines=[{"variantId": "var_x", "quantity": 1}])["quote"]
    assert answer["quote"] is None
    assert answer["errors"][0]["code"] == "NOT_FOR_SALE"


def test_a_parcel_from_the_van_to_the_buyer(world: World, wang: Asker) -> None:
    order = world.paid(world.li)
    parcel = world.at_station(order, world.chen)
    (due,) = wang.run("counter", "ExpectedParcels")["expectedParcels"]
    assert due["waybill"] == parcel.waybill
    spoken = f"{parcel.waybill[:6].lower()} {parcel.waybill[6:]}"
    held = wang.do("counter", "ReceiveParcel", waybill=spoken, shelf="a3")["holding"]
    assert (held["waybill"], held["shelf"]) == (parcel.waybill, "A-03")
    again = wang.do("counter", "ReceiveParcel", waybill=parcel.waybill, shelf="A-03")
    assert again["holding"] == held
    (waiting,) = wang.run("counter", "Shelf")["shelf"]
    assert (waiting["shelf"], waiting["orderNumber"]) == ("A-03", order.number)
    code = world.code(order)
    (given,) = wang.do("counter", "HandOver", number=order.number, code=code)["holdings"]
    assert given["waybill"] == parcel.waybill
    assert given["handedOverAt"]
    assert given["takenBy"] == "Li"
    assert wang.run("counter", "Shelf")["shelf"] == []
    assert wang.run("counter", "Order", id=order.public_id)["order"]["state"] == "COMPLETED"
    error = wang.refused("counter", "HandOver", number=order.number, code=code)
    assert error["code"] == "NOTHING_READY"


def test_a_parcel_that_is_not_due_here(world: World, wang: Asker) -> None:
    parcel = world.at_depot(world.paid(world.li), world.chen)
    error = wang.refused("counter", "ReceiveParcel", waybill=parcel.waybill, shelf="A-01")
    assert (error["code"], error["expectedCode"]) == ("WRONG_NODE", "S-430423201")
    assert "永和乡站" in error["message"]
    for waybill, path in (("CJ123", "waybill"), (parcel.waybill[:-1] + "x", "waybill")):
        error = wang.refused("counter", "ReceiveParcel", waybill=waybill, shelf="A-01")
        assert error["path"] == ["input", path]
    error = wang.refused("counter", "ReceiveParcel", waybill=parcel.waybill, shelf="top left")
    assert error["path"] == ["input", "shelf"]


def test_a_wrong_code_is_counted_and_the_fifth_locks(
    world: World, wang: Asker, clock: list[datetime]
) -> None:
    order = world.paid(world.li)
    world.on_shelf(order, world.chen)
    code = world.code(order)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1):
        error = wang.refused("counter", "HandOver", orderId=order.public_id, code=wrong)
        assert (error["code"], error["triesLeft"]) == ("WRONG_CODE", left)
        assert f"还可以试 {left} 次" in error["message"]
    fifth = wang.refused("counter", "HandOver", orderId=order.public_id, code=wrong)
    assert (fifth["triesLeft"], fifth["lockedUntil"] is not None) == (0, True)
    error = wang.refused("counter", "HandOver", orderId=order.public_id, code=code)
    assert error["code"] == "CODE_LOCKED"
    assert "以后再试" in error["message"]
    clock[0] += timedelta(minutes=14)
    assert wang.run("counter", "Shelf")["shelf"], "still there"
    clock[0] += timedelta(minutes=2)
    assert wang.do("counter", "HandOver", orderId=order.public_id, code=code)["holdings"]


def test_codes_cannot_be_guessed_in_bulk(world: World, wang: Asker) -> None:
    """One request holds three mutations at most, and each of them is a try that is counted."""
    order = world.paid(world.li)
    world.on_shelf(order, world.chen)
    guess = 'm{n}: handOver(input: {{orderId: "{id}", code: "{n:06d}"}}) {{ errors {{ code }} }}'

    def guesses(count: int) -> str:
        parts = (guess.format(n=n, id=order.public_id) for n in range(count))
        return "mutation {" + " ".join(parts) + "}"

    assert top(wang.ask("counter", guesses(4))) == "TOO_COMPLEX"
    answer = wang.ask("counter", guesses(3))
    assert all(each["errors"] for each in answer["data"].values())
    assert PickupCode.objects.get(order=order).tries == 3


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６"])
def test_what_cannot_be_a_code_costs_no_try(world: World, wang: Asker, code: str) -> None:
    order = world.paid(world.li)
    world.on_shelf(order, world.chen)
    error = wang.refused("counter", "HandOver", orderId=order.public_id, code=code)
    assert (error["code"], error["path"]) == ("INVALID", ["input", "code"])
    assert PickupCode.objects.get(order=order).tries == 0


def test_a_neighbour_needs_the_buyers_consent(world: World, wang: Asker) -> None:
    order = world.paid(world.li)
    world.on_shelf(order, world.chen)
    given = {"orderId": order.public_id, "code": world.code(order), "takenBy": "周婶"}
    error = wang.refused("counter", "HandOver", **given)
    assert error["path"] == ["input", "proxyConsent"]
    (holding,) = wang.do("counter", "HandOver", **given, proxyConsent=True)["holdings"]
    assert holding["takenBy"] == "周婶"


def test_a_lost_slip_gets_new_digits(world: World, wang: Asker) -> None:
    placed = world.taken_at_the_counter()
    order_id = placed.order.public_id
    again = wang.do("counter", "ReprintSlip", orderId=order_id)
    assert again["code"] == again["slip"]["code"] != placed.code_digits


def test_closing_with_a_difference(world: World, wang: Asker) -> None:
    wang.do("counter", "OpenShift", floatFen=20_000)
    error = wang.refused("counter", "OpenShift", floatFen=20_000)
    assert (error["code"], "Wang" in error["message"]) == ("SHIFT_OPEN", True)
    given = ordered(world, wang)
    wang.do("counter", "PlaceOrder", **given)
    recorded = 20_000 + given["expectedTotalFen"]
    error = wang.refused("counter", "CloseShift", countedFen=-1)
    assert error["path"] == ["input", "countedFen"]
    shift = wang.do("counter", "CloseShift", countedFen=recorded - 50)["shift"]
    assert (shift["recordedFen"], shift["varianceFen"]) == (recorded, -50)
    assert shift["closedAt"]
    shown = wang.run("counter", "ShiftSummary", first=5)
    assert (shown["shift"], shown["shifts"]) == (None, [shift])
    assert wang.refused("counter", "CloseShift", countedFen=0)["code"] == "NO_OPEN_SHIFT"


@pytest.mark.parametrize("fen", [1.5, "100", True, 2**53, None])
def test_money_is_whole_fen(wang: Asker, fen: Any) -> None:
    given = {"input": {"floatFen": fen}}
    answer = wang.post("counter", {"id": "OpenShift", "variables": given})
    assert top(answer) == "BAD_REQUEST"
    assert answer["errors"][0]["extensions"]["field"] == "input.floatFen"


def test_goods_are_found_sold_out_ones_too(world: World, wang: Asker) -> None:
    _ = world.tea
    (found,) = wang.run("counter", "FindGoods", text="云雾", first=5)["findGoods"]
    assert found["name"] == "白果云雾茶"
    assert wang.run("counter", "FindGoods", text="\"'; DROP TABLE", first=5)["findGoods"] == []
