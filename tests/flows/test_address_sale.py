"""A sale to a house in a village: no point, no shelf, no code; the postman ends it at the door."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from fixtures.alipay_gateway.gateway import Gateway
from fixtures.build import supply
from logistics.network import codes
from market.ledger.models import Posting
from market.notices.models import Notice
from tests.flows.conftest import eventually
from tests.flows.steps import (
    balances,
    become_a_guest,
    order_goods,
    owed,
    pack,
    pay_by_alipay,
    staff,
    state_of,
    travel,
)
from tests.flows.talking import Caller
from tests.flows.town import Town, a_town

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.elastic,
    pytest.mark.alipay,
]

HOUSE = "3组12号"


def buy_for_home(li: Caller, town: Town, alipay: Gateway) -> dict[str, Any]:
    """Two merchants' goods to a house, paid at the gateway; the worker plans both parcels."""
    become_a_guest(li)
    wants = {town.fruit.variants[0].public_id: 1, town.tea.variants[0].public_id: 1}
    nowhere = li.refused(
        "shop", "SetDelivery", villageCode="430423999999", address=HOUSE,
        buyerName="李秀英", buyerPhone="13812345678",
    )  # fmt: skip
    assert (nowhere["code"], nowhere["path"]) == ("INVALID", ["input", "villageCode"])
    where = {"villageCode": supply.LONGFENG, "address": HOUSE}
    _, order = order_goods(li, wants, where, key="home-1")
    assert (order["deliveryKind"], order["pointCode"]) == ("ADDRESS", "")
    assert HOUSE in order["deliverTo"]
    assert date.fromisoformat(order["promisedOn"]) >= timezone.localdate()
    paid = pay_by_alipay(li, order, alipay)
    assert paid["pickupCode"] is None
    ready: dict[str, Any] = eventually(lambda: planned(li, paid["id"]))
    return ready


def planned(li: Caller, order_id: str) -> dict[str, Any] | None:
    """Return the order once every part of it has a way to go: three stops and the door."""
    order: dict[str, Any] = li.run("shop", "Order", id=order_id)["order"]
    tracks = [part["track"] for part in order["consignments"]]
    if not all(tracks):
        return None
    for track in tracks:
        places = [stop["placeCode"] for stop in track["stops"]]
        assert places[1:] == [codes.depot(), codes.station(supply.YONGHE), ""]
        assert track["promisedOn"] == order["promisedOn"]
        assert not track["late"]
    return order


def bring_home(sun: Caller, li: Caller, order_id: str, waybills: list[str]) -> None:
    """The postman's round: the order is completed with its last parcel, and not before."""
    due = sun.run("county", "DueAtDoors")["dueAtDoors"]
    assert {parcel["waybill"] for parcel in due} == set(waybills)
    assert all(HOUSE in parcel["deliverTo"] for parcel in due)
    before = Posting.objects.count()
    for number, waybill in enumerate(waybills, 1):
        assert state_of(li, order_id, "PAID")
        for _ in range(2):
            parcel = sun.do("county", "DeliverToDoor", waybill=waybill)["parcel"]
            assert parcel["track"]["state"] == "DELIVERED"
        assert len(sun.run("county", "DueAtDoors")["dueAtDoors"]) == len(waybills) - number
    assert Posting.objects.count() == before, "bringing costs nothing more"


def test_a_sale_to_a_house(shop_url: str, worker: None, alipay_gateway: Gateway) -> None:
    town = a_town()
    li = Caller(shop_url)
    order = buy_for_home(li, town, alipay_gateway)
    growers, tea_makers = (
        staff(shop_url, "desk", name) for name in (town.growers, town.tea_makers)
    )
    waybills = pack(growers, 1) + pack(tea_makers, 1)
    sun = staff(shop_url, "county", town.operator)
    early = sun.refused("county", "DeliverToDoor", waybill=waybills[0])
    assert (early["code"], early["expectedCode"]) == ("WRONG_NODE", codes.depot())
    travel(sun, waybills)
    wang = staff(shop_url, "counter", town.clerk)
    assert wang.run("counter", "ExpectedParcels")["expectedParcels"] == []
    shelf = wang.refused("counter", "ReceiveParcel", waybill=waybills[0], shelf="A-01")
    assert shelf["code"] == "NOT_FOUND"

    bring_home(sun, li, order["id"], waybills)
    done = state_of(li, order["id"], "COMPLETED")
    assert done is not None
    stops = [stop for part in done["consignments"] for stop in part["track"]["stops"]]
    assert all(stop["happenedAt"] for stop in stops)
    assert not Notice.objects.filter(kind="parcel.ready").exists()
    assert balances() == {"CLEARING": order["totalFen"], **owed()}
    assert -sum(owed().values()) == order["totalFen"]
