"""Carry out refunds: asked outside any transaction, with the row's own number on every try."""

import logging
from datetime import datetime

from django.db import transaction

from market.payments import posting
from market.payments.models import Payment, Refund, RefundState
from market.payments.providers import registry
from market.payments.providers.protocol import (
    RefundOutcome,
    RefundOutcomeState,
    RefundRequest,
    Retryable,
)

log = logging.getLogger(__name__)

# What the buyer reads at the provider.
REASONS = {"PAID_TWICE": "这张订单已经付过款", "PAID_AFTER_CLOSE": "订单已关闭，退回货款"}
OPEN = (RefundState.PENDING, RefundState.UNKNOWN)
BECOMES = {
    RefundOutcomeState.DONE: RefundState.DONE,
    RefundOutcomeState.FAILED: RefundState.FAILED,
    RefundOutcomeState.PENDING: RefundState.PENDING,
    RefundOutcomeState.UNKNOWN: RefundState.UNKNOWN,
}


def carry_out(*, refund_id: str, now: datetime) -> None:
    """Ask the provider to give the money back and record what it says; done before: nothing.

    Raises Retryable when the provider does not answer: ask again later, with the same number.
    """
    refund = Refund.objects.select_related("payment").filter(public_id=refund_id).first()
    if refund is None or refund.state not in OPEN:
        return
    request = RefundRequest(
        refund_id=refund.public_id,
        payment_id=refund.payment.public_id,
        provider_ref=refund.payment.provider_ref,
        amount_fen=refund.amount_fen,
        total_fen=refund.payment.amount_fen,
        reason=REASONS[refund.reason],
    )
    try:
        outcome = registry.get(refund.payment.provider).refund(request)
    except Retryable as error:
        if error.lost:
            record(refund_id=refund_id, outcome=RefundOutcome(RefundOutcomeState.UNKNOWN), now=now)
        raise
    record(refund_id=refund_id, outcome=outcome, now=now)


@transaction.atomic
def record(*, refund_id: str, outcome: RefundOutcome, now: datetime) -> str:
    """Write down what became of a refund; DONE moves the money in the ledger, once."""
    payment = Payment.objects.select_for_update(of=("self",), no_key=True).get(
        refunds__public_id=refund_id
    )
    refund = Refund.objects.select_related("payment").get(public_id=refund_id)
    if refund.state not in OPEN:
        return "REPEATED"
    refund.state = BECOMES[outcome.state]
    refund.tried_at = now
    if refund.state == RefundState.DONE:
        refund.done_at = now
        posting.post_given_back(refund, at=now)
    elif refund.state == RefundState.FAILED:
        log.error("refund %s of %s failed: %s", refund_id, payment.public_id, outcome.code)
    refund.save(update_fields=["state", "tried_at", "done_at", "updated_at"])
    return str(refund.state)
