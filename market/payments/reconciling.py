"""What no notice told us is asked: pending payments, payments to close, refunds still open."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q

from market.orders.models import OrderState
from market.payments import refunding
from market.payments.models import Payment, PaymentState, Refund, RefundState
from market.payments.providers import registry
from market.payments.providers.protocol import Outcome, OutcomeState, Refused, Retryable
from market.payments.settling import settle

log = logging.getLogger(__name__)

AT_ONCE = 100
PAUSE = timedelta(seconds=55)
# A closed page may still take money for a while; such payments are looked at again.
LATE = timedelta(hours=2)
LATE_PAUSE = timedelta(minutes=10)
# The job for a refund has had its turn.
REFUND_PAUSE = timedelta(minutes=1)


def reconcile(*, now: datetime) -> int:
    """Ask about what is pending, close what is past its time; return how many were asked.

    The longest unasked come first. A provider that does not answer is left alone until the next
    run, so one that hangs cannot hold up the others.
    """
    return _ask_all(_due(now), now)


def close_open(*, order_id: str, now: datetime) -> None:
    """The order is paid or closed: end what else is pending for it. Raises Retryable."""
    payments = Payment.objects.filter(
        order__public_id=order_id, state=PaymentState.PENDING
    ).order_by("pk")
    failure: Exception | None = None
    for payment in payments:
        try:
            _close(payment, now)
        except Retryable as error:
            failure = error
    if failure:
        raise failure


def refund_open(*, now: datetime) -> int:
    """Carry out refunds whose job gave up or got no clear answer; return how many."""
    late = Q(tried_at=None, asked_at__lt=now - REFUND_PAUSE) | Q(tried_at__lt=now - REFUND_PAUSE)
    due = Refund.objects.filter(
        late, state__in=[RefundState.PENDING, RefundState.UNKNOWN]
    ).order_by(F("tried_at").asc(nulls_first=True), "pk")
    done = 0
    for refund_id in list(due.values_list("public_id", flat=True)[:AT_ONCE]):
        try:
            refunding.carry_out(refund_id=refund_id, now=now)
            done += 1
        except (Retryable, Refused, registry.NotOffered) as error:
            log.warning("refund %s not carried out: %s", refund_id, error)
            Refund.objects.filter(public_id=refund_id).update(tried_at=now)
    return done


def _due(now: datetime) -> list[Payment]:
    pending = Q(state=PaymentState.PENDING, asked_at__lt=now - PAUSE)
    late = Q(state=PaymentState.CLOSED, expires_at__gt=now - LATE, asked_at__lt=now - LATE_PAUSE)
    rows = Payment.objects.filter(pending | late).exclude(provider=registry.CASH)
    return list(rows.select_related("order").order_by("asked_at", "pk")[:AT_ONCE])


def _ask_all(payments: Iterable[Payment], now: datetime) -> int:
    silent: set[str] = set()
    asked = 0
    for payment in payments:
        if payment.provider in silent:
            continue
        try:
            _ask(payment, now)
            asked += 1
        except (Retryable, registry.NotOffered) as error:
            log.warning("%s does not answer: %s", payment.provider, error)
            silent.add(payment.provider)
        except Refused as error:
            log.error("payment %s refused: %s", payment.public_id, error)
            Payment.objects.filter(pk=payment.pk).update(asked_at=now)
    return asked


def _ask(payment: Payment, now: datetime) -> None:
    provider = registry.get(payment.provider)
    outcome = provider.query(payment_id=payment.public_id, provider_ref=payment.provider_ref)
    settle(payment_id=payment.public_id, outcome=outcome, now=now)
    over = payment.expires_at <= now or payment.order.state != OrderState.PLACED
    open_there = outcome.state in {OutcomeState.PENDING, OutcomeState.UNKNOWN}
    if open_there and over and payment.state == PaymentState.PENDING:
        _close(payment, now)


def _close(payment: Payment, now: datetime) -> None:
    try:
        outcome: Outcome = registry.get(payment.provider).close(
            payment_id=payment.public_id, provider_ref=payment.provider_ref
        )
    except Refused as error:
        log.error("payment %s not closed: %s", payment.public_id, error)
        return
    settle(payment_id=payment.public_id, outcome=outcome, now=now)
