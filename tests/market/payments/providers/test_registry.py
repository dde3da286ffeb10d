"""What is offered is what is configured."""

import datetime
from typing import Any

import pytest
from Crypto.PublicKey import RSA
from django.core.exceptions import ImproperlyConfigured

from market.payments.providers import registry
from market.payments.providers.protocol import (
    BadNotice,
    OutcomeState,
    RefundOutcomeState,
    RefundRequest,
    StartRequest,
)


@pytest.fixture
def bare(settings: Any) -> Any:
    for name in ("GATEWAY", "APP_ID", "SELLER_ID", "APP_PRIVATE_KEY", "PUBLIC_KEY"):
        setattr(settings, f"ALIPAY_{name}", "")
    settings.STRIPE_API_BASE = settings.STRIPE_API_KEY = ""
    settings.STRIPE_WEBHOOK_SECRETS = []
    return settings


def with_alipay(settings: Any, key: str) -> None:
    settings.ALIPAY_GATEWAY = "http://127.0.0.1:9/gateway.do"
    settings.ALIPAY_APP_ID, settings.ALIPAY_SELLER_ID = "1", "2"
    settings.ALIPAY_APP_PRIVATE_KEY = settings.ALIPAY_PUBLIC_KEY = key


def test_cash_is_always_there(bare: Any) -> None:
    assert registry.available() == ["cash"]
    assert registry.online() == []
    for code in ("alipay", "stripe", "bitcoin", ""):
        with pytest.raises(registry.NotOffered):
            registry.get(code)


def test_what_is_configured_is_offered(bare: Any) -> None:
    bare.STRIPE_API_KEY = "sk_test_1"
    assert registry.online() == [], "without a secret no notice could be believed"
    bare.STRIPE_WEBHOOK_SECRETS = ["whsec_1"]
    assert registry.online() == ["stripe"]
    with_alipay(bare, RSA.generate(2048).export_key().decode())
    assert registry.available() == ["alipay", "stripe", "cash"]
    for code in registry.available():
        provider = registry.get(code)
        assert provider.code == code
        assert registry.get(code) is provider
        assert provider.capabilities.online == provider.capabilities.redirect == (code != "cash")
    bare.ALIPAY_SELLER_ID = ""
    assert registry.online() == ["stripe"]


def test_a_key_that_is_none_is_named(bare: Any) -> None:
    with_alipay(bare, "not a key")
    with pytest.raises(ImproperlyConfigured, match="ALIPAY_APP_PRIVATE_KEY"):
        registry.get("alipay")


def test_cash_asks_nobody(bare: Any) -> None:
    cash = registry.get("cash")
    now = datetime.datetime.now(datetime.UTC)
    request = StartRequest("pay_1", 1, "桃", "", "", "", now, mobile=False)
    assert cash.start(request).redirect_url == ""
    assert cash.query(payment_id="pay_1", provider_ref="").state == OutcomeState.UNKNOWN
    assert cash.close(payment_id="pay_1", provider_ref="").state == OutcomeState.CLOSED
    refund = cash.refund(RefundRequest("ref_1", "pay_1", "", 1, 1, ""))
    assert refund.state == RefundOutcomeState.PENDING
    with pytest.raises(BadNotice):
        cash.read_notice(b"", {})
