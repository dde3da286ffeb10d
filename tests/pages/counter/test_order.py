"""F1: the ticket keeps what was typed, nothing is ordered unread, and never twice."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from market.catalogue import services as catalogue
from market.orders.models import Order
from market.stock.models import Lot
from storefront_graphql.pages.counter import saying, ticket
from tests.graphql.world import World
from tests.pages.conftest import sound
from village_points.cash.models import Taking

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(world: World) -> Client:
    """Wang's browser, with an open drawer and tea in the shops."""
    world.drawer()
    assert world.tea
    return world.signed_in("counter", world.wang).http


def room(wang: Client, **query: str) -> str:
    return sound(wang.get("/counter/", query))


def send(wang: Client, **form: str) -> str:
    """Send the ticket and return the page it leads to."""
    answer = wang.post("/counter/", form)
    assert answer.status_code == 303
    return sound(wang.get(answer.headers["Location"]))


def added(wang: Client, world: World, **form: str) -> str:
    """Put the tea on the ticket, as its key does."""
    variant = world.tea.variants[0]
    return send(wang, add=f"{variant.public_id} 白果云雾茶", q="白果", **form)


def confirm(page: str) -> dict[str, Any]:
    """Return the form of the read-back: all that is ordered."""
    inside = page[page.index('id="read-back"') :]
    found: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', inside):
        found.setdefault(name, []).append(html.unescape(value))
    del found["csrfmiddlewaretoken"]
    return found


def test_goods_are_found_by_name_initials_and_code(wang: Client, world: World) -> None:
    for text in ("云雾茶", "bgywc", world.tea.variants[0].sku):
        page = room(wang, q=text)
        assert "白果云雾茶" in page, text
        assert 'data-key="1"' in page
    assert page.count('class="hit"') == 1, "an exact code finds its own size only"
    assert "没有找到" in room(wang, q="没有这种东西")


def test_ticket_keeps_what_was_typed_while_goods_are_added(wang: Client, world: World) -> None:
    page = added(wang, world, name="李奶奶（五组）", phone="139")
    assert 'value="李奶奶（五组）"' in page
    assert 'value="139"' in page
    variant = world.tea.variants[0].public_id
    page = added(wang, world, **{f"n-{variant}": "3"})
    assert f'name="n-{variant}" value="4"' in page, "added to its line"
    page = send(wang, **{f"n-{variant}": "1000"})
    assert 'value="1000"' in page
    assert "写 1 到 999 的数" in page
    assert "还没有东西" in send(wang, remove=variant)
    assert 'value="李奶奶' not in send(wang, do="clear")


def test_read_back_asks_for_what_is_missing(wang: Client, world: World) -> None:
    page = send(wang, do="read")
    assert "写上名字" in page
    assert "还没有选东西" in page
    page = added(wang, world)
    page = send(wang, name="李奶奶", tendered="一百", do="read")
    assert "收了多少钱" in page
    assert 'value="一百"' in page
    assert "钱还不够" in send(wang, tendered="0.5", do="read")
    assert "read-back" not in page
    assert Order.objects.count() == 0


def test_what_was_read_back_is_ordered_once(wang: Client, world: World) -> None:
    added(wang, world, name="李奶奶（五组）")
    page = send(wang, tendered="500", do="read")
    assert "李奶奶（五组），你买白果云雾茶" in page
    assert "取件不收费" in page
    form = confirm(page)
    first, second = wang.post("/counter/place/", form), wang.post("/counter/place/", form)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    order = Order.objects.get()
    assert order.buyer_name == "李奶奶（五组）"
    assert Taking.objects.get().tendered_fen == 50_000
    slip = sound(wang.get(first.headers["Location"]))
    assert order.number[:3] in slip
    assert re.search(r'class="pickup-code">\d{3} \d{3}<', slip)
    assert "还没有东西" in room(wang), "the next ticket is a new one"
    assert "写上名字" not in room(wang, read="1"), "going back reads nothing"


def test_changed_price_is_read_again_before_anything_is_ordered(wang: Client, world: World) -> None:
    added(wang, world, name="李奶奶")
    form = confirm(send(wang, tendered="500", do="read"))
    variant = world.tea.variants[0]
    catalogue.set_price(
        actor=world.deng,
        variant_id=variant.public_id,
        price_fen=variant.price_fen + 100,
        now=world.now,
    )
    page = sound(wang.post("/counter/place/", form), 422)
    assert "价钱变了" in page
    assert "李奶奶" in page
    assert Order.objects.count() == 0
    assert wang.post("/counter/place/", confirm(send(wang, do="read"))).status_code == 303


def test_what_ran_out_is_named_at_its_line(wang: Client, world: World) -> None:
    added(wang, world, name="李奶奶")
    form = confirm(send(wang, tendered="500", do="read"))
    Lot.objects.update(on_hand=0)
    page = sound(wang.post("/counter/place/", form), 422)
    assert "卖完了" in page
    assert "只剩 0 份" in page
    catalogue.pause(actor=world.deng, product_id=world.tea.product.public_id, now=world.now)
    assert "现在不卖了，拿掉它" in room(wang)
    assert Order.objects.count() == 0


def test_broken_confirmation_changes_nothing(wang: Client, world: World) -> None:
    for form in ({}, {"line": "a:b:c", "total": "x"}, {"line": ":::", "name": "\x00"}):
        assert wang.post("/counter/place/", form).status_code in {400, 422}
    assert Order.objects.count() == 0


def test_without_an_open_shift_the_counter_leads_to_the_drawer(world: World) -> None:
    wang = world.signed_in("counter", world.wang).http
    answer = wang.get("/counter/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/counter/shift/")


def test_amounts_are_said_as_people_say_them() -> None:
    said = [saying.money(fen) for fen in (0, 5, 10, 150, 10_480, 20_005)]
    assert said == ["0 元", "5 分", "1 角", "1 元 5 角", "104 元 8 角", "200 元 5 分"]


def test_notes_are_what_people_lay_on_the_counter() -> None:
    assert ticket.notes(10_480) == [10_480, 11_000, 15_000, 20_000]
    assert ticket.notes(10_000) == [10_000, 11_000, 15_000, 20_000]
    assert ticket.notes(1) == [1, 1_000, 5_000, 10_000]
