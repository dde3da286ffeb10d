"""A sale through the official SDK and the local Alipay gateway, up to the ledger and back."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from fixtures.alipay_gateway.gateway import Gateway
from fixtures.build import sales, supply
from fixtures.gateways.web import serving
from market.accounts.actors import Shopper
from market.ledger import queries as ledger
from market.ledger.models import AccountKind, Transaction
from market.orders import cancelling
from market.orders.models import Order, OrderState
from market.payments import reconciling
from market.payments import services as payments
from market.payments.models import Payment, PaymentState, Refund, RefundState
from market.payments.providers import registry
from market.payments.providers.protocol import OutcomeState
from market.payments.services import ProviderDown
from tests import jobs
from tests.market.payments.providers import servers
from tests.outside.merchant import Merchant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alipay]


@pytest.fixture
def shop(settings: Any) -> Iterator[Merchant]:
    """Where the gateway sends its notices; the tests hand them on."""
    hears = Merchant()
    with serving(hears.hear) as url:
        settings.PUBLIC_URL = hears.url = url
        yield hears


def one_unit() -> str:
    """The variant of a product of which there is one unit, in the gateways' own time."""
    return supply.goods(now=timezone.now(), units=1).variants[0].public_id


def opened(gateway: Gateway) -> tuple[Order, Payment]:
    """An order whose buyer looks at the gateway's page."""
    order = sales.placed_order([(one_unit(), 1)], now=timezone.now())
    payment = payments.start_payment(
        actor=Shopper(order.customer_id), order_id=order.public_id, provider="alipay",
        mobile=True, return_url="http://127.0.0.1:9/o", now=timezone.now(),
    )  # fmt: skip
    gateway.open(payment.redirect_url)
    return order, payment


def told(gateway: Gateway, shop: Merchant) -> bytes:
    gateway.deliveries.wait()
    return shop.heard[-1].body


def apply(raw: bytes) -> None:
    payments.apply_notice(provider="alipay", raw_body=raw, headers={}, now=timezone.now())


def clearing() -> int:
    return ledger.balance(kind=AccountKind.CLEARING, owner="alipay")


def test_paid_and_told_three_times(alipay_gateway: Gateway, shop: Merchant) -> None:
    order, payment = opened(alipay_gateway)
    alipay_gateway.pay(payment.public_id)
    raw = told(alipay_gateway, shop)
    for _ in range(3):
        apply(raw)
    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.state, payment.state) == (OrderState.PAID, PaymentState.PAID)
    assert payment.provider_ref
    assert clearing() == order.total_fen
    assert Transaction.objects.count() == 1


def test_paid_and_nobody_told_us(alipay_gateway: Gateway, shop: Merchant) -> None:
    order, payment = opened(alipay_gateway)
    own = Shopper(order.customer_id)
    before = payments.check_payment(actor=own, payment_id=payment.public_id, now=timezone.now())
    assert before.state == PaymentState.PENDING
    alipay_gateway.pay(payment.public_id)
    reconciling.reconcile(now=timezone.now() + reconciling.PAUSE * 2)
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    apply(told(alipay_gateway, shop))
    assert clearing() == order.total_fen


def test_paid_after_the_order_was_closed(alipay_gateway: Gateway, shop: Merchant) -> None:
    order, payment = opened(alipay_gateway)
    cancelling.cancel_order(
        actor=Shopper(order.customer_id), order_id=order.public_id, reason="不要了",
        now=timezone.now(),
    )  # fmt: skip
    alipay_gateway.pay(payment.public_id)
    apply(told(alipay_gateway, shop))
    assert clearing() == order.total_fen
    jobs.run_jobs(task="market.payments")
    refund = Refund.objects.get()
    assert (refund.state, refund.reason) == (RefundState.DONE, "PAID_AFTER_CLOSE")
    assert clearing() == 0
    after = registry.get("alipay").query(
        payment_id=payment.public_id, provider_ref=payment.provider_ref
    )
    assert after.state != OutcomeState.PENDING
    jobs.run_jobs(task="market.payments")
    assert Refund.objects.count() == 1


def test_the_gateway_is_gone(alipay_gateway: Gateway, shop: Merchant, settings: Any) -> None:
    order, payment = opened(alipay_gateway)
    settings.ALIPAY_GATEWAY = f"{servers.dead_port()}/gateway.do"
    began = time.monotonic()
    row = payments.check_payment(
        actor=Shopper(order.customer_id), payment_id=payment.public_id, now=timezone.now()
    )
    assert row.state == PaymentState.PENDING
    assert reconciling.reconcile(now=timezone.now() + reconciling.PAUSE * 2) == 0
    assert time.monotonic() - began < 10
    order.refresh_from_db()
    assert order.state == OrderState.PLACED


def test_stripe_is_gone(settings: Any) -> None:
    settings.STRIPE_API_BASE = servers.dead_port()
    settings.STRIPE_API_KEY = "sk_test_tests"
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_tests"]
    order = sales.placed_order([(one_unit(), 1)], now=timezone.now())
    began = time.monotonic()
    with pytest.raises(ProviderDown):
        payments.start_payment(
            actor=Shopper(order.customer_id), order_id=order.public_id, provider="stripe",
            mobile=False, return_url="http://127.0.0.1:9/o", now=timezone.now(),
        )  # fmt: skip
    assert time.monotonic() - began < 10
    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    payments.record_cash(order_id=order.public_id, account_owner="pnt_1", now=timezone.now())
