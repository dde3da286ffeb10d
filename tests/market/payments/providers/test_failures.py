"""A provider that is down, slow or talks nonsense: an error in time, and never a guess."""

import time
from collections.abc import Callable

import pytest
from Crypto.PublicKey import RSA

from market.payments.providers import deadline
from market.payments.providers.alipay import client as alipay_client
from market.payments.providers.alipay import provider as alipay_provider
from market.payments.providers.alipay.provider import AlipayConfig, AlipayProvider
from market.payments.providers.protocol import (
    OutcomeState,
    Provider,
    RefundOutcomeState,
    RefundRequest,
    Retryable,
)
from market.payments.providers.stripe import provider as stripe_provider
from market.payments.providers.stripe.provider import StripeConfig, StripeProvider
from tests.market.payments.providers import servers

REFUND = RefundRequest("ref_1", "pay_1", "cs_1", 1, 2, "x")
KEY = RSA.generate(2048).export_key().decode()

Make = Callable[[str], Provider]


def alipay(url: str) -> Provider:
    return AlipayProvider(AlipayConfig(f"{url}/gateway.do", "1", "2", KEY, KEY))


def stripe(url: str) -> Provider:
    return StripeProvider(StripeConfig(url, "sk_test_1", ("whsec_1",)))


both = pytest.mark.parametrize("make", [alipay, stripe])


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same limits, ten times shorter."""
    for module in (alipay_client, stripe_provider):
        monkeypatch.setattr(module, "CONNECT_SECONDS", 0.2)
        monkeypatch.setattr(module, "READ_SECONDS", 0.6)
    for module in (alipay_provider, stripe_provider):
        monkeypatch.setattr(module, "TOTAL_SECONDS", 0.8)


def test_the_limits() -> None:
    assert deadline.CONNECT_SECONDS <= 2
    assert deadline.READ_SECONDS <= deadline.TOTAL_SECONDS <= 8


@both
def test_nobody_listens(make: Make) -> None:
    provider = make(servers.dead_port())
    for call in (
        lambda: provider.query(payment_id="pay_1", provider_ref="cs_1"),
        lambda: provider.close(payment_id="pay_1", provider_ref="cs_1"),
        lambda: provider.refund(REFUND),
    ):
        with pytest.raises(Retryable) as error:
            call()
        assert not error.value.lost, "what was never sent was not carried out"


@both
@pytest.mark.parametrize(
    "behaviour",
    [
        servers.silent,
        servers.dripping,
        servers.breaking_off,
        servers.failing,
        servers.lying,
        servers.empty,
    ],
)
@pytest.mark.usefixtures("hasty")
def test_no_usable_answer(make: Make, behaviour: servers.Behaviour) -> None:
    with servers.server(behaviour) as url:
        provider = make(url)
        began = time.monotonic()
        with pytest.raises(Retryable) as error:
            provider.query(payment_id="pay_1", provider_ref="cs_1")
        assert time.monotonic() - began < 2
        assert error.value.lost
        closed = provider.close(payment_id="pay_1", provider_ref="cs_1")
        assert closed.state == OutcomeState.UNKNOWN
        assert provider.refund(REFUND).state == RefundOutcomeState.UNKNOWN


def test_a_call_gives_what_it_gives() -> None:
    assert deadline.within(1, lambda: 5) == 5
    with pytest.raises(ZeroDivisionError):
        deadline.within(1, lambda: 1 // 0)


def test_a_call_that_hangs_is_left() -> None:
    began = time.monotonic()
    with pytest.raises(Retryable) as error:
        deadline.within(0.1, lambda: time.sleep(2))
    assert error.value.lost
    assert time.monotonic() - began < 1


def test_alipay_will_not_stamp_another_zones_time(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = alipay("http://127.0.0.1:9")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        with pytest.raises(RuntimeError, match="Beijing"):
            provider.query(payment_id="pay_1", provider_ref="")
    time.tzset()
