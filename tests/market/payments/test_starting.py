"""Starting a payment: the row first, then the call, and nothing lost when the call fails."""

from datetime import timedelta

import pytest
from django.db import connection

from fixtures.build import sales
from market.accounts.actors import Anonymous, Shopper
from market.kernel.errors import Invalid, NotFound, WrongState
from market.orders import cancelling
from market.orders.models import Order, OrderState
from market.payments import checking
from market.payments import services as payments
from market.payments.models import Payment, PaymentState
from market.payments.providers.protocol import (
    Outcome,
    OutcomeState,
    Refused,
    Retryable,
    StartRequest,
)
from market.payments.services import ProviderDown
from tests.market import goods
from tests.market.goods import NOW
from tests.market.payments.fake import FakeProvider, paid


def ordered() -> Order:
    return sales.placed_order([(goods.variant(units=5).public_id, 1)], now=NOW)


def start(order: Order, provider: str = "fake", **change: object) -> Payment:
    given = {
        "actor": Shopper(order.customer_id),
        "order_id": order.public_id,
        "provider": provider,
        "mobile": True,
        "return_url": "https://shop.example/o",
        "now": NOW,
        **change,
    }
    return payments.start_payment(**given)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_buyer_is_sent_to_the_provider(fake: FakeProvider) -> None:
    order = ordered()
    payment = start(order)
    assert payment.redirect_url == f"https://pay.example/{payment.public_id}"
    assert (payment.state, payment.amount_fen) == (PaymentState.PENDING, order.total_fen)
    (request,) = fake.requests
    assert isinstance(request, StartRequest)
    assert (request.payment_id, request.amount_fen) == (payment.public_id, order.total_fen)
    assert order.number in request.subject
    assert request.notify_url.endswith("/webhooks/fake")
    assert request.expires_at == order.pay_until
    again = start(order)
    assert (again.pk, len(fake.asked)) == (payment.pk, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "failure", [Retryable("time-out"), Retryable("cut off", lost=True), Refused("X", "no")]
)
def test_a_provider_that_is_down_leaves_the_order_payable(
    fake: FakeProvider, failure: Exception
) -> None:
    order = ordered()
    fake.answers.append(failure)
    with pytest.raises(ProviderDown) as refused:
        start(order)
    assert (refused.value.provider, refused.value.field) == ("fake", "provider")
    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    row = Payment.objects.get()
    assert (row.state, row.redirect_url) == (PaymentState.PENDING, "")
    payment = start(order)
    assert payment.pk == row.pk
    assert {about for _, about in fake.asked} == {payment.public_id}


@pytest.mark.django_db
@pytest.mark.parametrize("provider", ["cash", "no_such", ""])
def test_what_cannot_be_chosen(provider: str) -> None:
    with pytest.raises(Invalid) as refused:
        start(ordered(), provider)
    assert refused.value.name == "provider"
    assert not Payment.objects.exists()


@pytest.mark.django_db
def test_what_cannot_be_paid(fake: FakeProvider) -> None:
    order = ordered()
    for stranger in (Shopper(0), Anonymous()):
        with pytest.raises(NotFound):
            start(order, actor=stranger)
    with pytest.raises(WrongState) as refused:
        start(order, now=order.pay_until)
    assert refused.value.state == "EXPIRED"
    cancelling.cancel_unpaid(now=order.pay_until)
    with pytest.raises(WrongState) as refused:
        start(order)
    assert refused.value.state == "CANCELLED"
    assert fake.asked == []


@pytest.mark.django_db(transaction=True)
def test_the_row_is_committed_before_the_provider_is_asked(outside: FakeProvider) -> None:
    order = ordered()
    payment = start(order)
    assert outside.asked == [("start", payment.public_id)]
    payments.check_payment(actor=Shopper(order.customer_id), payment_id=payment.public_id, now=NOW)
    assert len(outside.asked) == 2


@pytest.mark.django_db(transaction=True)
def test_starting_inside_a_transaction_is_a_bug_that_shows(outside: FakeProvider) -> None:
    from django.db import transaction

    order = ordered()

    def inside() -> None:
        with transaction.atomic():
            start(order)

    with pytest.raises(RuntimeError, match="durable"):
        inside()
    assert connection.in_atomic_block is False


@pytest.mark.django_db
def test_the_return_page_asks_the_provider(fake: FakeProvider) -> None:
    order = ordered()
    own = Shopper(order.customer_id)
    payment = start(order)
    assert _check(own, payment).state == PaymentState.PENDING
    fake.answers.append(Retryable("time-out"))
    assert _check(own, payment).state == PaymentState.PENDING
    fake.answers.append(paid(order.total_fen))
    assert _check(own, payment).state == PaymentState.PAID
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    asked = len(fake.asked)
    assert _check(own, payment).state == PaymentState.PAID
    assert len(fake.asked) == asked
    for stranger in (Shopper(0), Anonymous()):
        with pytest.raises(NotFound):
            _check(stranger, payment)


@pytest.mark.django_db
def test_a_new_payment_after_the_first_was_closed(fake: FakeProvider) -> None:
    order = ordered()
    first = start(order)
    closed = Outcome(OutcomeState.CLOSED, 0, "")
    payments.settle(payment_id=first.public_id, outcome=closed, now=NOW + timedelta(minutes=1))
    second = start(order)
    assert second.pk != first.pk
    assert second.redirect_url


@pytest.mark.django_db
def test_a_buyer_waits_for_one_silent_provider_at_most(fake: FakeProvider) -> None:
    order = ordered()
    older = sales.pending_payment(order, provider="other", now=NOW)
    newer = start(order)
    own = Shopper(order.customer_id)
    later = NOW + timedelta(minutes=1)
    fake.answers.append(Retryable("time-out"))
    found = checking.check_order(actor=own, order_id=order.public_id, now=later)
    assert found is not None
    assert (found.pk, found.state) == (newer.pk, PaymentState.PENDING)
    assert fake.asked[1:] == [("query", newer.public_id)]
    fake.answers.append(paid(order.total_fen))
    found = checking.check_order(actor=own, order_id=order.public_id, now=later)
    assert found is not None
    assert (found.pk, found.state) == (newer.pk, PaymentState.PAID)
    older.refresh_from_db()
    assert older.state == PaymentState.PENDING
    assert checking.check_order(actor=Shopper(0), order_id=order.public_id, now=later) is None


def _check(actor: object, payment: Payment) -> Payment:
    return payments.check_payment(  # type: ignore[arg-type]
        actor=actor, payment_id=payment.public_id, now=NOW
    )
