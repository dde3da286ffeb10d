"""One path from a provider's word to money in the ledger: repeated, late, twice, wrong."""

import itertools
from datetime import timedelta

import pytest
from django.db.models import Sum

from fixtures.build import sales
from market.accounts.actors import Shopper
from market.kernel.errors import NotFound, WrongState
from market.ledger import queries as ledger
from market.ledger.models import AccountKind, Posting, Transaction
from market.orders import cancelling
from market.orders.models import Consignment, Order, OrderState
from market.payments import services as payments
from market.payments import settling
from market.payments.models import Payment, PaymentState, ProviderEvent, Refund, RefundState
from market.payments.providers.protocol import BadNotice, Outcome, OutcomeState
from market.payments.services import RefundTooLarge, Settled
from tests import jobs
from tests.market import goods
from tests.market.goods import NOW, Counts, counts
from tests.market.payments.fake import SIGNED, FakeProvider, body, paid

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=40)


def ordered(units: int = 5) -> Order:
    return sales.placed_order([(goods.variant(units=units).public_id, 1)], now=NOW)


def pending(order: Order, provider: str = "fake") -> Payment:
    return sales.pending_payment(order, provider=provider, now=NOW)


def settle(payment: Payment, outcome: Outcome | None = None) -> Settled:
    came = payments.settle(
        payment_id=payment.public_id, outcome=outcome or paid(payment.amount_fen), now=LATER
    )
    payment.refresh_from_db()
    payment.order.refresh_from_db()
    return came


def clearing(provider: str = "fake") -> int:
    return ledger.balance(kind=AccountKind.CLEARING, owner=provider)


def owed_back(provider: str = "fake") -> int:
    return ledger.balance(kind=AccountKind.RETURNING, owner=provider)


def test_money_for_an_open_order() -> None:
    lines = [(goods.variant(units=5).public_id, 2), (goods.variant(units=5).public_id, 1)]
    order = sales.placed_order(lines, now=NOW)
    payment = pending(order)
    assert settle(payment) == Settled.PAID
    assert (payment.state, payment.provider_ref, payment.paid_at) == ("PAID", "ref_1", LATER)
    assert payment.order.state == OrderState.PAID
    assert clearing() == order.total_fen
    for part in Consignment.objects.select_related("merchant"):
        owed = ledger.movements(part.public_id)
        assert [(each.account, each.amount_fen) for each in owed] == [
            (f"MERCHANT:{part.merchant.public_id}", -part.goods_fen),
            (f"FREIGHT:{part.merchant.public_id}", -part.freight_fen),
        ]
    assert Posting.objects.aggregate(fen=Sum("amount_fen"))["fen"] == 0


def test_the_same_news_again() -> None:
    payment = pending(ordered())
    settle(payment)
    postings = Posting.objects.count()
    assert settle(payment) == Settled.REPEATED
    assert settle(payment, Outcome(OutcomeState.CLOSED, 0, "")) == Settled.REPEATED
    assert (payment.state, Posting.objects.count()) == (PaymentState.PAID, postings)


@pytest.mark.parametrize("fen", [0, 1, 1_599, 1_601])
def test_a_wrong_amount_is_recorded_and_changes_nothing(fen: int) -> None:
    payment = pending(ordered())
    for _ in range(2):
        assert settle(payment, paid(fen)) == Settled.WRONG_AMOUNT
    assert (payment.state, payment.order.state) == (PaymentState.PENDING, OrderState.PLACED)
    assert not Transaction.objects.exists()
    event = ProviderEvent.objects.get()
    assert (event.payment_id, event.outcome) == (payment.pk, "WRONG_AMOUNT")


def test_open_closed_and_open_again_go_forward_only() -> None:
    payment = pending(ordered())
    assert settle(payment, Outcome(OutcomeState.PENDING, 0, "ref_1")) == Settled.OPEN
    assert (payment.provider_ref, payment.asked_at) == ("ref_1", LATER)
    assert settle(payment, Outcome(OutcomeState.UNKNOWN, 0, "")) == Settled.OPEN
    assert settle(payment, Outcome(OutcomeState.CLOSED, 0, "")) == Settled.CLOSED
    assert settle(payment, Outcome(OutcomeState.PENDING, 0, "")) == Settled.CLOSED
    assert payment.provider_ref == "ref_1"


def test_a_second_payment_goes_back(fake: FakeProvider) -> None:
    order = ordered()
    first, second = pending(order), pending(order, "stripe")
    Payment.objects.filter(pk=first.pk).update(provider="stripe2")
    first.refresh_from_db()
    Payment.objects.filter(pk=second.pk).update(provider="fake")
    second.refresh_from_db()
    assert settle(first, paid(first.amount_fen, "a")) == Settled.PAID
    assert settle(second, paid(second.amount_fen, "b")) == Settled.GIVEN_BACK
    refund = Refund.objects.get()
    assert (refund.payment_id, refund.reason, refund.amount_fen) == (
        second.pk, "PAID_TWICE", order.total_fen,
    )  # fmt: skip
    assert (clearing(), owed_back()) == (order.total_fen, -order.total_fen)
    jobs.run_jobs(LATER, task="carry_out_refund")
    refund.refresh_from_db()
    assert (refund.state, refund.done_at) == (RefundState.DONE, LATER)
    assert (clearing(), owed_back()) == (0, 0)
    assert clearing("stripe2") == order.total_fen
    assert fake.asked == [("refund", refund.public_id)]


def test_late_money_buys_goods_that_are_still_there() -> None:
    order = ordered()
    payment = pending(order)
    cancelling.cancel_unpaid(now=LATER)
    assert settle(payment) == Settled.PAID
    assert payment.order.state == OrderState.PAID
    assert not Refund.objects.exists()


def test_late_money_goes_back_when_the_goods_are_gone(fake: FakeProvider) -> None:
    sold = goods.variant(units=1)
    order = sales.placed_order([(sold.public_id, 1)], now=NOW)
    payment = pending(order)
    settle(payment, Outcome(OutcomeState.CLOSED, 0, ""))
    cancelling.cancel_unpaid(now=LATER)
    sales.paid_order([(sold.public_id, 1)], now=NOW)
    assert settle(payment) == Settled.GIVEN_BACK
    assert (payment.state, payment.order.state) == (PaymentState.PAID, OrderState.CANCELLED)
    assert counts(sold) == Counts(0, 0)
    assert Refund.objects.get().reason == "PAID_AFTER_CLOSE"
    jobs.run_jobs(LATER, task="market.payments")
    assert Refund.objects.get().state == RefundState.DONE
    assert (clearing(), owed_back()) == (0, 0)


def test_money_after_the_buyer_cancelled_goes_back() -> None:
    order = ordered()
    payment = pending(order)
    cancelling.cancel_order(
        actor=Shopper(order.customer_id), order_id=order.public_id, reason="不要了", now=NOW
    )
    assert settle(payment) == Settled.GIVEN_BACK


def test_never_more_back_than_was_paid() -> None:
    payment = pending(ordered())
    settle(payment)
    give = settling.give_back
    give(payment=payment, amount_fen=1_000, reason="PAID_TWICE", now=LATER)
    with pytest.raises(RefundTooLarge) as refused:
        give(payment=payment, amount_fen=601, reason="PAID_TWICE", now=LATER)
    assert refused.value.left_fen == 600
    with pytest.raises(RefundTooLarge):
        give(payment=payment, amount_fen=0, reason="PAID_TWICE", now=LATER)
    give(payment=payment, amount_fen=600, reason="PAID_TWICE", now=LATER)
    Refund.objects.update(state=RefundState.FAILED)
    give(payment=payment, amount_fen=1_600, reason="PAID_TWICE", now=LATER)
    assert Refund.objects.count() == 3


def test_no_such_payment() -> None:
    with pytest.raises(NotFound):
        payments.settle(payment_id="pay_nothing", outcome=paid(1), now=NOW)


def test_cash() -> None:
    order = ordered()
    payment = payments.record_cash(order_id=order.public_id, account_owner="pnt_1", now=NOW)
    order.refresh_from_db()
    assert (payment.state, payment.provider, order.state) == ("PAID", "cash", "PAID")
    assert ledger.balance(kind=AccountKind.DRAWER, owner="pnt_1") == order.total_fen
    with pytest.raises(WrongState) as refused:
        payments.record_cash(order_id=order.public_id, account_owner="pnt_1", now=NOW)
    assert refused.value.state == "PAID"
    assert Payment.objects.count() == 1
    assert ledger.balance(kind=AccountKind.DRAWER, owner="pnt_1") == order.total_fen
    with pytest.raises(NotFound):
        payments.record_cash(order_id="ord_nothing", account_owner="pnt_1", now=NOW)


def test_cash_for_a_closed_order_is_refused() -> None:
    order = ordered()
    cancelling.cancel_order(
        actor=Shopper(order.customer_id), order_id=order.public_id, reason="不要了", now=NOW
    )
    with pytest.raises(WrongState) as refused:
        payments.record_cash(order_id=order.public_id, account_owner="pnt_1", now=NOW)
    assert refused.value.state == "CANCELLED"
    assert not Payment.objects.exists()


def notice(raw: bytes, headers: dict[str, str] | None = None) -> None:
    payments.apply_notice(
        provider="fake", raw_body=raw, headers=SIGNED if headers is None else headers, now=LATER
    )


def test_every_order_of_notices_and_answers_ends_alike(fake: FakeProvider) -> None:
    """Three notices, each three times, shuffled, the return page in between (row 10)."""
    told = [
        {"event": "evt_pending", "state": "PENDING"},
        {"event": "evt_paid", "state": "PAID"},
        {"event": "evt_paid_too", "state": "PAID"},
    ]
    for order_of_events in itertools.permutations(told):
        order = ordered()
        payment = pending(order)
        for each in [*order_of_events, *reversed(order_of_events), *order_of_events]:
            event = f"{each['event']}-{payment.pk}"
            ref = f"ref-{payment.pk}"
            notice(
                body(
                    payment.public_id, payment.amount_fen,
                    event=event, state=each["state"], provider_ref=ref,
                )
            )  # fmt: skip
        settle(payment, paid(payment.amount_fen, f"ref-{payment.pk}"))
        assert payment.order.state == OrderState.PAID
        assert len(ledger.caused_by(payment.public_id)) == 3
        assert payment.events.count() == 3
    assert Transaction.objects.count() == 6
    assert not Refund.objects.exists()


def test_a_notice_that_is_not_the_providers(fake: FakeProvider) -> None:
    payment = pending(ordered())
    with pytest.raises(BadNotice):
        notice(body(payment.public_id, payment.amount_fen), {"signature": "wrong"})
    with pytest.raises(NotFound):
        payments.apply_notice(provider="no_such", raw_body=b"", headers={}, now=NOW)
    assert not ProviderEvent.objects.exists()


def test_notices_that_change_nothing_are_kept(fake: FakeProvider) -> None:
    payment = pending(ordered())
    notice(body("pay_nothing", 5, event="a"))
    notice(body(payment.public_id, 5, event="b"))
    notice(body(payment.public_id, 5, event="c", kind="other"))
    notice(body(payment.public_id, 5, event="d", refund_id="ref_nothing", state="DONE"))
    outcomes = dict(ProviderEvent.objects.values_list("event_key", "outcome"))
    wrong = f"amount:{payment.public_id}:5"
    assert outcomes == {
        "a": "UNKNOWN_PAYMENT", "b": "WRONG_AMOUNT", wrong: "WRONG_AMOUNT",
        "c": "IGNORED", "d": "IGNORED",
    }  # fmt: skip
    payment.refresh_from_db()
    assert payment.state == PaymentState.PENDING


def test_a_notice_that_failed_may_come_again(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = pending(ordered())

    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("on purpose")

    with monkeypatch.context() as patched:
        patched.setattr(settling.posting, "post_sale", broken)
        with pytest.raises(OSError, match="on purpose"):
            notice(body(payment.public_id, payment.amount_fen))
    payment.refresh_from_db()
    assert (payment.state, ProviderEvent.objects.count()) == (PaymentState.PENDING, 0)
    notice(body(payment.public_id, payment.amount_fen))
    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID
