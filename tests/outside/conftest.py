"""The local gateways, and providers that are set up for them."""

from collections.abc import Iterator
from typing import Any

import pytest

from fixtures.alipay_gateway.gateway import Account, Gateway, running_gateway
from fixtures.alipay_gateway.signing import KeyFiles, Signer, make_keys
from fixtures.gateways.web import serving
from fixtures.stripe_gateway.gateway import StripeGateway, Webhook, running_stripe_gateway
from market.payments.providers.alipay.provider import AlipayConfig, AlipayProvider
from market.payments.providers.stripe.provider import StripeConfig, StripeProvider
from tests.outside.merchant import Merchant

ACCOUNT = Account(app_id="2021000000000001", seller_id="2088000000000001")
SECRET = "whsec_of_the_tests"
SHORT_GAPS = (0.05, 0.05, 0.05)


@pytest.fixture
def merchant() -> Iterator[Merchant]:
    shop = Merchant()
    with serving(shop.hear) as url:
        shop.url = url
        yield shop


@pytest.fixture(scope="session")
def alipay_keys(tmp_path_factory: pytest.TempPathFactory) -> KeyFiles:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def signer(alipay_keys: KeyFiles) -> Signer:
    return Signer(
        gateway_private=alipay_keys.gateway_private.read_bytes(),
        app_public=alipay_keys.app_public.read_bytes(),
    )


@pytest.fixture
def gateway(signer: Signer) -> Iterator[Gateway]:
    with running_gateway(ACCOUNT, signer, gaps=SHORT_GAPS) as gateway:
        yield gateway


@pytest.fixture
def alipay_config(gateway: Gateway, alipay_keys: KeyFiles, settings: Any) -> AlipayConfig:
    """Takes `settings` so that the process is in the product's time zone."""
    assert settings.TIME_ZONE == "Asia/Shanghai"
    return AlipayConfig(
        gateway=f"{gateway.url}/gateway.do",
        app_id=ACCOUNT.app_id,
        seller_id=ACCOUNT.seller_id,
        app_private_key=alipay_keys.app_private.read_text(),
        alipay_public_key=alipay_keys.gateway_public.read_text(),
    )


@pytest.fixture
def alipay(alipay_config: AlipayConfig) -> AlipayProvider:
    return AlipayProvider(alipay_config)


@pytest.fixture
def stripe_gateway(stripe_mock_url: str, merchant: Merchant) -> Iterator[StripeGateway]:
    webhook = Webhook(f"{merchant.url}/webhooks/stripe", SECRET)
    with running_stripe_gateway(stripe_mock_url, webhook, gaps=SHORT_GAPS) as gateway:
        yield gateway


@pytest.fixture
def stripe(stripe_gateway: StripeGateway) -> StripeProvider:
    return StripeProvider(StripeConfig(stripe_gateway.url, "sk_test_tests", ("whsec_new", SECRET)))
