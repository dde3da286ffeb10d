"""Pay an order: at a provider's page, or in cash. Outside calls are never inside a transaction."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import transaction

from market.accounts.actors import Actor
from market.kernel.errors import DomainError, Invalid, NotFound, WrongState
from market.orders import paying
from market.orders.models import Order, OrderState
from market.payments import notices, posting
from market.payments.models import Payment, PaymentState
from market.payments.providers import registry
from market.payments.providers.protocol import (
    BadNotice,
    Provider,
    Refused,
    Retryable,
    StartRequest,
)
from market.payments.settling import RefundTooLarge, Settled, settle

__all__ = [
    "BadNotice",
    "ProviderDown",
    "RefundTooLarge",
    "Settled",
    "apply_notice",
    "check_payment",
    "record_cash",
    "settle",
    "start_payment",
]

log = logging.getLogger(__name__)


@dataclass(eq=False)
class ProviderDown(DomainError):
    """The provider does not answer or cannot take this payment now; the order stays payable."""

    code: ClassVar[str] = "PROVIDER_DOWN"
    provider: str = ""

    @property
    def field(self) -> str | None:
        return "provider"


def start_payment(
    *,
    actor: Actor,
    order_id: str,
    provider: str,
    mobile: bool,
    return_url: str,
    now: datetime,
) -> Payment:
    """Return a pending payment with the address to send the buyer to.

    Asking again gives the same payment until it ends. The row is committed before the provider is
    asked, so that nothing a provider knows of can be missing here; the call takes at most some
    8 seconds. Raises NotFound, Invalid (provider), WrongState (not to be paid any more) and
    ProviderDown.
    """
    asked = _online(provider)
    payment = _pending(actor, order_id, provider, now)
    if payment.redirect_url:
        return payment
    request = StartRequest(
        payment_id=payment.public_id,
        amount_fen=payment.amount_fen,
        subject=f"村集订单 {payment.order.number}",
        return_url=return_url,
        cancel_url=return_url,
        notify_url=f"{settings.PUBLIC_URL}/webhooks/{provider}",
        expires_at=payment.expires_at,
        mobile=mobile,
    )
    try:
        started = asked.start(request)
    except (Retryable, Refused) as error:
        log.warning("payment %s not started at %s: %s", payment.public_id, provider, error)
        raise ProviderDown(provider) from error
    return _record_start(payment, started.redirect_url, started.provider_ref or "")


def _online(provider: str) -> Provider:
    try:
        found = registry.get(provider)
    except registry.NotOffered:
        raise Invalid("provider", "choice") from None
    if not found.capabilities.online:
        raise Invalid("provider", "choice")
    return found


@transaction.atomic(durable=True)
def _pending(actor: Actor, order_id: str, provider: str, now: datetime) -> Payment:
    order = (
        Order.objects.visible_to(actor)
        .select_for_update(no_key=True)
        .filter(public_id=order_id)
        .first()
    )
    if order is None:
        raise NotFound("order")
    if order.state != OrderState.PLACED:
        raise WrongState(order.state, OrderState.PAID)
    if order.pay_until <= now:
        raise WrongState("EXPIRED", OrderState.PAID)
    present = Payment.objects.filter(
        order=order, provider=provider, state=PaymentState.PENDING
    ).first()
    payment = present or Payment.objects.create(
        order=order,
        provider=provider,
        amount_fen=order.total_fen,
        expires_at=order.pay_until,
        asked_at=now,
    )
    payment.order = order
    return payment


@transaction.atomic(durable=True)
def _record_start(payment: Payment, redirect_url: str, provider_ref: str) -> Payment:
    """Keep the address. A notice may have been quicker: its reference and state stay."""
    own = Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    own.redirect_url = redirect_url
    own.provider_ref = own.provider_ref or provider_ref
    own.save(update_fields=["redirect_url", "provider_ref", "updated_at"])
    own.order = payment.order
    return own


@transaction.atomic
def record_cash(*, order_id: str, account_owner: str, now: datetime) -> Payment:
    """The clerk has the money: the order is paid, in the caller's transaction.

    `account_owner` is the point whose drawer it lies in (public id). Raises NotFound, and
    WrongState when the order was paid before or is closed: then no money may be kept.
    """
    order = Order.objects.filter(public_id=order_id).first()
    if order is None:
        raise NotFound("order")
    payment = Payment.objects.create(
        order=order,
        provider=registry.CASH,
        amount_fen=order.total_fen,
        state=PaymentState.PAID,
        expires_at=now,
        asked_at=now,
        paid_at=now,
    )
    paid = paying.mark_paid(order_id=order_id, payment_ref=payment.public_id, now=now)
    if paid.outcome != paying.Outcome.PAID:
        raise WrongState(paid.order.state, OrderState.PAID)
    posting.post_sale(payment, posting.drawer(account_owner), at=now)
    return payment


def check_payment(*, actor: Actor, payment_id: str, now: datetime) -> Payment:
    """Ask the provider where a payment stands (the return page proves nothing); return the row.

    A provider that does not answer leaves it as it is. Raises NotFound.
    """
    payment = Payment.objects.visible_to(actor).filter(public_id=payment_id).first()
    if payment is None:
        raise NotFound("payment")
    if payment.state == PaymentState.PAID or payment.provider == registry.CASH:
        return payment
    try:
        outcome = registry.get(payment.provider).query(
            payment_id=payment.public_id, provider_ref=payment.provider_ref
        )
    except (Retryable, Refused, registry.NotOffered) as error:
        log.warning("payment %s not asked: %s", payment.public_id, error)
        return payment
    settle(payment_id=payment.public_id, outcome=outcome, now=now)
    return Payment.objects.get(pk=payment.pk)


def apply_notice(
    *, provider: str, raw_body: bytes, headers: Mapping[str, str], now: datetime
) -> None:
    """Take a provider's message as it came. Repeats, late and shuffled ones are harmless.

    Returns when the message is understood, whether or not it changed anything: the provider may
    stop sending it. Raises NotFound (no such provider) and BadNotice (not provably the
    provider's); then nothing was written.
    """
    try:
        notice = registry.get(provider).read_notice(raw_body, headers)
    except registry.NotOffered:
        raise NotFound("provider") from None
    notices.apply(provider=provider, notice=notice, body=raw_body, now=now)
