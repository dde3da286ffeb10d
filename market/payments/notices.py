"""Providers' messages, each applied once."""

from datetime import datetime

from django.db import connection, transaction

from market.payments import refunding
from market.payments.models import Payment, ProviderEvent
from market.payments.providers.protocol import (
    Notice,
    Outcome,
    OutcomeState,
    RefundOutcome,
    RefundOutcomeState,
)
from market.payments.settling import settle

IGNORED = "IGNORED"
UNKNOWN_PAYMENT = "UNKNOWN_PAYMENT"

# A second copy of the event waits here for the first to end.
KEEP = """
    INSERT INTO payments_providerevent (provider, event_key, kind, body, received_at, outcome)
    VALUES (%s, %s, %s, %s, %s, '') ON CONFLICT (provider, event_key) DO NOTHING RETURNING id
"""


@transaction.atomic
def apply(*, provider: str, notice: Notice, body: bytes, now: datetime) -> str:
    """Keep a verified notice and do what it says; return what came of it."""
    text = body.decode("utf-8", "replace").replace("\x00", "")
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [provider, notice.event_key, str(notice.kind), text, now])
        row = cursor.fetchone()
    if row is None:
        return "REPEATED"
    payment = Payment.objects.filter(public_id=notice.payment_id, provider=provider).first()
    outcome = _act(payment, notice, now)
    ProviderEvent.objects.filter(pk=row[0]).update(outcome=outcome, payment=payment)
    return outcome


def _act(payment: Payment | None, notice: Notice, now: datetime) -> str:
    if payment is None:
        return UNKNOWN_PAYMENT
    if isinstance(notice.state, RefundOutcomeState):
        return _refund(payment, notice, RefundOutcome(notice.state), now)
    if not isinstance(notice.state, OutcomeState) or notice.kind != "payment":
        return IGNORED
    outcome = Outcome(notice.state, notice.amount_fen, notice.provider_ref)
    return str(settle(payment_id=payment.public_id, outcome=outcome, now=now))


def _refund(payment: Payment, notice: Notice, outcome: RefundOutcome, now: datetime) -> str:
    refund = payment.refunds.filter(public_id=notice.refund_id or "").first()
    if refund is None:
        return IGNORED
    return refunding.record(refund_id=refund.public_id, outcome=outcome, now=now)
