"""The county: counts, scans on the way, a parcel's way."""

import pytest
from django.test import Client

from market.orders.models import Consignment
from tests.graphql.world import World
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def sun(world: World) -> Client:
    return world.signed_in("county", world.sun).http


def test_first_page_counts_the_day(sun: Client, world: World) -> None:
    placed = world.taken_at_the_counter()
    page = sound(sun.get("/county/"))
    fen = placed.order.total_fen
    assert f"¥{fen // 100:,}.{fen % 100:02d}" in page
    assert "都赶得上" in page


def test_place_is_chosen_once_then_scan_after_scan(sun: Client, world: World) -> None:
    parcel = world.packed(world.paid(world.li), world.chen)
    depot, station = (leg.target for leg in parcel.legs.order_by("seq")[:2])
    assert depot
    assert station
    assert "先选在哪里扫" in sound(sun.get("/county/scan/"))
    assert parcel.waybill in sound(sun.get("/county/scan/", {"place": depot.code}))
    early = {"place": station.code, "waybill": parcel.waybill}
    page = sound(sun.post("/county/scan/", early), 422)
    assert "下一站是" in page
    assert f'value="{parcel.waybill}"' in page
    sun.get("/county/scan/", {"place": depot.code})
    assert depot.name in sound(sun.get("/county/scan/")), "the place is remembered"
    page = sound(sun.post("/county/scan/", {"place": depot.code, "waybill": parcel.waybill}))
    assert f"下一站{station.name}" in page
    assert "都扫到了" in page
    assert Consignment.objects.get().state == "ON_THE_WAY"


def test_refused_scan_keeps_what_was_typed(sun: Client, world: World) -> None:
    parcel = world.packed(world.paid(world.li), world.chen)
    depot = parcel.legs.order_by("seq")[0].target
    assert depot
    for form in ({"place": depot.code, "waybill": "CJ12"}, {"place": "X-1", "waybill": "CJ12"}):
        page = sound(sun.post("/county/scan/", form), 422)
        assert ('value="CJ12"' in page) == (form["place"] == depot.code)
    swapped = sun.post(
        "/county/scan/", {"place": depot.code, "waybill": "CJ12"}, headers={"HX-Request": "true"}
    )
    assert swapped.status_code == 200


def test_parcel_is_brought_home(sun: Client, world: World) -> None:
    order = world.paid(world.li, goes=world.to_door())
    parcel = world.at_depot(order, world.chen)
    assert "没有要送的" in sound(sun.get("/county/scan/"))
    page = sound(sun.post("/county/scan/door/", {"waybill": parcel.waybill}), 422)
    assert "下一站是永和乡站" in page
    assert f'value="{parcel.waybill}"' in page
    station = {"place": "S-430423201"}
    page = sound(sun.post("/county/scan/", {**station, "waybill": parcel.waybill}))
    assert "下一站收件人家" in page
    assert "3组12号" in page, "what was scanned in is listed at once"
    page = sound(sun.post("/county/scan/door/", {"waybill": f" {parcel.waybill.lower()} "}))
    assert "送到了" in page
    assert "没有要送的" in page
    assert "扫包裹，永和乡站" in page, "the place is kept"
    order.refresh_from_db()
    assert order.state == "COMPLETED"


def test_parcel_for_a_point_is_not_brought_home(sun: Client, world: World) -> None:
    parcel = world.at_station(world.paid(world.li), world.chen)
    form = {"waybill": parcel.waybill}
    page = sound(sun.post("/county/scan/door/", form), 422)
    assert "这件不送到家" in page
    swapped = sun.post("/county/scan/door/", form, headers={"HX-Request": "true"})
    assert swapped.status_code == 200
    assert sun.get("/county/scan/door/").status_code == 405
    assert (
        world.signed_in("counter", world.wang).http.post("/county/scan/door/", form).status_code
        == 403
    )


def test_parcel_is_looked_up(sun: Client, world: World) -> None:
    parcel = world.at_depot(world.paid(world.li), world.chen)
    text = f" {parcel.waybill[:6].lower()} {parcel.waybill[6:]}"
    page = sound(sun.get("/county/parcel/", {"waybill": text}))
    assert 'class="timeline"' in page
    assert "没有这件包裹" in sound(sun.get("/county/parcel/", {"waybill": "CJ1"}))
    sound(sun.get("/county/parcel/"))


def test_county_is_for_operators(world: World, client: Client) -> None:
    wang = world.signed_in("counter", world.wang).http
    for path in ("/county/", "/county/scan/", "/county/parcel/"):
        assert wang.get(path).status_code == 403
        assert client.get(path).headers["Location"].startswith("/accounts/login/")
