"""The operator's first page, and the scans at the depot and the stations."""

import pytest

from logistics.parcels.rules import waybill
from tests.graphql.asking import Asker
from tests.graphql.world import World


@pytest.fixture
def sun(world: World) -> Asker:
    return world.signed_in("county", world.sun)


def test_the_day_in_counts(world: World, sun: Asker) -> None:
    world.order(world.li)
    world.on_shelf(world.paid(world.li), world.chen)
    placed = world.taken_at_the_counter()
    counts = sun.run("county", "Counts")["counts"]
    orders = counts["orders"]
    assert (orders["placed"], orders["paid"], orders["unpaid"], orders["cancelled"]) == (3, 2, 1, 0)
    assert orders["paidFen"] == 3990 + placed.order.total_fen
    cash = {"points": 3, "atWork": 1, "takings": 1, "takenFen": placed.order.total_fen}
    assert counts["cash"] == cash
    parcels = {each["label"]: each["count"] for each in counts["parcels"]}
    assert parcels["待取件"] == 1
    assert counts["lateParcels"] == 0


def test_one_scan_a_step(world: World, sun: Asker) -> None:
    parcel = world.packed(world.paid(world.li), world.chen)
    (due,) = sun.run("county", "DueAt", nodeCode="D-430423")["dueAt"]
    assert due["waybill"] == parcel.waybill
    error = sun.refused("county", "RecordScan", waybill=parcel.waybill, nodeCode="S-430423201")
    assert (error["code"], error["expectedCode"]) == ("WRONG_NODE", "D-430423")
    for node in ("D-430423", "D-430423", "S-430423201"):
        sun.do("county", "RecordScan", waybill=parcel.waybill, nodeCode=node)
    track = sun.run("county", "Parcel", waybill=parcel.waybill)["parcel"]["track"]
    assert track["state"] == "ON_THE_WAY"
    happened = [stop["place"] for stop in track["stops"] if stop["happenedAt"]]
    assert happened == ["龙凤果业合作社", "衡山县级仓", "永和乡站"]
    assert sun.run("county", "DueAt", nodeCode="S-430423201")["dueAt"] == []


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"waybill": "CJ1", "nodeCode": "D-430423"}, "waybill"),
        ({"waybill": None, "nodeCode": "D-000000"}, "nodeCode"),
    ],
)
def test_scans_that_cannot_be(world: World, sun: Asker, given: dict, path: str) -> None:
    parcel = world.packed(world.paid(world.li), world.chen)
    error = sun.refused(
        "county", "RecordScan", **{**given, "waybill": given["waybill"] or parcel.waybill}
    )
    assert (error["code"], error["path"]) == ("INVALID", ["input", path])


def test_an_operator_does_not_stand_in_for_a_clerk(world: World, sun: Asker) -> None:
    parcel = world.at_station(world.paid(world.li), world.chen)
    code = world.to_wang().point_code
    error = sun.refused("county", "RecordScan", waybill=parcel.waybill, nodeCode=code)
    assert error["code"] == "FORBIDDEN"


def test_a_parcel_to_a_door(world: World, sun: Asker) -> None:
    order = world.paid(world.li, goes=world.to_door())
    parcel = world.at_depot(order, world.chen)
    assert sun.run("county", "DueAtDoors")["dueAtDoors"] == []
    early = sun.refused("county", "DeliverToDoor", waybill=parcel.waybill)
    assert (early["code"], early["expectedCode"]) == ("WRONG_NODE", "S-430423201")
    sun.do("county", "RecordScan", waybill=parcel.waybill, nodeCode="S-430423201")
    (due,) = sun.run("county", "DueAtDoors")["dueAtDoors"]
    assert (due["waybill"], due["orderNumber"]) == (parcel.waybill, order.number)
    assert "3组12号" in due["deliverTo"]
    typed = f" {parcel.waybill[:6].lower()} {parcel.waybill[6:]}"
    for number in (typed, parcel.waybill):
        track = sun.do("county", "DeliverToDoor", waybill=number)["parcel"]["track"]
        assert track["state"] == "DELIVERED"
        assert all(stop["happenedAt"] for stop in track["stops"])
    assert parcel.scans.filter(kind="DELIVERED").count() == 1
    assert sun.run("county", "DueAtDoors")["dueAtDoors"] == []
    assert world.shopper(world.li).run("shop", "Order", id=order.public_id)["order"]["state"] == (
        "COMPLETED"
    )


def test_doors_that_cannot_be(world: World, sun: Asker) -> None:
    to_point = world.at_station(world.paid(world.li), world.chen)
    error = sun.refused("county", "DeliverToDoor", waybill=to_point.waybill)
    assert error["code"] == "GOES_TO_POINT"
    assert "龙凤村服务点" in error["message"]
    assert sun.refused("county", "DeliverToDoor", waybill=waybill(1))["code"] == "NOT_FOUND"
    wrong = sun.refused("county", "DeliverToDoor", waybill="CJ1")
    assert (wrong["code"], wrong["path"]) == ("INVALID", ["input", "waybill"])
    to_point.refresh_from_db()
    assert to_point.state == "ON_THE_WAY"
    assert not to_point.scans.filter(kind="DELIVERED").exists()


def test_places_to_scan_at(sun: Asker) -> None:
    places = sun.run("county", "ScanPlaces")["scanPlaces"]
    assert {place["kind"] for place in places} == {"DEPOT", "STATION"}
    assert sun.run("county", "Parcel", waybill="CJ0000000000")["parcel"] is None
