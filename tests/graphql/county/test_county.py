"""The operator's first page, and the scans at the depot and the stations."""

import pytest

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


def test_places_to_scan_at(sun: Asker) -> None:
    places = sun.run("county", "ScanPlaces")["scanPlaces"]
    assert {place["kind"] for place in places} == {"DEPOT", "STATION"}
    assert sun.run("county", "Parcel", waybill="CJ0000000000")["parcel"] is None
