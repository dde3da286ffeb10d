"""F2, F3 and F5: receiving, handing over, the drawer; and the slip."""

import pytest
from django.test import Client

from fixtures.build import points
from market.orders.models import Order
from storefront_graphql.pages import typed
from tests.graphql.world import World
from tests.pages.conftest import sound
from village_points.cash.models import Shift
from village_points.pickup.models import Holding

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(world: World) -> Client:
    return world.signed_in("counter", world.wang).http


def code(world: World, order: Order) -> tuple[str, str]:
    """Return the right code and a wrong one."""
    right = world.code(order)
    return right, f"{(int(right) + 1) % 1_000_000:06d}"


# F2


def test_scan_puts_a_parcel_on_its_shelf_place(wang: Client, world: World) -> None:
    order = world.paid(world.li)
    parcel = world.at_station(order, world.chen)
    assert parcel.waybill in sound(wang.get("/counter/receive/"))
    page = sound(wang.post("/counter/receive/", {"waybill": parcel.waybill, "shelf": "a3"}))
    assert "A-03" in page
    assert order.buyer_name in page
    assert "都到齐了" in page
    assert Holding.objects.get().shelf == "A-03"
    again = sound(wang.get("/counter/receive/"))
    assert 'value="A-03"' in again, "the next parcel goes to the same place"


@pytest.mark.parametrize(
    ("waybill", "shelf", "said"),
    [("CJ123", "A-03", "运单号不对"), ("", "A-03", "运单号不对"), ("CJ123", "架子上", "货架位")],
)
def test_refused_scan_keeps_what_was_typed(
    wang: Client, waybill: str, shelf: str, said: str
) -> None:
    form = {"waybill": waybill, "shelf": shelf}
    page = sound(wang.post("/counter/receive/", form), 422)
    assert said in page
    assert 'data-tone="bad"' in page
    assert f'value="{shelf}"' in page
    assert f'value="{waybill}"' in page
    swapped = wang.post("/counter/receive/", form, headers={"HX-Request": "true"})
    assert swapped.status_code == 200, "a swap shows it too"


def test_parcel_of_another_point_is_refused(wang: Client, world: World) -> None:
    parcel = world.at_depot(world.paid(world.li), world.chen)
    page = sound(wang.post("/counter/receive/", {"waybill": parcel.waybill, "shelf": "A-1"}), 422)
    assert "没有收" in page
    assert Holding.objects.count() == 0


# F3


@pytest.mark.parametrize("by", ["number", "name", "tail", "waybill", "slip"])
def test_order_is_found_and_its_place_shown(wang: Client, world: World, by: str) -> None:
    order = world.paid(world.li)
    held = world.on_shelf(order, world.chen, "B-07")
    texts = {
        "number": order.number,
        "name": order.buyer_name,
        "tail": order.buyer_phone[-4:],
        "waybill": held.parcel.waybill,
        "slip": f"CJ1:{order.number}:123456",
    }
    page = sound(wang.get("/counter/pickup/", {"q": texts[by]}))
    assert '<p class="shelf">B-07</p>' in page
    assert "取件不收费" in page
    assert ('value="123456"' in page) == (by == "slip")


def test_shelf_is_listed_and_several_orders_are_chosen_from(wang: Client, world: World) -> None:
    assert "货架是空的" in sound(wang.get("/counter/pickup/"))
    orders = [world.paid(world.li), world.paid(world.zhou)]
    world.on_shelf(orders[0], world.chen, "B-07")
    assert "B-07" in sound(wang.get("/counter/pickup/"))
    page = sound(wang.get("/counter/pickup/", {"q": orders[0].buyer_name}))
    assert all(f"?q={order.number}" in page for order in orders)
    assert "没有找到这一单" in sound(wang.get("/counter/pickup/", {"q": "没有这个人"}))


def test_right_code_hands_over_and_says_so(wang: Client, world: World) -> None:
    order = world.paid(world.li)
    world.on_shelf(order, world.chen, "B-07")
    form = {"orderId": order.public_id, "code": code(world, order)[0]}
    page = sound(wang.post("/counter/pickup/", form))
    assert f"交给{order.buyer_name}了" in page
    assert "B-07" in page
    assert Holding.objects.get().handed_over_at == world.now
    again = sound(wang.post("/counter/pickup/", form), 422)
    assert "都取走了" in again


def test_wrong_code_tells_the_tries_left_and_then_the_lock(wang: Client, world: World) -> None:
    order = world.paid(world.li)
    world.on_shelf(order, world.chen)
    right, wrong = code(world, order)
    form = {"orderId": order.public_id, "code": wrong, "takenBy": "李大强", "proxyConsent": "1"}
    for left in (4, 3, 2, 1):
        page = sound(wang.post("/counter/pickup/", form), 422)
        assert f"还可以试 {left} 次" in page
        assert f'value="{wrong}"' in page
        assert 'value="李大强"' in page
    assert "次数用完了" in sound(wang.post("/counter/pickup/", form), 422)
    page = sound(wang.post("/counter/pickup/", {**form, "code": right}), 422)
    assert "12:15 以后再试" in page
    assert Holding.objects.get().handed_over_at is None


def test_next_slip_or_label_scanned_into_the_code_box_is_looked_for(
    wang: Client, world: World
) -> None:
    order = world.paid(world.li)
    held = world.on_shelf(order, world.chen)
    for text in (f"CJ1:{order.number}:123456", held.parcel.waybill):
        answer = wang.post("/counter/pickup/", {"orderId": order.public_id, "code": text})
        assert answer.status_code == 303
        assert held.shelf in sound(wang.get(answer.headers["Location"]))
    assert "次" not in sound(wang.get("/counter/pickup/")), "no try was used"


def test_proxy_needs_the_buyers_consent(wang: Client, world: World) -> None:
    order = world.paid(world.li)
    world.on_shelf(order, world.chen)
    form = {"orderId": order.public_id, "code": code(world, order)[0], "takenBy": "李大强"}
    page = sound(wang.post("/counter/pickup/", form), 422)
    assert "代取要买家同意" in page
    assert "<details open>" in page
    assert "交给李大强了" in sound(wang.post("/counter/pickup/", {**form, "proxyConsent": "1"}))


def test_order_of_another_point_is_not_found(world: World) -> None:
    order = world.paid(world.li)
    world.on_shelf(order, world.chen)
    zhao = world.signed_in("counter", world.zhao).http
    assert "没有找到这一单" in sound(zhao.get("/counter/pickup/", {"q": order.number}))
    form = {"orderId": order.public_id, "code": code(world, order)[0]}
    assert "没有找到" in sound(zhao.post("/counter/pickup/", form), 422)
    assert Holding.objects.get().handed_over_at is None


# The slip


def test_lost_slip_gets_new_digits(wang: Client, world: World) -> None:
    placed = world.taken_at_the_counter()
    order = placed.order
    found = sound(wang.get("/counter/pickup/", {"q": order.number}))
    assert "小票丢了" in found
    page = sound(wang.post(f"/counter/slip/{order.public_id}/again/"))
    assert "旧小票上的码不能用了" in page
    digits = placed.code_digits
    assert f"{digits[:3]} {digits[3:]}" not in page


def test_slip_of_a_stranger_or_of_the_shop_is_not_there(world: World, wang: Client) -> None:
    placed = world.taken_at_the_counter()
    zhao = world.signed_in("counter", world.zhao).http
    assert zhao.get(f"/counter/slip/{placed.order.public_id}/").status_code == 404
    answer = zhao.post(f"/counter/slip/{placed.order.public_id}/again/")
    assert "没有找到" in sound(zhao.get(answer.headers["Location"]))
    shop_order = world.paid(world.li)
    assert wang.get(f"/counter/slip/{shop_order.public_id}/").status_code == 404


# F5


def test_drawer_is_opened_with_what_was_counted(wang: Client) -> None:
    page = sound(wang.post("/counter/shift/open/", {"float": "两百"}), 422)
    assert 'value="两百"' in page
    assert "写成数字" in page
    assert Shift.objects.count() == 0
    answer = wang.post("/counter/shift/open/", {"float": "200.5"})
    assert answer.headers["Location"] == "/counter/"
    assert "¥200.50" in sound(wang.get("/counter/"))
    assert "先交了那一班" in sound(wang.post("/counter/shift/open/", {"float": "1"}), 422)


def test_shift_of_a_colleague_of_the_same_name_is_not_ones_own(wang: Client, world: World) -> None:
    wang.post("/counter/shift/open/", {"float": "200"})
    namesake = world.signed_in("counter", points.clerk("Wang"))
    page = sound(namesake.http.get("/counter/shift/"))
    assert "请Wang先交班" in page
    assert "/counter/shift/close/" not in page


def test_shift_is_compared_before_it_is_closed(wang: Client, world: World) -> None:
    world.taken_at_the_counter()
    page = sound(wang.get("/counter/shift/"))
    assert "收现 1 单" in page
    recorded = Shift.objects.get().float_fen + world.taken_at_the_counter().order.total_fen
    counted = f"{(recorded - 450) // 100}.{(recorded - 450) % 100:02d}"
    page = sound(wang.get("/counter/shift/", {"counted": counted}))
    assert "少了" in page
    assert "¥4.50" in page
    assert Shift.objects.get().closed_at is None
    answer = wang.post("/counter/shift/close/", {"counted": counted})
    page = sound(wang.get(answer.headers["Location"]))
    assert "交班好了" in page
    assert "¥4.50" in page
    shift = Shift.objects.get()
    assert (shift.recorded_fen, shift.counted_fen) == (recorded, recorded - 450)
    again = sound(wang.post("/counter/shift/close/", {"counted": counted}), 422)
    assert "还没有开班" in again


def test_unreadable_count_closes_nothing(wang: Client, world: World) -> None:
    world.drawer()
    assert "写成数字" in sound(wang.get("/counter/shift/", {"counted": "很多"}))
    assert "写成数字" in sound(wang.post("/counter/shift/close/", {"counted": ""}), 422)
    assert Shift.objects.get().closed_at is None


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("29.9", 2_990), ("¥1,284.50", 128_450), ("２９．９ 元", 2_990), ("29。9", 2_990),
        ("0", 0), ("", None), ("29.999", None), ("-1", None), ("1e3", None), ("٣", None),
        ("9999999999", None),
    ],
)  # fmt: skip
def test_yuan_are_read_as_people_type_them(text: str, fen: int | None) -> None:
    assert typed.fen(text) == fen
