"""Money and time at the same instant: goods or the money back, never both, never neither."""

import random
from functools import partial

import pytest

from fixtures.build import sales
from market.accounts.actors import Shopper, System
from market.ledger.models import Transaction
from market.orders import cancelling
from market.orders.models import Order, OrderState
from market.payments import refunding
from market.payments import services as payments
from market.payments.models import Payment, PaymentState, Refund, RefundState
from market.payments.providers.protocol import Outcome
from tests.market import goods
from tests.market.goods import NOW
from tests.market.payments.conftest import fake  # noqa: F401
from tests.market.payments.fake import SIGNED, FakeProvider, body, paid
from tests.races.racing import assert_books_agree, by_kind, race

pytestmark = pytest.mark.django_db(transaction=True)


def orders(count: int, *, units: int) -> list[Order]:
    sold = goods.variant(units=units)
    return [sales.placed_order([(sold.public_id, 1)], now=NOW) for _ in range(count)]


def settle(payment: Payment, outcome: Outcome | None = None) -> partial[payments.Settled]:
    came = outcome or paid(payment.amount_fen, f"ref-{payment.pk}")
    return partial(payments.settle, payment_id=payment.public_id, outcome=came, now=NOW)


def test_expiry_and_payment_in_the_same_second() -> None:
    """And a third buyer waits for every unit that comes free."""
    made = orders(16, units=16)
    variant_id = made[0].consignments.get().lines.get().variant.public_id
    over = made[0].pay_until
    tasks = [settle(sales.pending_payment(order, provider="fake", now=NOW)) for order in made]
    tasks += [partial(cancelling.cancel_unpaid, now=over)] * 8
    tasks += [partial(sales.placed_order, [(variant_id, 1)], now=over)] * 16
    random.Random(3).shuffle(tasks)
    race(tasks)
    race([partial(cancelling.cancel_unpaid, now=over)])
    for payment in Payment.objects.select_related("order"):
        assert payment.state == PaymentState.PAID
        goes_back = payment.refunds.count()
        assert payment.order.state == (OrderState.CANCELLED if goes_back else OrderState.PAID)
    assert_books_agree()


def test_every_end_of_expiry_against_payment() -> None:
    """The three ends, one after the other: paid in time, revived, given back."""
    in_time, revived, too_late = orders(3, units=3)
    over = in_time.pay_until
    rows = {
        order.pk: sales.pending_payment(order, provider="fake", now=NOW)
        for order in (in_time, revived, too_late)
    }
    race([settle(rows[in_time.pk])])
    race([partial(cancelling.cancel_unpaid, now=over)])
    race([settle(rows[revived.pk])])
    variant_id = in_time.consignments.get().lines.get().variant.public_id
    sales.placed_order([(variant_id, 1)], now=over)
    race([settle(rows[too_late.pk])])
    states = [Order.objects.get(pk=pk).state for pk in rows]
    assert states == ["PAID", "PAID", "CANCELLED"]
    assert Refund.objects.get().payment_id == rows[too_late.pk].pk
    assert_books_agree()


def test_the_completing_call_and_the_webhook(fake: FakeProvider) -> None:  # noqa: F811
    made = orders(30, units=30)
    tasks = []
    for order in made:
        payment = sales.pending_payment(order, provider="fake", now=NOW)
        raw = body(
            payment.public_id, payment.amount_fen, event=f"evt-{payment.pk}",
            provider_ref=f"ref-{payment.pk}",
        )  # fmt: skip
        notice = partial(
            payments.apply_notice, provider="fake", raw_body=raw, headers=SIGNED, now=NOW
        )
        tasks += [settle(payment), notice, settle(payment), notice]
    random.Random(4).shuffle(tasks)
    outcomes = race(tasks)
    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert {order.state for order in Order.objects.all()} == {OrderState.PAID}
    assert Transaction.objects.filter(kind="sale").count() == 30
    assert not Refund.objects.exists()
    assert_books_agree()


@pytest.mark.parametrize("seed", [5, 6])
def test_each_event_three_times_in_any_order(fake: FakeProvider, seed: int) -> None:  # noqa: F811
    tasks = []
    for order in orders(8, units=8):
        payment = sales.pending_payment(order, provider="fake", now=NOW)
        for n, state in enumerate(["PENDING", "PAID", "PAID", "CLOSED"]):
            raw = body(
                payment.public_id, payment.amount_fen, event=f"evt-{payment.pk}-{n}",
                provider_ref=f"ref-{payment.pk}", state=state,
            )  # fmt: skip
            tasks += [
                partial(
                    payments.apply_notice, provider="fake", raw_body=raw, headers=SIGNED, now=NOW
                )
            ] * 3
    random.Random(seed).shuffle(tasks)
    assert by_kind(race(tasks)) == {"NoneType": 8 * 12}
    assert {payment.state for payment in Payment.objects.all()} == {PaymentState.PAID}
    assert Transaction.objects.count() == 8
    assert {payment.events.count() for payment in Payment.objects.all()} == {4}
    assert_books_agree()


def test_two_providers_are_paid_at_once() -> None:
    tasks = []
    for order in orders(10, units=10):
        for provider in ("one", "two"):
            tasks.append(settle(sales.pending_payment(order, provider=provider, now=NOW)))
    outcomes = race(tasks)
    assert sorted(outcomes) == ["GIVEN_BACK"] * 10 + ["PAID"] * 10
    assert {refund.reason for refund in Refund.objects.all()} == {"PAID_TWICE"}
    assert_books_agree()


def test_cash_at_the_counter_and_money_online() -> None:
    made = orders(8, units=8)
    tasks = []
    for order in made:
        tasks.append(settle(sales.pending_payment(order, provider="fake", now=NOW)))
        tasks.append(
            partial(payments.record_cash, order_id=order.public_id, account_owner="pnt_1", now=NOW)
        )
    outcomes = by_kind(race(tasks))
    cash = Payment.objects.filter(provider="cash").count()
    assert outcomes.get("Payment", 0) == cash == Refund.objects.count()
    assert outcomes.get("WrongState", 0) == 8 - cash
    assert_books_agree()


def test_buyer_clock_and_money_all_want_the_order() -> None:
    made = orders(12, units=12)
    over = made[0].pay_until
    tasks = [partial(cancelling.cancel_unpaid, now=over)] * 6
    for order in made:
        tasks.append(settle(sales.pending_payment(order, provider="fake", now=NOW)))
        tasks.append(
            partial(
                cancelling.cancel_order, actor=Shopper(order.customer_id),
                order_id=order.public_id, reason="不要了", now=NOW,
            )
        )  # fmt: skip
    random.Random(7).shuffle(tasks)
    outcomes = race(tasks)
    bad = [each for each in outcomes if isinstance(each, Exception)]
    assert {type(each).__name__ for each in bad} <= {"WrongState"}
    assert_books_agree()


def test_one_refund_however_often_it_is_carried_out(fake: FakeProvider) -> None:  # noqa: F811
    (order,) = orders(1, units=1)
    cancelling.cancel_order(actor=System("test"), order_id=order.public_id, reason="test", now=NOW)
    payment = sales.pending_payment(order, provider="fake", now=NOW)
    settle(payment)()
    refund = Refund.objects.get()
    race([partial(refunding.carry_out, refund_id=refund.public_id, now=NOW)] * 16)
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert {about for _, about in fake.asked} == {refund.public_id}
    assert Transaction.objects.filter(kind="given_back").count() == 1
    assert_books_agree()
