"""The content security policy: nothing inline, and forms lead only here and to who takes money."""

from typing import Any

import pytest

from storefront_graphql.middleware import POLICY, policy


@pytest.fixture(autouse=True)
def _nobody(settings: Any) -> None:
    settings.ALIPAY_GATEWAY = settings.STRIPE_API_BASE = settings.STRIPE_API_KEY = ""
    settings.PAYMENT_ORIGINS = []


def test_forms_stay_here_where_nobody_takes_money() -> None:
    assert policy() == POLICY
    assert POLICY.endswith("form-action 'self'")
    assert "unsafe" not in POLICY


def test_origins_are_those_of_the_gateways(settings: Any) -> None:
    settings.ALIPAY_GATEWAY = "https://openapi.alipay.example/gateway.do"
    settings.STRIPE_API_BASE = "http://127.0.0.1:12111"
    settings.PAYMENT_ORIGINS = ["https://*.alipay.example"]
    assert policy().endswith(
        "form-action 'self' https://openapi.alipay.example http://127.0.0.1:12111"
        " https://*.alipay.example"
    )


def test_stripe_itself_has_its_own_pages(settings: Any) -> None:
    settings.STRIPE_API_KEY = "sk_test_x"
    assert policy().endswith("form-action 'self' https://checkout.stripe.com")


def test_every_answer_has_it(client: Any, settings: Any) -> None:
    settings.ALIPAY_GATEWAY = "https://openapi.alipay.example/gateway.do"
    answer = client.get("/mode")
    assert answer.headers["Content-Security-Policy"] == policy()
