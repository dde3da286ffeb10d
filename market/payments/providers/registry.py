"""Which providers there are. One that is not configured is not offered."""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from market.payments.providers.alipay.config import CODE as ALIPAY
from market.payments.providers.alipay.config import AlipayConfig
from market.payments.providers.cash.provider import CashProvider
from market.payments.providers.protocol import Provider
from market.payments.providers.stripe.config import CODE as STRIPE
from market.payments.providers.stripe.config import StripeConfig

if TYPE_CHECKING:
    from market.payments.providers.alipay.provider import AlipayProvider
    from market.payments.providers.stripe.provider import StripeProvider

CASH = CashProvider.code


class NotOffered(KeyError):
    """There is no such provider here, or it is not configured."""


def available() -> list[str]:
    """Return the codes of the providers that can be used, in the order in which to show them."""
    offered = [ALIPAY] if _alipay_config().complete() else []
    offered += [STRIPE] if _stripe_config().complete() else []
    return [*offered, CASH]


def online() -> list[str]:
    """Return the codes of those that a shopper can choose."""
    return [code for code in available() if code != CASH]


def get(provider_code: str) -> Provider:
    """Return the provider; raises NotOffered."""
    if provider_code not in available():
        raise NotOffered(provider_code)
    if provider_code == ALIPAY:
        return _alipay(_alipay_config())
    if provider_code == STRIPE:
        return _stripe(_stripe_config())
    return _CASH


_CASH = CashProvider()


# Clients keep parsed keys and open connections, so one of each configuration is kept. Their
# libraries take 15 MB: a process that asks nobody for money does without.
@lru_cache(maxsize=4)
def _alipay(config: AlipayConfig) -> "AlipayProvider":
    from market.payments.providers.alipay.provider import AlipayProvider

    try:
        return AlipayProvider(config)
    except ValueError as error:
        names = "ALIPAY_APP_PRIVATE_KEY or ALIPAY_PUBLIC_KEY"
        raise ImproperlyConfigured(f"{names} is not an RSA key: {error}") from error


@lru_cache(maxsize=4)
def _stripe(config: StripeConfig) -> "StripeProvider":
    from market.payments.providers.stripe.provider import StripeProvider

    return StripeProvider(config)


def _alipay_config() -> AlipayConfig:
    return AlipayConfig(
        gateway=settings.ALIPAY_GATEWAY,
        app_id=settings.ALIPAY_APP_ID,
        seller_id=settings.ALIPAY_SELLER_ID,
        app_private_key=settings.ALIPAY_APP_PRIVATE_KEY,
        alipay_public_key=settings.ALIPAY_PUBLIC_KEY,
    )


def _stripe_config() -> StripeConfig:
    return StripeConfig(
        api_base=settings.STRIPE_API_BASE,
        api_key=settings.STRIPE_API_KEY,
        webhook_secrets=tuple(settings.STRIPE_WEBHOOK_SECRETS),
    )
