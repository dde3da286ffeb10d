"""What no notice told us: pending payments, closing, refunds without a clear answer."""

from datetime import timedelta

import pytest

from fixtures.build import sales
from market.ledger import queries as ledger
from market.ledger.models import AccountKind, Transaction
from market.orders import cancelling
from market.orders.models import Order, OrderState
from market.payments import reconciling, refunding, settling
from market.payments import services as payments
from market.payments.models import Payment, PaymentState, Refund, RefundState
from market.payments.providers.protocol import (
    Outcome,
    OutcomeState,
    RefundOutcome,
    RefundOutcomeState,
    Refused,
    Retryable,
)
from tests import jobs
from tests.market import goods
from tests.market.goods import NOW
from tests.market.payments.fake import SIGNED, FakeProvider, body, paid

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)
OVER = NOW + timedelta(minutes=31)


def waiting(provider: str = "fake") -> Payment:
    order = sales.placed_order([(goods.variant(units=5).public_id, 1)], now=NOW)
    return sales.pending_payment(order, provider=provider, now=NOW)


def test_payments_are_asked_once_a_minute(fake: FakeProvider) -> None:
    payment = waiting()
    assert reconciling.reconcile(now=NOW + timedelta(seconds=30)) == 0
    assert reconciling.reconcile(now=SOON) == 1
    assert reconciling.reconcile(now=SOON) == 0
    fake.answers.append(paid(payment.amount_fen))
    assert reconciling.reconcile(now=SOON + timedelta(minutes=1)) == 1
    payment.refresh_from_db()
    assert (payment.state, payment.order.state) == (PaymentState.PAID, OrderState.PAID)
    assert reconciling.reconcile(now=OVER) == 0


def test_what_is_past_its_time_is_closed(fake: FakeProvider) -> None:
    payment = waiting()
    cancelling.cancel_unpaid(now=OVER)
    reconciling.reconcile(now=OVER)
    payment.refresh_from_db()
    assert payment.state == PaymentState.CLOSED
    assert [what for what, _ in fake.asked] == ["query", "close"]


def test_a_closed_payment_is_looked_at_again_for_a_while(fake: FakeProvider) -> None:
    payment = waiting()
    cancelling.cancel_unpaid(now=OVER)
    reconciling.reconcile(now=OVER)
    fake.answers.append(paid(payment.amount_fen))
    assert reconciling.reconcile(now=OVER + timedelta(minutes=5)) == 0
    assert reconciling.reconcile(now=OVER + timedelta(minutes=11)) == 1
    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID
    other = waiting()
    Payment.objects.filter(pk=other.pk).update(state=PaymentState.CLOSED)
    assert reconciling.reconcile(now=NOW + timedelta(hours=3)) == 0


def test_closing_finds_that_it_was_paid(fake: FakeProvider) -> None:
    payment = waiting()
    fake.answers.extend([Outcome(OutcomeState.UNKNOWN, 0, ""), paid(payment.amount_fen)])
    reconciling.reconcile(now=OVER)
    payment.refresh_from_db()
    assert (payment.state, payment.order.state) == (PaymentState.PAID, OrderState.PAID)


def test_a_silent_provider_does_not_hold_up_the_others(fake: FakeProvider) -> None:
    silent = [waiting("gone") for _ in range(3)]
    payment = waiting()
    fake.answers.append(paid(payment.amount_fen))
    assert reconciling.reconcile(now=SOON) == 1
    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID
    fake.answers.append(Retryable("time-out"))
    more = [waiting() for _ in range(3)]
    assert reconciling.reconcile(now=SOON) == 0
    assert len(fake.asked) == 2
    assert {
        each.state for each in Payment.objects.filter(pk__in=[p.pk for p in silent + more])
    } == {PaymentState.PENDING}


def test_a_refusal_is_not_asked_again_at_once(fake: FakeProvider) -> None:
    waiting()
    fake.answers.append(Refused("X", "no"))
    assert reconciling.reconcile(now=SOON) == 0
    assert reconciling.reconcile(now=SOON) == 0
    assert len(fake.asked) == 1


def test_other_payments_of_a_paid_order_are_closed(fake: FakeProvider) -> None:
    payment = waiting()
    payments.record_cash(order_id=payment.order.public_id, account_owner="pnt_1", now=NOW)
    jobs.run_jobs(NOW, task="close_other_payments")
    payment.refresh_from_db()
    assert payment.state == PaymentState.CLOSED


def test_payments_of_a_cancelled_order_are_closed_or_tried_again(fake: FakeProvider) -> None:
    payment = waiting()
    cancelling.cancel_unpaid(now=OVER)
    fake.answers.append(Retryable("time-out"))
    with pytest.raises(Retryable):
        jobs.run_jobs(OVER, task="close_payments")
    payment.refresh_from_db()
    assert payment.state == PaymentState.PENDING
    jobs.run_jobs(OVER, task="close_payments")
    payment.refresh_from_db()
    assert payment.state == PaymentState.CLOSED


def owed() -> Refund:
    """Return a refund that waits to be carried out."""
    payment = waiting()
    Order.objects.filter(pk=payment.order_id).update(state=OrderState.CANCELLED)
    outcome = paid(payment.amount_fen, f"ref-{payment.pk}")
    payments.settle(payment_id=payment.public_id, outcome=outcome, now=NOW)
    jobs.clear_jobs()
    return Refund.objects.get(payment=payment)


def carry_out(refund: Refund) -> str:
    refunding.carry_out(refund_id=refund.public_id, now=SOON)
    refund.refresh_from_db()
    return refund.state


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        (RefundOutcomeState.DONE, "DONE"),
        (RefundOutcomeState.PENDING, "PENDING"),
        (RefundOutcomeState.UNKNOWN, "UNKNOWN"),
        (RefundOutcomeState.FAILED, "FAILED"),
    ],
)
def test_what_a_provider_says_of_a_refund(
    fake: FakeProvider, said: RefundOutcomeState, becomes: str
) -> None:
    refund = owed()
    fake.answers.append(RefundOutcome(said))
    assert carry_out(refund) == becomes
    moved = Transaction.objects.filter(kind="given_back").count()
    assert moved == (1 if becomes == "DONE" else 0)
    again = {"DONE": "DONE", "FAILED": "FAILED"}.get(becomes, "DONE")
    assert carry_out(refund) == again
    assert len(fake.asked) == (1 if becomes == again else 2)
    assert {about for _, about in fake.asked} == {refund.public_id}


def test_a_lost_answer_is_asked_again_with_the_same_number(fake: FakeProvider) -> None:
    refund = owed()
    fake.answers.append(Retryable("cut off", lost=True))
    with pytest.raises(Retryable):
        carry_out(refund)
    refund.refresh_from_db()
    assert refund.state == RefundState.UNKNOWN
    assert reconciling.refund_open(now=SOON + timedelta(seconds=30)) == 0
    assert reconciling.refund_open(now=SOON + timedelta(seconds=61)) == 1
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert {about for _, about in fake.asked} == {refund.public_id}
    assert ledger.balance(kind=AccountKind.CLEARING, owner="fake") == 0


def test_a_refund_that_did_not_get_through_stays_as_it_is(fake: FakeProvider) -> None:
    refund = owed()
    fake.answers.append(Retryable("refused connection"))
    with pytest.raises(Retryable):
        carry_out(refund)
    refund.refresh_from_db()
    assert refund.state == RefundState.PENDING
    fake.answers.append(Retryable("refused connection"))
    assert reconciling.refund_open(now=SOON + timedelta(seconds=61)) == 0
    assert reconciling.refund_open(now=SOON + timedelta(seconds=90)) == 0
    assert reconciling.refund_open(now=SOON + timedelta(seconds=200)) == 1


def test_a_notice_may_tell_that_a_refund_is_done(fake: FakeProvider) -> None:
    refund = owed()
    raw = body(
        refund.payment.public_id, refund.amount_fen,
        event="evt_refund", kind="refund", state="DONE", refund_id=refund.public_id,
    )  # fmt: skip
    for _ in range(2):
        payments.apply_notice(provider="fake", raw_body=raw, headers=SIGNED, now=SOON)
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert carry_out(refund) == "DONE"
    assert fake.asked == []
    assert Transaction.objects.filter(kind="given_back").count() == 1


def test_a_refund_that_is_gone_or_done_is_no_work(fake: FakeProvider) -> None:
    refunding.carry_out(refund_id="ref_nothing", now=SOON)
    assert fake.asked == []
    assert settling.REASONS.keys() == {"ALREADY", "TOO_LATE"}
