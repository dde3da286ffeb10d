"""Notices as the providers sign them, for orders that were started through the API."""

import contextlib
import secrets
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fixtures.alipay_gateway.gateway import Account, running_gateway
from fixtures.alipay_gateway.signing import NOT_IN_NOTICES, KeyFiles, Signer, content, make_keys
from fixtures.stripe_gateway import events
from market.kernel.money import yuan_text
from market.payments.models import Payment

APP, SELLER = "2021000000000001", "2088000000000001"
SECRET = "whsec_of_the_tests"
_RUNNING = contextlib.ExitStack()


@cache
def _alipay() -> tuple[str, KeyFiles, Signer]:
    """A gateway for all tests of this process; its thread ends with the process."""
    folder = _RUNNING.enter_context(tempfile.TemporaryDirectory(prefix="alipay-"))
    files = make_keys(Path(folder))
    signer = Signer(
        gateway_private=files.gateway_private.read_bytes(),
        app_public=files.app_public.read_bytes(),
    )
    gateway = _RUNNING.enter_context(running_gateway(Account(APP, SELLER), signer))
    return f"{gateway.url}/gateway.do", files, signer


def offer_alipay(settings: Any) -> Signer:
    """Set Alipay up with a gateway that answers; return what signs on its side."""
    settings.ALIPAY_GATEWAY, files, signer = _alipay()
    settings.ALIPAY_APP_ID, settings.ALIPAY_SELLER_ID = APP, SELLER
    settings.ALIPAY_APP_PRIVATE_KEY = files.app_private.read_text()
    settings.ALIPAY_PUBLIC_KEY = files.gateway_public.read_text()
    return signer


def offer_stripe(settings: Any) -> None:
    """Set Stripe up with an address that nobody answers at."""
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"
    settings.STRIPE_API_KEY = "sk_test_tests"
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]


def alipay_notice(payment: Payment, signer: Signer, **change: str) -> bytes:
    """Return the body of a notice that a payment was made, or what `change` makes of it."""
    fields = {
        "notify_type": "trade_status_sync",
        "notify_id": secrets.token_hex(17),
        "app_id": APP,
        "auth_app_id": APP,
        "charset": "utf-8",
        "version": "1.0",
        "sign_type": "RSA2",
        "trade_no": f"2026{payment.pk:024d}",
        "out_trade_no": payment.public_id,
        "trade_status": "TRADE_SUCCESS",
        "total_amount": yuan_text(payment.amount_fen),
        "seller_id": SELLER,
        **change,
    }
    sign = signer.sign(content(fields, without=NOT_IN_NOTICES))
    return urlencode({**fields, "sign": sign}).encode()


def stripe_notice(payment: Payment, *, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """Return the body and headers of an event that a payment was made."""
    session = {
        "id": f"cs_test_{payment.pk}",
        "object": "checkout.session",
        "client_reference_id": payment.public_id,
        "payment_status": "paid",
        "amount_total": payment.amount_fen,
        "currency": "cny",
        "metadata": {"payment_id": payment.public_id},
    }
    now = int(time.time())
    told = events.event("checkout.session.completed", session, now=now)
    return events.message(told, secret, now=now)
