"""What a provider says about a payment becomes our own state: by one path, whoever asked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.db import transaction

from market.events import bus
from market.kernel.errors import DomainError, NotFound
from market.orders import paying
from market.payments import posting
from market.payments.models import Payment, PaymentState, ProviderEvent, Refund, RefundState
from market.payments.providers.protocol import Outcome, OutcomeState


class Settled(StrEnum):
    """What came of it."""

    PAID = "PAID"
    GIVEN_BACK = "GIVEN_BACK"
    REPEATED = "REPEATED"
    CLOSED = "CLOSED"
    OPEN = "OPEN"
    WRONG_AMOUNT = "WRONG_AMOUNT"


@dataclass(eq=False)
class RefundTooLarge(DomainError):
    """More than what is left of the payment; `left_fen` could still be given back."""

    code: ClassVar[str] = "REFUND_TOO_LARGE"
    left_fen: int = 0


REASONS = {
    paying.Outcome.ALREADY: "PAID_TWICE",
    paying.Outcome.TOO_LATE: "PAID_AFTER_CLOSE",
}


@transaction.atomic
def settle(*, payment_id: str, outcome: Outcome, now: datetime) -> Settled:
    """Apply an outcome to the payment, forward only; the same outcome again does nothing.

    Money for an open order pays it. Money for an order that was paid before, or closed with its
    goods gone, is owed back: a refund row is made, and a job carries it out. A wrong amount is
    recorded and changes nothing. Raises NotFound.
    """
    payment = Payment.objects.select_for_update(no_key=True).filter(public_id=payment_id).first()
    if payment is None:
        raise NotFound("payment")
    if payment.state == PaymentState.PAID:
        return Settled.REPEATED
    if outcome.state == OutcomeState.PAID:
        return _money_came(payment, outcome, now)
    payment.asked_at = now
    payment.provider_ref = payment.provider_ref or outcome.provider_ref
    if outcome.state == OutcomeState.CLOSED:
        payment.state = PaymentState.CLOSED
    payment.save(update_fields=["asked_at", "provider_ref", "state", "updated_at"])
    return Settled.CLOSED if payment.state == PaymentState.CLOSED else Settled.OPEN


def _money_came(payment: Payment, outcome: Outcome, now: datetime) -> Settled:
    if outcome.amount_fen != payment.amount_fen:
        _record_wrong_amount(payment, outcome, now)
        return Settled.WRONG_AMOUNT
    payment.state = PaymentState.PAID
    payment.provider_ref = outcome.provider_ref or payment.provider_ref
    payment.paid_at = payment.asked_at = now
    payment.save(update_fields=["state", "provider_ref", "paid_at", "asked_at", "updated_at"])
    paid = paying.mark_paid(
        order_id=payment.order.public_id, payment_ref=payment.public_id, now=now
    )
    till = posting.clearing(payment.provider)
    if paid.outcome == paying.Outcome.PAID:
        posting.post_sale(payment, till, at=now)
        return Settled.PAID
    posting.post_owed_back(payment, till, at=now)
    give_back(payment=payment, amount_fen=payment.amount_fen, reason=REASONS[paid.outcome], now=now)
    return Settled.GIVEN_BACK


def give_back(*, payment: Payment, amount_fen: int, reason: str, now: datetime) -> Refund:
    """Make a refund row and the job for it; the caller holds the payment's lock.

    Never more than was paid, over all of its refunds: raises RefundTooLarge.
    """
    others = Refund.objects.filter(payment=payment).exclude(state=RefundState.FAILED)
    left = payment.amount_fen - sum(others.values_list("amount_fen", flat=True))
    if not 0 < amount_fen <= left:
        raise RefundTooLarge(left)
    refund = Refund.objects.create(
        payment=payment, amount_fen=amount_fen, reason=reason, asked_at=now
    )
    bus.emit("refund.due", refund=refund.public_id)
    return refund


def _record_wrong_amount(payment: Payment, outcome: Outcome, now: datetime) -> None:
    """Keep it for an operator to see, once for each amount."""
    payment.asked_at = now
    payment.save(update_fields=["asked_at", "updated_at"])
    ProviderEvent.objects.get_or_create(
        provider=payment.provider,
        event_key=f"amount:{payment.public_id}:{outcome.amount_fen}",
        defaults={
            "kind": "amount",
            "payment": payment,
            "body": f"{outcome.amount_fen} fen instead of {payment.amount_fen}",
            "received_at": now,
            "outcome": Settled.WRONG_AMOUNT,
        },
    )
