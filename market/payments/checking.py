"""How a shopper learns whether an order is paid: every open attempt is asked about."""

from datetime import datetime

from market.accounts.actors import Actor
from market.payments.models import Payment, PaymentState
from market.payments.services import check_payment


def check_order(*, actor: Actor, order_id: str, now: datetime) -> Payment | None:
    """Ask the providers about an order's open payments; return the one that says most, or None.

    That is the paid one, else the newest. Must be called outside of a transaction. Another's
    order has none. A provider that does not answer ends the round, so that the buyer never waits
    for two of them.
    """
    own = Payment.objects.visible_to(actor).filter(order__public_id=order_id)
    for payment in own.filter(state=PaymentState.PENDING).order_by("-pk"):
        answer = check_payment(actor=actor, payment_id=payment.public_id, now=now)
        if answer.asked_at != now:
            break
    paid = own.filter(state=PaymentState.PAID).order_by("pk").first()
    return paid or own.order_by("-pk").first()
