"""Many at once, each with a connection of its own; and the books that must agree afterwards."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import OperationalError, connections
from django.db.models import Sum
from psycopg.errors import LockNotAvailable

from market.idempotency.models import Key
from market.ledger.models import Posting, Transaction
from market.orders.models import Consignment, Line, Order, OrderState, Step
from market.payments.models import Payment, PaymentState, Refund
from market.stock.models import Lot, Movement, Reservation, ReservationState

THREADS = 16
TRIES = 5


def race(tasks: Sequence[Callable[[], Any]], *, threads: int = THREADS) -> list[Any]:
    """Do the tasks at once and return what each returned or raised, in their order."""
    start = threading.Barrier(min(threads, len(tasks)))
    local = threading.local()

    def one(task: Callable[[], Any]) -> Any:
        if not hasattr(local, "started"):
            local.started = True
            start.wait(timeout=30)
        try:
            return _patiently(task)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(min(threads, len(tasks))) as pool:
        return list(pool.map(one, tasks))


def _patiently(task: Callable[[], Any]) -> Any:
    """Try again what only waited too long for a lock, as a browser, a provider or a worker does.

    On a busy machine that is no finding. A deadlock is one, and comes through.
    """
    for _ in range(TRIES):
        try:
            return task()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
    return task()


def by_kind(outcomes: Sequence[Any]) -> dict[str, int]:
    """Count outcomes by the name of their type."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        name = type(outcome).__name__
        counts[name] = counts.get(name, 0) + 1
    return counts


def assert_books_agree() -> None:
    """Stock, orders, payments and ledger tell the same story; no order is half written."""
    _stock_agrees()
    for order in Order.objects.all():
        _order_is_whole(order)
    _money_agrees()
    assert not Key.objects.filter(result=None).exists()


def _stock_agrees() -> None:
    for lot in Lot.objects.all():
        moved = Movement.objects.filter(lot=lot).aggregate(units=Sum("delta"))["units"] or 0
        held = Reservation.objects.filter(lot=lot, state=ReservationState.HELD)
        assert lot.on_hand == moved, f"lot {lot.pk}: {lot.on_hand} in store, {moved} moved"
        assert lot.reserved == (held.aggregate(units=Sum("quantity"))["units"] or 0)
        assert 0 <= lot.reserved <= lot.on_hand
    holders = set(Reservation.objects.values_list("holder", flat=True))
    assert holders <= set(Order.objects.values_list("public_id", flat=True))


def _order_is_whole(order: Order) -> None:
    parts = list(Consignment.objects.filter(order=order))
    lines = list(Line.objects.filter(consignment__order=order))
    assert parts
    assert {line.consignment_id for line in lines} == {part.pk for part in parts}
    assert order.goods_fen == sum(part.goods_fen for part in parts)
    assert order.goods_fen == sum(line.total_fen for line in lines)
    assert order.freight_fen == sum(part.freight_fen for part in parts)
    last = Step.objects.filter(order=order, consignment=None).order_by("-pk").first()
    assert last is not None
    assert last.now == order.state
    wanted = {
        OrderState.PLACED: ("WAITING", ReservationState.HELD),
        OrderState.PAID: ("TO_PACK", ReservationState.COMMITTED),
        OrderState.CANCELLED: ("CANCELLED", None),
    }[OrderState(order.state)]
    assert {part.state for part in parts} == {wanted[0]}
    own = Reservation.objects.filter(holder=order.public_id).exclude(state="RELEASED")
    kept: dict[int, int] = {}
    for variant, quantity in own.values_list("lot__variant", "quantity"):
        kept[variant] = kept.get(variant, 0) + quantity
    assert set(own.values_list("state", flat=True)) == ({wanted[1]} if wanted[1] else set())
    assert kept == ({line.variant_id: line.quantity for line in lines} if wanted[1] else {})


def _money_agrees() -> None:
    assert (Posting.objects.aggregate(fen=Sum("amount_fen"))["fen"] or 0) == 0
    paid = Payment.objects.filter(state=PaymentState.PAID)
    for payment in paid:
        kinds = Transaction.objects.filter(cause=payment.public_id)
        (kind,) = kinds.values_list("kind", flat=True)
        debit = Posting.objects.filter(transaction__cause=payment.public_id, amount_fen__gt=0)
        assert debit.aggregate(fen=Sum("amount_fen"))["fen"] == payment.amount_fen
        refunds = Refund.objects.filter(payment=payment).count()
        assert refunds == (1 if kind == "owed_back" else 0)
    sold = Transaction.objects.filter(kind="sale", cause__in=paid.values("public_id"))
    assert sold.count() == Order.objects.filter(state=OrderState.PAID).count()
    assert Transaction.objects.exclude(kind="given_back").count() == paid.count()
