"""Refunds, pending payments and the clock."""

from datetime import datetime

from market.events.bus import periodic, subscribe
from market.payments import reconciling, refunding


@subscribe("refund.due", one_at_a_time="refund")
def carry_out_refund(*, refund: str, now: datetime) -> None:
    refunding.carry_out(refund_id=refund, now=now)


@subscribe("order.paid", one_at_a_time="order")
def close_other_payments(*, order: str, now: datetime) -> None:
    reconciling.close_open(order_id=order, now=now)


@subscribe("order.cancelled", one_at_a_time="order")
def close_payments(*, order: str, now: datetime) -> None:
    reconciling.close_open(order_id=order, now=now)


@periodic("* * * * *")
def reconcile(*, now: datetime) -> None:
    reconciling.reconcile(now=now)
    reconciling.refund_open(now=now)
