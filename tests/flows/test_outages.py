"""Others are down: the shop goes on selling, says so, waits for nobody long, and heals."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from fixtures.alipay_gateway.gateway import Gateway, running_gateway
from fixtures.alipay_gateway.signing import KeyFiles, Signer
from fixtures.build import points, supply
from fixtures.servers.ports import HOST, free_port
from fixtures.stripe_gateway.gateway import Webhook, running_stripe_gateway
from market.payments.models import Payment
from market.search import engine, handlers
from market.search import services as search
from tests.flows.conftest import eventually
from tests.flows.steps import (
    balances,
    become_a_guest,
    order_goods,
    owed,
    pay_by_alipay,
    staff,
    state_of,
    wish_to_pay,
)
from tests.flows.talking import Caller
from tests.flows.town import Town, a_town

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.elastic,
    pytest.mark.alipay,
]

LONGEST_SECONDS = 10.0
PATIENCE = engine.PATIENCE_SECONDS
SECRET = "whsec_of_the_outage"
NEW_NAME = "衡山龙凤沃柑 晚熟"


@contextlib.contextmanager
def silent(port: int) -> Iterator[None]:
    """Take connections and never say a word."""
    with socket.create_server((HOST, port), backlog=64):
        yield


@contextlib.contextmanager
def refusing(port: int) -> Iterator[None]:
    """Nobody listens there."""
    yield


def quickly(act: Callable[[], Any], *, seconds: float = LONGEST_SECONDS) -> Any:
    """Return what `act` does, which may not take longer."""
    began = time.monotonic()
    done = act()
    assert time.monotonic() - began < seconds
    return done


def at_the_point() -> dict[str, str]:
    return {"pointCode": points.point().code}


def look_without_index(li: Caller, name: str) -> None:
    """Listing and search answer from the database, and the search says so."""
    listed = quickly(lambda: li.run("shop", "ProductList", first=20)["products"])
    assert {node["name"] for node in listed["nodes"]} == {name, "野毛茶"}
    found = quickly(lambda: li.run("shop", "Search", text="沃柑", first=20)["search"])
    assert found["degraded"] is True
    badges = {node["name"]: node["badge"] for node in found["nodes"]}
    assert badges[name]["text"] == "一村一品 第10批"


def rename(desk: Caller, goods: supply.Goods) -> None:
    """A change that the index does not hear of."""
    product = desk.run("desk", "Product", id=goods.product.public_id, first=20)["product"]
    given = {"productId": goods.product.public_id, "version": product["version"]}
    desk.do("desk", "UpdateListing", name=NEW_NAME, **given)


def test_the_index_is_gone(
    shop_url: str, alipay_gateway: Gateway, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = a_town()
    assert not search.drift(now=timezone.now()).ids
    li = Caller(shop_url)
    become_a_guest(li)
    monkeypatch.setattr(engine, "PATIENCE_SECONDS", PATIENCE)
    alive = settings.ELASTICSEARCH_URL
    names = [town.fruit.product.name, NEW_NAME]
    for kind, name in zip((refusing, silent), names, strict=True):
        port = free_port()
        settings.ELASTICSEARCH_URL = f"http://{HOST}:{port}"
        with kind(port):
            look_without_index(li, name)
            if name != NEW_NAME:
                rename(staff(shop_url, "desk", town.growers), town.fruit)
    # All of the tea: the index does not hear either that it is sold out.
    wants = {size.public_id: 20 for size in town.tea.variants}
    wants[town.fruit.variants[0].public_id] = 1
    _, order = order_goods(li, wants, at_the_point(), key="no-index")
    pay_by_alipay(li, order, alipay_gateway)
    assert balances() == {"CLEARING": order["totalFen"], **owed()}

    monkeypatch.setattr(engine, "PATIENCE_SECONDS", 20.0)
    engine._client.cache_clear()
    settings.ELASTICSEARCH_URL = alive
    behind = search.drift(now=timezone.now()).behind
    assert set(behind) == {town.fruit.product.public_id, town.tea.product.public_id}
    handlers.mend(now=timezone.now())
    assert not search.drift(now=timezone.now()).ids
    search.refresh()
    found = li.run("shop", "Search", text="wanshu", first=20)["search"]
    assert found["degraded"] is False
    assert [node["name"] for node in found["nodes"]] == [NEW_NAME]
    teas = li.run("shop", "Search", text="ymc", first=20)["search"]["nodes"]
    assert [(node["name"], node["inStock"]) for node in teas] == [("野毛茶", False)]


def a_waiting_order(base: str) -> tuple[Caller, Town, dict[str, Any]]:
    town = a_town()
    li = Caller(base)
    become_a_guest(li)
    wants = {town.fruit.variants[0].public_id: 1}
    return li, town, order_goods(li, wants, at_the_point(), key="no-pay")[1]


@pytest.mark.stripe_mock
def test_stripe_is_gone_and_comes_back(shop_url: str, stripe_mock_url: str, settings: Any) -> None:
    li, _, order = a_waiting_order(shop_url)
    port = free_port()
    settings.STRIPE_API_BASE = f"http://{HOST}:{port}"
    settings.STRIPE_API_KEY = "sk_test_outage"
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    wish = wish_to_pay(order, "stripe")
    for kind in (refusing, silent):
        with kind(port):
            error = quickly(lambda: li.refused("shop", "Pay", **wish))
        assert (error["code"], error["path"]) == ("PROVIDER_DOWN", ["input", "provider"])
        assert "订单还留着" in error["message"]
        assert state_of(li, order["id"], "PLACED")
    assert balances() == {}
    webhook = Webhook(f"{shop_url}/webhooks/stripe", SECRET)
    with running_stripe_gateway(stripe_mock_url, webhook, port=port) as stripe:
        payment = li.do("shop", "Pay", **wish)["payment"]
        stripe.pay(payment["id"])
        eventually(lambda: state_of(li, order["id"], "PAID"))
    assert Payment.objects.count() == 1
    assert balances() == {"CLEARING": order["totalFen"], **owed()}


def test_alipay_is_gone_and_comes_back(
    shop_url: str, alipay_server: tuple[Gateway, KeyFiles], settings: Any
) -> None:
    li, _, order = a_waiting_order(shop_url)
    there, keys = alipay_server
    port = free_port()
    settings.ALIPAY_GATEWAY = f"http://{HOST}:{port}/gateway.do"
    wish = wish_to_pay(order, "alipay")
    for kind in (refusing, silent):
        with kind(port):
            error = quickly(lambda: li.refused("shop", "Pay", **wish))
            asked = quickly(lambda: li.do("shop", "CheckPayment", orderId=order["id"]))
        assert (error["code"], error["path"]) == ("PROVIDER_DOWN", ["input", "provider"])
        assert asked["order"]["state"] == "PLACED"
    assert balances() == {}
    signer = Signer(
        gateway_private=keys.gateway_private.read_bytes(), app_public=keys.app_public.read_bytes()
    )
    with running_gateway(there.account, signer, port=port) as back:
        pay_by_alipay(li, order, back)
    assert Payment.objects.count() == 1
    assert balances() == {"CLEARING": order["totalFen"], **owed()}
