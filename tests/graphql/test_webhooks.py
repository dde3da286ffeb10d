"""What providers tell us over HTTP, and what they are answered."""

from typing import Any

import pytest
from django.test import Client

from fixtures.build import sales
from market.orders.models import Order
from market.payments import services as payments
from market.payments.models import ProviderEvent
from tests.graphql import providers
from tests.graphql.asking import Asker
from tests.graphql.world import World


def post(provider: str, body: bytes, **headers: str) -> Any:
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    return client.post(f"/webhooks/{provider}", body, content_type=kind, headers=headers)


def state_of(order: Order) -> str:
    order.refresh_from_db()
    return order.state


def test_alipay_is_answered_success_once_and_again(world: World, settings: Any) -> None:
    signer = providers.offer_alipay(settings)
    order = world.order(world.li)
    payment = sales.pending_payment(order, provider="alipay", now=world.now)
    body = providers.alipay_notice(payment, signer)
    for _ in range(3):
        response = post("alipay", body)
        assert (response.status_code, response.content) == (200, b"success")
    assert state_of(order) == "PAID"
    assert ProviderEvent.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"app_id": "2021999999999999"}, {"seller_id": "2088999999999999"}]
)
def test_alipays_word_to_another_merchant_is_refused(
    world: World, settings: Any, change: dict[str, str]
) -> None:
    signer = providers.offer_alipay(settings)
    order = world.order(world.li)
    payment = sales.pending_payment(order, provider="alipay", now=world.now)
    response = post("alipay", providers.alipay_notice(payment, signer, **change))
    assert (response.status_code, response.content) == (400, b"failure")
    assert state_of(order) == "PLACED"
    assert not ProviderEvent.objects.exists()


def test_a_wrong_amount_pays_nothing(world: World, settings: Any) -> None:
    signer = providers.offer_alipay(settings)
    order = world.order(world.li)
    payment = sales.pending_payment(order, provider="alipay", now=world.now)
    response = post("alipay", providers.alipay_notice(payment, signer, total_amount="0.01"))
    assert response.content == b"success"
    assert state_of(order) == "PLACED"


def test_stripe_is_answered_and_a_forged_event_refused(world: World, settings: Any) -> None:
    providers.offer_stripe(settings)
    order = world.order(world.li)
    payment = sales.pending_payment(order, provider="stripe", now=world.now)
    body, headers = providers.stripe_notice(payment, secret="whsec_of_somebody_else")
    assert post("stripe", body, **headers).status_code == 400
    assert state_of(order) == "PLACED"
    body, headers = providers.stripe_notice(payment)
    assert post("stripe", body, **headers).status_code == 200
    assert state_of(order) == "PAID"


def test_a_provider_that_is_not_set_up_is_not_there(db: None) -> None:
    assert post("stripe", b"{}").status_code == 404
    assert post("alipay", b"a=b").content == b"failure"
    assert post("paypal", b"{}").status_code == 404


def test_a_bug_is_answered_so_that_the_notice_comes_again(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(payments, "apply_notice", broken)
    response = post("alipay", b"a=b")
    assert (response.status_code, response.content) == (500, b"failure")


def test_get_is_refused_and_large_bodies_too(db: None, settings: Any) -> None:
    providers.offer_alipay(settings)
    assert Client().get("/webhooks/alipay").status_code == 405
    assert post("alipay", b"a" * ((1 << 20) + 1)).status_code == 400


def test_the_way_from_pay_to_paid(world: World, settings: Any) -> None:
    """Li is sent to Alipay, Alipay tells us, and the order says so."""
    signer = providers.offer_alipay(settings)
    order = world.order(world.li)
    li: Asker = world.shopper(world.li)
    (option,) = li.run("shop", "PayOptions")["payOptions"]
    assert option == {"provider": "alipay", "label": "支付宝"}
    given = {"orderId": order.public_id, "provider": "alipay", "returnUrl": "/orders/1"}
    started = li.do("shop", "Pay", **given)["payment"]
    assert started["redirectUrl"].startswith(settings.ALIPAY_GATEWAY)
    assert li.do("shop", "Pay", **given)["payment"]["id"] == started["id"]
    payment = order.payments.get()
    assert post("alipay", providers.alipay_notice(payment, signer)).content == b"success"
    after = li.do("shop", "CheckPayment", orderId=order.public_id)
    assert after["payment"]["state"] == "PAID"
    assert after["order"]["state"] == "PAID"
