"""Cart, checkout, paying, orders: forms keep what was typed, and nothing happens twice."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fixtures.build import supply
from market.catalogue import services as catalogue
from market.orders.models import Order
from market.payments.models import Payment
from tests.graphql.providers import offer_alipay, offer_stripe
from tests.graphql.world import World
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db

POINT = f"P-{supply.LONGFENG}"


@pytest.fixture
def li(client: Client, world: World) -> Client:
    """Li's browser."""
    client.cookies["shopper"] = world.li.token
    return client


@pytest.fixture
def alipay(settings: Any) -> None:
    offer_alipay(settings)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def filled(html: str, **other: str) -> dict[str, str]:
    """Return the checkout form as a person fills it in."""
    own = {name: hidden(html, name) for name in ("key", "total", "point")}
    who = {"name": "李秀英", "phone": "13812341234", "kind": "POINT", "provider": "alipay"}
    return {**own, "village": "", "address": "", **who, **other}


def test_guest_gets_a_cart_with_the_first_good(client: Client, world: World) -> None:
    goods = world.oranges
    variant = goods.variants[1].public_id
    answer = client.post(f"/p/{goods.product.slug}", {"variant": variant, "quantity": "2"})
    assert answer.status_code == 303
    assert client.cookies["shopper"]["httponly"]
    assert client.cookies["shopper"]["samesite"] == "Lax"
    html = sound(client.get(answer.headers["Location"]))
    assert "已放进购物篮" in html
    assert "购物篮，2 件" in html
    assert f'value="{variant}" checked' in html
    assert "¥113.60" in sound(client.get("/cart"))


@pytest.mark.parametrize(
    ("typed", "says"), [("99", "只剩 50 份"), ("x", "写一个数字"), ("0", "1 到 999")]
)
def test_impossible_quantity_is_said_and_kept(
    client: Client, world: World, typed: str, says: str
) -> None:
    goods = world.oranges
    variant = goods.variants[1].public_id
    answer = client.post(f"/p/{goods.product.slug}", {"variant": variant, "quantity": typed})
    html = sound(answer, 422)
    assert says in html
    assert f'name="quantity" value="{typed}"' in html
    assert f'value="{variant}" checked' in html


def test_forgotten_session_is_begun_anew(client: Client, world: World) -> None:
    goods = world.oranges
    client.cookies["shopper"] = "a-token-that-nobody-has"
    client.post(f"/p/{goods.product.slug}", {"quantity": "1"})
    assert client.cookies["shopper"].value != "a-token-that-nobody-has"
    assert goods.product.name in sound(client.get("/cart"))


def test_cart_is_shown_by_merchant_and_changed(li: Client, world: World) -> None:
    for goods in (world.oranges, world.tea):
        li.post(f"/p/{goods.product.slug}", {"quantity": "1"})
    html = sound(li.get("/cart"))
    assert html.count('<article class="line">') == 2
    assert html.count("运费 ¥") == 2
    line = re.search(r'action="(/cart/[\w-]+)"', html)
    assert line
    assert li.post(line[1], {"quantity": "3"}).status_code == 303
    assert "购物篮，4 件" in sound(li.get("/cart"))
    li.post(line[1])
    html = sound(li.get("/cart"))
    assert "拿出去了" in html
    assert html.count('<article class="line">') == 1
    li.post(line[1], {"quantity": "many"})
    assert "写一个数字" in sound(li.get("/cart"))


def test_cart_says_what_changed(li: Client, world: World) -> None:
    goods = world.oranges
    li.post(f"/p/{goods.product.slug}", {"quantity": "1"})
    variant = goods.variants[0].public_id
    catalogue.set_price(actor=world.chen, variant_id=variant, price_fen=3190, now=world.now)
    assert "每份涨了 ¥2.00" in sound(li.get("/cart"))
    catalogue.pause(actor=world.chen, product_id=goods.product.public_id, now=world.now)
    html = sound(li.get("/cart"))
    assert "现在不卖了" in html
    assert "disabled" in html
    assert li.get("/checkout").headers["Location"] == "/cart"


def test_empty_cart_and_no_orders_say_what_to_do(client: Client, world: World) -> None:
    assert "篮子还是空的" in sound(client.get("/cart"))
    html = sound(client.get("/orders"))
    assert "还没有订单" in html
    assert 'href="/questions"' in html
    assert client.get("/checkout").headers["Location"] == "/cart"
    assert client.post("/checkout", {}).headers["Location"] == "/cart"


def test_checkout_orders_once_and_goes_on_to_the_gateway(
    li: Client, world: World, alipay: None, settings: Any
) -> None:
    world.fill_cart(world.li)
    form = filled(sound(li.get("/checkout")))
    answers = [li.post("/checkout", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert answers[0].headers["Location"].startswith(f"{settings.ALIPAY_GATEWAY}?")
    gateway = settings.ALIPAY_GATEWAY.removesuffix("/gateway.do")
    assert f"form-action 'self' {gateway}" in answers[0].headers["Content-Security-Policy"]
    order = Order.objects.get()
    assert (order.buyer_name, order.point_code) == ("李秀英", POINT)
    assert Payment.objects.get().order == order
    assert "篮子还是空的" in sound(li.get("/cart"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"phone": "138"}, "电话号码不对"),
        ({"name": ""}, "这一项要填"),
        ({"point": ""}, "先选一个取货点"),
        ({"kind": "ADDRESS", "village": supply.LONGFENG}, "写清楚在村里哪里"),
        ({"kind": "ADDRESS", "address": "三组五号"}, "选一个村"),
        ({"total": "1"}, "价钱变了"),
        ({"total": ""}, "页面旧了"),
    ],
)
def test_wrong_form_comes_back_as_typed_and_orders_nothing(
    li: Client, world: World, alipay: None, typed: dict[str, str], says: str
) -> None:
    world.fill_cart(world.li)
    form = filled(sound(li.get("/checkout")), **{"name": "张大山", **typed})
    html = sound(li.post("/checkout", form), 422)
    assert says in html
    assert f'value="{form["name"]}"' in html
    assert f'value="{form["phone"]}"' in html
    assert f'value="{form["address"]}"' in html
    assert hidden(html, "key") == form["key"]
    assert not Order.objects.exists()


def test_goods_can_be_brought_to_a_door(li: Client, world: World, alipay: None) -> None:
    world.fill_cart(world.li)
    form = filled(
        sound(li.get("/checkout")), kind="ADDRESS", village=supply.LONGFENG, address="三组五号"
    )
    assert li.post("/checkout", form).status_code == 303
    assert Order.objects.get().deliver_to == "衡山县永和乡龙凤村三组五号"


def test_day_at_a_door_is_told_before_ordering(client: Client, world: World) -> None:
    def told(village: str) -> str:
        return client.get("/checkout/day", {"village": village}).content.decode()

    assert re.search("现在下单，<b>[^<]+</b>送到", told(supply.LONGFENG))
    assert "选好村" in told("")
    assert "选好村" in told("999999999999")


def test_what_was_typed_is_there_after_choosing_another_point(
    li: Client, world: World, alipay: None
) -> None:
    world.fill_cart(world.li)
    form = filled(sound(li.get("/checkout")), name="张大山", phone="139", act="points")
    answer = li.post("/checkout", form)
    assert answer.headers["Location"] == "/points?next=%2Fcheckout"
    li.post("/points?next=/checkout", {"point": f"P-{supply.XIANNONG}"})
    html = sound(li.get("/checkout"))
    assert 'value="张大山"' in html
    assert 'value="139"' in html
    assert hidden(html, "point") == f"P-{supply.XIANNONG}"


def test_order_stays_payable_when_the_provider_is_down(
    li: Client, world: World, settings: Any
) -> None:
    offer_stripe(settings)
    world.fill_cart(world.li)
    form = filled(sound(li.get("/checkout")), provider="stripe")
    answer = li.post("/checkout", form)
    order = Order.objects.get()
    assert answer.headers["Location"] == f"/pay/{order.public_id}"
    html = sound(li.get(f"/pay/{order.public_id}"))
    assert "暂时连不上" in html
    offer_alipay(settings)
    answer = li.post(f"/pay/{order.public_id}", {"provider": "alipay"})
    assert answer.headers["Location"].startswith(f"{settings.ALIPAY_GATEWAY}?")
    assert "没有这个选项" in sound(li.post(f"/pay/{order.public_id}", {"provider": "gold"}), 422)


def test_coming_back_never_marks_an_order_as_paid(li: Client, world: World, settings: Any) -> None:
    offer_alipay(settings)
    order = world.order(world.li)
    path = f"/pay/return?order={order.public_id}&trade_status=TRADE_SUCCESS"
    html = sound(li.get(path))
    assert "没有付成" in html
    li.post(f"/pay/{order.public_id}", {"provider": "alipay"})
    html = sound(li.get(path))
    assert "还没有收到付款的消息" in html
    assert 'hx-trigger="load delay:2s"' in html
    assert 'hx-trigger="load' not in sound(li.get(f"{path}&n=20"))
    order.refresh_from_db()
    assert order.state == "PLACED"


def test_return_page_goes_on_once_it_is_paid(li: Client, world: World) -> None:
    order = world.paid(world.li)
    path = f"/pay/return?order={order.public_id}"
    assert li.get(path).headers["Location"] == f"/o/{order.public_id}"
    answer = li.get(path, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/o/{order.public_id}"
    assert li.get(f"/pay/{order.public_id}").headers["Location"] == f"/o/{order.public_id}"


def test_unpaid_order_can_be_paid_or_cancelled(li: Client, world: World) -> None:
    order = world.order(world.li)
    html = sound(li.get(f"/o/{order.public_id}"))
    until = timezone.localtime(order.pay_until)
    assert f"{until:%H:%M}" in html
    assert f'href="/pay/{order.public_id}"' in html
    answer = li.post(f"/o/{order.public_id}/cancel")
    assert answer.status_code == 303
    html = sound(li.get(answer.headers["Location"]))
    assert "订单取消了，没有收钱" in html
    order.refresh_from_db()
    assert order.state == "CANCELLED"


def test_paid_order_is_not_cancelled(li: Client, world: World) -> None:
    order = world.paid(world.li)
    li.post(f"/o/{order.public_id}/cancel")
    html = sound(li.get(f"/o/{order.public_id}"))
    assert "不能这样办" in html
    assert "/cancel" not in html
    order.refresh_from_db()
    assert order.state == "PAID"


def test_order_page_tells_the_way_and_then_the_code(li: Client, world: World) -> None:
    order = world.paid(world.li, lines=2)
    world.at_depot(order, world.chen)
    html = sound(li.get(f"/o/{order.public_id}"))
    assert html.count('<ol class="timeline">') == 2
    assert 'aria-current="step"' in html
    assert "预计" in html
    assert "取件码</" not in html
    ready = world.paid(world.li)
    world.on_shelf(ready, world.chen)
    digits = world.code(ready)
    html = sound(li.get(f"/o/{ready.public_id}"))
    assert f"{digits[:3]} {digits[3:]}" in html
    assert "<svg" in html
    assert f"{digits[:3]} {digits[3:]}" in sound(li.get("/orders"))


def test_strangers_see_nothing_of_an_order(li: Client, world: World) -> None:
    order = world.order(world.li)
    li.cookies["shopper"] = world.zhou.token
    for path in (f"/o/{order.public_id}", f"/pay/{order.public_id}"):
        assert "李秀英" not in sound(li.get(path), 404)
    assert "还没有订单" in sound(li.get("/orders"))
    assert li.get(f"/pay/return?order={order.public_id}").status_code == 404
    li.post(f"/o/{order.public_id}/cancel")
    order.refresh_from_db()
    assert order.state == "PLACED"


def test_forms_from_elsewhere_are_refused(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    goods = world.oranges
    assert strict.post(f"/p/{goods.product.slug}", {"quantity": "1"}).status_code == 403
    assert strict.post("/mode", {"mode": "elder"}).status_code == 403
