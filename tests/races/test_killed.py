"""Web and worker processes killed in the middle: nothing half written, and the next try succeeds.

Row 4 of the reliability list. A point is (where, what, before or after); the process is killed
with SIGKILL there, then the books are compared, then the same is done again.
"""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from fixtures.build import sales
from market.accounts.actors import Shopper
from market.cart import queries
from market.cart import services as cart
from market.idempotency import services as idempotency
from market.idempotency.models import Key
from market.ledger.models import Transaction
from market.orders import cancelling, paying, placing, snapshots, states
from market.orders.models import Order, OrderState
from market.payments import notices, posting, refunding, settling
from market.payments import services as payments
from market.payments.models import Payment, PaymentState, ProviderEvent, Refund, RefundState
from market.stock import services as stock
from market.stock import sql
from tests import jobs
from tests.market import goods
from tests.market.goods import NOW, Counts, counts, soon
from tests.market.payments.conftest import fake  # noqa: F401
from tests.market.payments.fake import SIGNED, FakeProvider, body, paid
from tests.races.killed import Point, die_at
from tests.races.racing import assert_books_agree

pytestmark = pytest.mark.django_db(transaction=True)
DELIVERY = sales.delivery(promised_on=soon())


def names(point: Any) -> str:
    owner, name, when = point
    return f"{when} {owner.__name__.removeprefix('market.')}.{name}"


@pytest.mark.parametrize(
    "point",
    [
        (idempotency, "claim", "after"),
        (sql, "change_lots", "before"),
        (sql, "change_lots", "after"),
        (snapshots, "take", "before"),
        (placing, "_insert", "after"),
        (placing, "_insert_parts", "after"),
        (placing.bus, "emit", "after"),
        (idempotency.Claim, "settle", "after"),
    ],
    ids=names,
)
def test_ordering(point: Point) -> None:
    sold = goods.variant(units=5)
    li = sales.filled_cart([(sold.public_id, 2)], now=NOW)
    total = queries.cart_view(li, NOW).total_fen
    jobs.clear_jobs()
    order = partial(
        cart.checkout, actor=li, key="k", delivery=DELIVERY, expected_total_fen=total, now=NOW
    )
    die_at(point, order)
    assert not Order.objects.exists()
    assert not Key.objects.exists()
    assert jobs.waiting() == []
    assert counts(sold) == Counts(5, 0)
    assert queries.units_in_cart(li) == 2
    assert_books_agree()
    assert order().total_fen == total
    assert counts(sold) == Counts(5, 2)
    assert_books_agree()


@pytest.mark.parametrize(
    "point",
    [
        (notices, "settle", "before"),
        (paying, "mark_paid", "before"),
        (stock, "commit", "after"),
        (states, "_write", "after"),
        (paying, "mark_paid", "after"),
        (posting, "post_sale", "before"),
        (posting, "post_sale", "after"),
        (notices, "settle", "after"),
    ],
    ids=names,
)
def test_a_payment_coming_in(point: Point, fake: FakeProvider) -> None:  # noqa: F811
    sold = goods.variant(units=5)
    order = sales.placed_order([(sold.public_id, 2)], now=NOW)
    payment = sales.pending_payment(order, provider="fake", now=NOW)
    raw = body(payment.public_id, payment.amount_fen)
    notice = partial(payments.apply_notice, provider="fake", raw_body=raw, headers=SIGNED, now=NOW)
    jobs.clear_jobs()
    die_at(point, notice)
    assert Order.objects.get().state == OrderState.PLACED
    assert Payment.objects.get().state == PaymentState.PENDING
    assert not ProviderEvent.objects.exists()
    assert not Transaction.objects.exists()
    assert jobs.waiting() == []
    assert_books_agree()
    notice()
    assert Order.objects.get().state == OrderState.PAID
    assert_books_agree()


@pytest.mark.parametrize(
    "point",
    [(stock, "release_all", "after"), (states, "_write", "after"), (cancelling, "move", "after")],
    ids=names,
)
def test_orders_running_out_of_time(point: Point) -> None:
    sold = goods.variant(units=5)
    for _ in range(3):
        sales.placed_order([(sold.public_id, 1)], now=NOW)
    over = NOW + timedelta(minutes=30)
    die_at(point, partial(cancelling.cancel_unpaid, now=over))
    assert {order.state for order in Order.objects.all()} == {OrderState.PLACED}
    assert counts(sold) == Counts(5, 3)
    assert_books_agree()
    assert cancelling.cancel_unpaid(now=over) == 3
    assert counts(sold) == Counts(5, 0)
    assert_books_agree()


@pytest.mark.parametrize(
    ("point", "url"),
    [
        ((payments, "_pending", "after"), ""),
        ((payments, "_record_start", "before"), ""),
        ((payments, "_record_start", "after"), "https://pay.example/"),
    ],
    ids=["row written", "provider asked", "answer written"],
)
def test_starting_a_payment(point: Point, url: str, fake: FakeProvider) -> None:  # noqa: F811
    order = sales.placed_order([(goods.variant(units=5).public_id, 1)], now=NOW)
    start = partial(
        payments.start_payment, actor=Shopper(order.customer_id), order_id=order.public_id,
        provider="fake", mobile=False, return_url="https://shop.example/", now=NOW,
    )  # fmt: skip
    die_at(point, start)
    row = Payment.objects.get()
    assert (row.state, row.redirect_url.startswith(url)) == (PaymentState.PENDING, True)
    assert bool(row.redirect_url) is bool(url)
    again = start()
    assert again.public_id == row.public_id
    assert again.redirect_url.endswith(row.public_id)
    assert_books_agree()


@pytest.mark.parametrize(
    "point",
    [(refunding, "record", "before"), (posting, "post_given_back", "after")],
    ids=names,
)
def test_giving_money_back(point: Point, fake: FakeProvider) -> None:  # noqa: F811
    """The provider may have done it already: it is asked again with the same number."""
    order = sales.placed_order([(goods.variant(units=1).public_id, 1)], now=NOW)
    cancelling.cancel_order(
        actor=Shopper(order.customer_id), order_id=order.public_id, reason="不要了", now=NOW
    )
    payment = sales.pending_payment(order, provider="fake", now=NOW)
    payments.settle(payment_id=payment.public_id, outcome=paid(payment.amount_fen), now=NOW)
    refund = Refund.objects.get()
    give = partial(refunding.carry_out, refund_id=refund.public_id, now=NOW)
    die_at(point, give)
    refund.refresh_from_db()
    assert refund.state == RefundState.PENDING
    assert not Transaction.objects.filter(kind="given_back").exists()
    give()
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert fake.asked == [("refund", refund.public_id)]
    assert_books_agree()


@pytest.mark.parametrize(
    "point",
    [(settling, "give_back", "before"), (settling.bus, "emit", "after")],
    ids=names,
)
def test_money_that_is_owed_back(point: Point) -> None:
    order = sales.placed_order([(goods.variant(units=1).public_id, 1)], now=NOW)
    cancelling.cancel_order(
        actor=Shopper(order.customer_id), order_id=order.public_id, reason="不要了", now=NOW
    )
    payment = sales.pending_payment(order, provider="fake", now=NOW)
    settle = partial(
        payments.settle, payment_id=payment.public_id, outcome=paid(payment.amount_fen), now=NOW
    )
    die_at(point, settle)
    assert Payment.objects.get().state == PaymentState.PENDING
    assert not Refund.objects.exists()
    assert not Transaction.objects.exists()
    assert settle() == "GIVEN_BACK"
    assert_books_agree()


def test_a_worker_killed_in_a_handler(fake: FakeProvider) -> None:  # noqa: F811
    """The job is given to the next worker once the first is known to be dead."""
    order = sales.placed_order([(goods.variant(units=1).public_id, 1)], now=NOW)
    payment = sales.pending_payment(order, provider="fake", now=NOW)
    jobs.clear_jobs()
    cancelling.cancel_order(
        actor=Shopper(order.customer_id), order_id=order.public_id, reason="不要了", now=NOW
    )
    _keep_only("market.payments.handlers.close_payments")
    die_at((FakeProvider, "close", "before"), jobs.run_worker)
    (job,) = ProcrastinateJob.objects.filter(task_name__contains="close_payments")
    assert job.status == "doing"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        )
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, args)"
            " VALUES ('market.events.handlers.rescue', 'default', '{\"timestamp\": 0}')"
        )
    jobs.run_worker()
    jobs.run_worker()
    job.refresh_from_db()
    payment.refresh_from_db()
    assert (job.status, payment.state) == ("succeeded", PaymentState.CLOSED)
    assert fake.asked == [("close", payment.public_id)]
    assert_books_agree()


def _keep_only(task: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name <> %s", [task])
