"""What Stripe posts to us, believed only when signed lately with one of our secrets."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import stripe

from market.payments.providers.protocol import (
    BadNotice,
    Notice,
    NoticeKind,
    OutcomeState,
    RefundOutcomeState,
)

TOLERANCE_SECONDS = 300
CURRENCY = "cny"
SESSION_EVENTS = {
    "checkout.session.completed": OutcomeState.PENDING,
    "checkout.session.async_payment_succeeded": OutcomeState.PENDING,
    "checkout.session.async_payment_failed": OutcomeState.CLOSED,
    "checkout.session.expired": OutcomeState.CLOSED,
}
REFUND_EVENTS = frozenset(
    {"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"}
)
REFUND_STATES = {
    "succeeded": RefundOutcomeState.DONE,
    "pending": RefundOutcomeState.PENDING,
    "requires_action": RefundOutcomeState.PENDING,
    "failed": RefundOutcomeState.FAILED,
    "canceled": RefundOutcomeState.FAILED,
}


def read(raw_body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> Notice:
    """Return the notice in `raw_body`; raises BadNotice."""
    _verify(raw_body, _header(headers), secrets)
    try:
        event = json.loads(raw_body)
        key, kind, thing = event["id"], event["type"], event["data"]["object"]
        if not (isinstance(key, str) and key and isinstance(kind, str)):
            raise BadNotice("the event has no id or type")
        if kind in SESSION_EVENTS:
            return _of_session(key, thing, SESSION_EVENTS[kind])
        if kind in REFUND_EVENTS and (thing.get("metadata") or {}).get("refund_id"):
            return _of_refund(key, thing)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadNotice(f"not an event: {type(error).__name__}") from error
    return Notice(key, NoticeKind.OTHER, "", "", 0, OutcomeState.UNKNOWN)


def _header(headers: Mapping[str, str]) -> str:
    found = [value for name, value in headers.items() if name.lower() == "stripe-signature"]
    if len(found) != 1:
        raise BadNotice("no Stripe-Signature")
    return found[0]


def _verify(raw_body: bytes, header: str, secrets: Sequence[str]) -> None:
    if not any(_signed_with(raw_body, header, secret) for secret in secrets):
        raise BadNotice("the signature does not fit, or is too old")
    # The SDK refuses what is old but takes any time to come.
    stamp = int(next(part[2:] for part in header.split(",") if part.startswith("t=")))
    if stamp > time.time() + TOLERANCE_SECONDS:
        raise BadNotice("signed in the future")


def _signed_with(raw_body: bytes, header: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(raw_body, header, secret, TOLERANCE_SECONDS)
        return True
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        return False


def _of_session(key: str, session: dict[str, Any], state: OutcomeState) -> Notice:
    if session["payment_status"] == "paid":
        state = OutcomeState.PAID
    return Notice(
        event_key=key,
        kind=NoticeKind.PAYMENT,
        payment_id=_text(session["client_reference_id"]),
        provider_ref=_text(session["id"]),
        amount_fen=_amount(session["amount_total"], session["currency"]),
        state=state,
    )


def _of_refund(key: str, refund: dict[str, Any]) -> Notice:
    return Notice(
        event_key=key,
        kind=NoticeKind.REFUND,
        payment_id=_text(refund["metadata"]["payment_id"]),
        provider_ref=_text(refund["id"]),
        amount_fen=_amount(refund["amount"], refund["currency"]),
        state=REFUND_STATES.get(refund["status"], RefundOutcomeState.UNKNOWN),
        refund_id=_text(refund["metadata"]["refund_id"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise BadNotice("a text is missing")
    return value


def _amount(value: object, currency: object) -> int:
    if currency != CURRENCY:
        raise BadNotice("not in CNY")
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadNotice("not an amount")
    return value
